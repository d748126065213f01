import { loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import {
  densityMap,
  film,
  imageBands,
  pictureFilm,
  thereAndBack,
} from '../../src/explore/figures/index.ts';
import { pictureFacts } from '../runs/trained-runs.ts';

/** Grey images of one value each. */
function greys(...values: readonly number[]) {
  const data = Float32Array.from(values.flatMap((value) => new Array<number>(16).fill(value)));
  return { data, count: values.length, channels: 1, height: 4, width: 4 };
}

/** Delays of all frames in hundredths of a second: each has a graphic control extension. */
function delays(gif: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = 0; at + 7 < gif.length; at++) {
    const isControl = gif[at] === 0x21 && gif[at + 1] === 0xf9 && gif[at + 2] === 4;
    if (isControl) found.push(gif[at + 4]! + 256 * gif[at + 5]!);
  }
  return found;
}

describe('films', () => {
  it('go there and back without showing an end twice', () => {
    expect(thereAndBack(3)).toEqual([0, 1, 2, 3, 2, 1]);
    expect(thereAndBack(1)).toEqual([0, 1]);
    expect(thereAndBack(0)).toEqual([0]);
  });

  it('are animated GIFs that repeat, of images side by side', async () => {
    const frames = [
      [0, 1],
      [1, 2],
      [2, 0],
    ];
    const gif = await film({ images: greys(0, 0.5, 1), frames, frameMs: 70 });
    const text = Buffer.from(gif).toString('latin1');
    expect(text.slice(0, 6)).toBe('GIF89a');
    expect(text).toContain('NETSCAPE2.0');
    expect(delays(gif)).toEqual([7, 7, 7]);
    const { width, height } = await loadImage(Buffer.from(gif));
    expect([width, height]).toEqual([2 * 256 + 8, 256]);
  });

  it('need frames of the same number of images', async () => {
    const images = greys(0, 1);
    await expect(film({ images, frames: [] })).rejects.toThrow(UserError);
    await expect(film({ images, frames: [[0], [0, 1]] })).rejects.toThrow(UserError);
    await expect(film({ images, frames: [[2]] })).rejects.toThrow(/no image 2/);
  });
});

describe('films of pictures', () => {
  const picture = async (frame: number[], columns: number) =>
    Buffer.from(await imageBands({ bands: [{ heading: 'a', images: greys(...frame) }], columns }));

  it('show each as long as all others, and the last longer', async () => {
    const pictures = [await picture([0, 1], 2), await picture([1, 0], 2), await picture([1, 1], 2)];
    const gif = await pictureFilm(pictures, { frameMs: 100, lastMs: 900 });
    expect(delays(gif)).toEqual([10, 10, 90]);
    const [drawn, png] = await Promise.all([loadImage(Buffer.from(gif)), loadImage(pictures[2]!)]);
    expect(drawn.width).toBe(Math.min(720, png.width));
    expect(drawn.height / drawn.width).toBeCloseTo(png.height / png.width, 2);
  });

  it('need a picture', async () => {
    await expect(pictureFilm([])).rejects.toThrow(UserError);
  });
});

describe('groups of images', () => {
  it('fill as many rows as they need', async () => {
    const band = (heading: string, ...values: number[]) => ({ heading, images: greys(...values) });
    const two = await pictureFacts(
      await imageBands({ bands: [band('a', 0, 0), band('b', 0, 0)], columns: 2 }),
    );
    const more = await pictureFacts(
      await imageBands({ bands: [band('a', 0, 0, 0), band('b', 0, 0)], columns: 2 }),
    );
    expect(more.height).toBeGreaterThan(two.height + 50);
    await expect(imageBands({ bands: [], columns: 2 })).rejects.toThrow(UserError);
  });
});

describe('maps of densities', () => {
  const range: [number, number] = [-1, 1];
  const points = { x: [0], y: [0] };

  it('are drawn, with and without the prior', async () => {
    const logDensity = Float64Array.from({ length: 16 }, (_, cell) => -cell);
    const options = { logDensity, cells: 4, xRange: range, yRange: range, points };
    const plain = await densityMap(options);
    expect((await pictureFacts(plain)).ink).toBeGreaterThan(0.4);
    const circled = await densityMap({ ...options, prior: true });
    expect(Buffer.from(circled).equals(plain)).toBe(false);
  });

  it('need a density for each cell', async () => {
    const options = { logDensity: [0, 1], cells: 2, xRange: range, yRange: range, points };
    await expect(densityMap(options)).rejects.toThrow(UserError);
  });
});
