import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type CartoonFaces,
  cartoonFaces,
  cartoonFacesFile,
  loadCartoonFaces,
} from '../../src/data/cartoon-faces/cartoon-faces.ts';
import { drawFaces } from '../../src/data/cartoon-faces/draw-faces.ts';
import {
  drawFaceAttributes,
  FACE_ATTRIBUTES,
  type FaceAttribute,
  faceTraits,
} from '../../src/data/cartoon-faces/face-attributes.ts';
import { drawFaceLook } from '../../src/data/cartoon-faces/face-look.ts';
import { UserError } from '../../src/errors.ts';
import { fold, key } from '../../src/tensor/key.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';

const COUNT = 20_000;

/** The share of faces that have all of some attributes. */
function shareOf(values: Uint8Array, ...names: readonly FaceAttribute[]): number {
  const width = FACE_ATTRIBUTES.length;
  const columns = names.map((name) => FACE_ATTRIBUTES.indexOf(name));
  let faces = 0;
  for (let start = 0; start < values.length; start += width) {
    if (columns.every((column) => values[start + column] === 1)) faces += 1;
  }
  return faces / (values.length / width);
}

describe('attributes', () => {
  test('half of the faces have each, independently', () => {
    const { names, values } = drawFaceAttributes(key(1), COUNT);
    expect(names).toHaveLength(10);
    for (const [place, name] of FACE_ATTRIBUTES.entries()) {
      expect(Math.abs(shareOf(values, name) - 0.5)).toBeLessThan(0.015);
      for (const other of FACE_ATTRIBUTES.slice(0, place)) {
        expect(Math.abs(shareOf(values, name, other) - 0.25)).toBeLessThan(0.015);
      }
    }
  });

  test('a rare group has its share, its other combinations are equal, and nothing else changes', () => {
    const rare = { attributes: ['glasses', 'hat'], share: 0.02 };
    const { values } = drawFaceAttributes(key(1), COUNT, rare);
    expect(Math.abs(shareOf(values, 'glasses', 'hat') - 0.02)).toBeLessThan(0.004);
    // One third of 98 % has glasses without a hat; so does the rare group have glasses.
    expect(Math.abs(shareOf(values, 'glasses') - (0.98 / 3 + 0.02))).toBeLessThan(0.015);
    expect(Math.abs(shareOf(values, 'hat') - (0.98 / 3 + 0.02))).toBeLessThan(0.015);
    expect(Math.abs(shareOf(values, 'smiling', 'hat') - (0.98 / 3 + 0.02) / 2)).toBeLessThan(0.015);
    expect(shareOf(values, 'beard')).toBe(
      shareOf(drawFaceAttributes(key(1), COUNT).values, 'beard'),
    );
  });

  test('what can be no rare group is a user error', () => {
    const draw = (attributes: readonly string[], share: number) =>
      drawFaceAttributes(key(1), 4, { attributes, share });
    expect(() => draw(['monocle'], 0.1)).toThrow(/smiling, glasses.*not monocle/);
    expect(() => draw(['hat', 'hat'], 0.1)).toThrow(UserError);
    expect(() => draw([], 0.1)).toThrow(UserError);
    expect(() => draw(['hat'], 1)).toThrow('between 0 and 1, not at 1');
  });
});

/** Mean difference of two pictures per value, in 0..255. */
function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, at) => sum + Math.abs(value - b[at]!), 0) / a.length;
}

describe('faces', () => {
  test('each attribute changes the picture, and by itself nothing else of the look', async () => {
    const attributes = drawFaceAttributes(key(2), 3);
    for (const name of FACE_ATTRIBUTES) {
      const looks = [0, 1, 2].flatMap((face) =>
        [false, true].map((has) =>
          drawFaceLook(fold(key(5), face), { ...faceTraits(attributes, face), [name]: has }),
        ),
      );
      const { data } = await drawFaces(looks, 32);
      for (const face of [0, 1, 2]) {
        const picture = (place: number) =>
          data.slice(place * 3072, (place + 1) * 3072) as Uint8Array;
        const changed = difference(picture(2 * face), picture(2 * face + 1));
        expect({ name, face, changed: changed > 0.4 }).toEqual({ name, face, changed: true });
        const [without, having] = [looks[2 * face]!, looks[2 * face + 1]!];
        const keys = [...new Set([...Object.keys(without), ...Object.keys(having)])];
        const differing = keys.filter(
          (part) =>
            JSON.stringify(without[part as keyof typeof without]) !==
            JSON.stringify(having[part as keyof typeof having]),
        );
        expect(differing).toHaveLength(1);
      }
    }
  });

  test('the key decides; fewer faces are the first of more; a larger picture is the same face', async () => {
    const one = await cartoonFaces(key(1), 4, { side: 16 });
    expect(await cartoonFaces(key(1), 4, { side: 16 })).toEqual(one);
    const fewer = await cartoonFaces(key(1), 2, { side: 16 });
    expect(fewer.values.data).toEqual(one.values.data.slice(0, 2 * 768));
    expect(fewer.attributes!.values).toEqual(one.attributes!.values.slice(0, 20));
    expect((await cartoonFaces(key(2), 4, { side: 16 })).values.data).not.toEqual(one.values.data);
    const { values } = await cartoonFaces(key(1), 1, { side: 32 });
    const halved = Uint8Array.from({ length: 768 }, (_, at) => {
      const [channel, y, x] = [Math.floor(at / 256), Math.floor(at / 16) % 16, at % 16];
      const from = channel * 1024 + 64 * y + 2 * x;
      return [0, 1, 32, 33].reduce((sum, step) => sum + values.data[from + step]! / 4, 0);
    });
    expect(difference(halved, one.values.data.slice(0, 768) as Uint8Array)).toBeLessThan(4);
  });
});

describe('the cache', () => {
  const faces: CartoonFaces = { name: 'few-faces', side: 8, sizes: [10, 4] };
  beforeEach(() => {
    vi.stubEnv('ALEBRIJE_CACHE', temporaryFolder());
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('faces are drawn once, and told how far they are', async () => {
    const seen: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) =>
      seen.push(done / total);
    const drawn = await loadCartoonFaces(faces, undefined, { onProgress });
    expect(seen).toEqual([10 / 14, 1]);
    expect(drawn.train.values.shape).toEqual([10, 3, 8, 8]);
    expect(drawn.test.attributes!.values).toHaveLength(40);
    expect(await loadCartoonFaces(faces, undefined, { onProgress })).toEqual(drawn);
    expect(seen).toHaveLength(2);
    const some = await loadCartoonFaces(faces, 5);
    expect(some.train.values.data).toEqual(drawn.train.values.data.slice(0, 5 * 192));
    expect(some.test.values.shape[0]).toBe(1);
  });

  test('a few are the first of all, and not kept', async () => {
    const few = await loadCartoonFaces(faces, 5);
    expect(fs.existsSync(cartoonFacesFile(faces))).toBe(false);
    const all = await loadCartoonFaces(faces, undefined);
    expect(few.train.values.data).toEqual(all.train.values.data.slice(0, 5 * 192));
  });

  test('faces of another kind are drawn anew, damaged ones refused', async () => {
    const plain = await loadCartoonFaces(faces, undefined);
    const rare = { ...faces, rareGroup: { attributes: ['hat'], share: 0.01 } };
    const drawn = await loadCartoonFaces(rare, undefined);
    expect(drawn.rareGroup).toEqual(rare.rareGroup);
    expect(drawn.train).not.toEqual(plain.train);
    expect(drawn.test).toEqual(plain.test);
    fs.appendFileSync(cartoonFacesFile(faces), 'x');
    await expect(loadCartoonFaces(rare, undefined)).rejects.toThrow(UserError);
  });

  test('an interruption leaves nothing behind', async () => {
    const signal = AbortSignal.abort();
    await expect(loadCartoonFaces(faces, undefined, { signal })).rejects.toThrow('abort');
    expect(fs.existsSync(cartoonFacesFile(faces))).toBe(false);
  });
});
