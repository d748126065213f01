import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import type { ImageTarget } from '../../src/data/dataset-entry.ts';
import { withFiles } from '../../src/data/files/open-files.ts';
import { readImageDataset } from '../../src/data/images/image-dataset.ts';
import { decodeImage, inspectImage } from '../../src/data/images/image-file.ts';
import { understandImages } from '../../src/data/images/image-layout.ts';
import { readImages } from '../../src/data/images/read-images.ts';
import { UserError } from '../../src/errors.ts';
import { drawUniform, key } from '../../src/tensor/key.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { imageBytes, type Paint, pattern, pngFiles, writeFiles } from './image-files.ts';

/** Pixels [C, H, W] of one image file brought to a shape. */
async function read(bytes: Uint8Array, shape: readonly number[]): Promise<Uint8Array> {
  const folder = temporaryFolder();
  writeFiles(folder, { 'image.bin': bytes });
  return withFiles(folder, async (source) => {
    const { data } = await readImages(source, source.files, shape);
    return data as Uint8Array;
  });
}

describe('reading an image', () => {
  test('of the wanted size keeps every pixel', async () => {
    const data = await read(imageBytes('png', { width: 9, height: 9 }), [3, 9, 9]);
    const expected = [0, 1, 2].flatMap((channel) =>
      Array.from({ length: 81 }, (_, at) => pattern(0)(at % 9, Math.floor(at / 9))[channel]!),
    );
    expect([...data]).toEqual(expected);
  });

  test('in grey weighs red, green and blue as eyes do', async () => {
    const paint: Paint = (x) => [x === 0 ? 255 : 0, x === 1 ? 255 : 0, x === 2 ? 255 : 0];
    const data = await read(imageBytes('png', { width: 4, height: 4, paint }), [1, 4, 4]);
    expect([...data.subarray(0, 4)]).toEqual([76, 150, 29, 0]);
  });

  test('takes the centred square of a long one', async () => {
    const paint: Paint = (x) => (x >= 30 && x < 70 ? [0, 200, 0] : [255, 0, 0]);
    const data = await read(imageBytes('png', { width: 100, height: 40, paint }), [3, 20, 20]);
    // At the edges the colour beside them may shine through.
    for (const [at, value] of data.entries()) {
      const expected = at >= 400 && at < 800 ? 200 : 0;
      const isEdge = at % 20 === 0 || at % 20 === 19;
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(isEdge ? 20 : 0);
    }
  });

  test('averages what it shrinks: noise leaves an even grey', async () => {
    const noise = drawUniform(key(1), 512 * 512);
    const paint: Paint = (x, y) => {
      const value = Math.floor(256 * noise[512 * y + x]!);
      return [value, value, value];
    };
    for (const side of [16, 24, 32]) {
      const data = await read(imageBytes('png', { width: 512, height: 512, paint }), [
        1,
        side,
        side,
      ]);
      const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
      const deviation = Math.sqrt(
        data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length,
      );
      expect(Math.abs(mean - 127.5)).toBeLessThan(2);
      // 74 before; averaging over (512 / side)² pixels divides it by 512 / side.
      expect(deviation).toBeLessThan((2 * 74 * side) / 512);
    }
  });

  test('tells how far it is, and stops when it is told to', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, pngFiles(['a.png', 'b.png', 'c.png', 'd.png', 'e.png']));
    await withFiles(folder, async (source) => {
      const seen: number[] = [];
      const onProgress = ({ done }: { done: number }) => seen.push(done);
      await readImages(source, source.files, [1, 8, 8], { onProgress });
      expect(seen).toEqual([4, 5]);
      const signal = AbortSignal.abort();
      await expect(readImages(source, source.files, [1, 8, 8], { signal })).rejects.toThrow(
        'abort',
      );
    });
  });
});

describe('damaged images', () => {
  test.each(['png', 'jpeg'] as const)(
    'a %s cut anywhere is refused, never filled up',
    async (format) => {
      const whole = imageBytes(format, { width: 20, height: 20 });
      await expect(decodeImage(whole, 'x')).resolves.toMatchObject({ width: 20 });
      await fc.assert(
        fc.asyncProperty(fc.nat(whole.length - 2), async (length) => {
          await expect(decodeImage(whole.subarray(0, length), 'x')).rejects.toThrow(UserError);
        }),
        { numRuns: 120 },
      );
    },
  );

  test('a png with any byte changed is refused or decoded, never a crash', async () => {
    const whole = imageBytes('png', { width: 20, height: 20 });
    let refused = 0;
    for (let at = 8; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 0x11;
      await decodeImage(damaged, 'x').catch((error) => {
        expect(error).toBeInstanceOf(UserError);
        refused += 1;
      });
    }
    expect(refused).toBe(whole.length - 8);
  });

  test('what is no image, or of another format, is named', async () => {
    await expect(inspectImage(Buffer.from('just text'), 'a.png')).rejects.toThrow(
      'a.png is no image',
    );
    const tiff = Buffer.from(
      '49492a0008000000020000010300010000000800000001010300010000000800000000000000',
      'hex',
    );
    await expect(inspectImage(tiff, 'a.png')).rejects.toThrow(
      /format tiff; save it as one of jpg, png/,
    );
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>');
    await expect(inspectImage(svg, 'a.svg')).rejects.toThrow('format svg');
  });

  test('an image that would fill the memory is refused by its header alone', async () => {
    const bomb = Buffer.from(imageBytes('png'));
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    await expect(inspectImage(bomb, 'a.png')).rejects.toThrow(
      '60000x60000 pixels: make it smaller',
    );
  });
});

/** The layout of files by their paths, whatever is in them. */
function layoutOf(paths: readonly string[]) {
  const files = paths.map((path) => ({ path, size: 1, stamp: '' }));
  const {
    train,
    test: tested,
    classNames,
    others,
  } = understandImages({
    location: 'here',
    files,
    read: () => Promise.reject(new Error('nothing is read')),
    close: async () => undefined,
  });
  const name = ({ file, className }: (typeof train)[number]) =>
    className === undefined ? file.path : `${className}: ${file.path}`;
  return {
    train: train.map(name),
    test: tested?.map(name),
    classNames,
    others: others.map(({ path }) => path),
  };
}

describe('what folders mean', () => {
  test('images alone have no classes', () => {
    expect(layoutOf(['a.png', 'b.JPG', 'notes.txt'])).toEqual({
      train: ['a.png', 'b.JPG'],
      test: undefined,
      classNames: undefined,
      others: ['notes.txt'],
    });
  });

  test('folders are classes; a folder around all of them is not', () => {
    const { train, classNames } = layoutOf([
      'all/dogs/x/1.png',
      'all/cats/2.png',
      'all/dogs/3.png',
    ]);
    expect(classNames).toEqual(['cats', 'dogs']);
    expect(train).toEqual([
      'dogs: all/dogs/x/1.png',
      'cats: all/cats/2.png',
      'dogs: all/dogs/3.png',
    ]);
  });

  test('train and test, or val, are parts', () => {
    expect(layoutOf(['set/Train/a/1.png', 'set/Train/b/2.png', 'set/val/b/3.png'])).toMatchObject({
      train: ['a: set/Train/a/1.png', 'b: set/Train/b/2.png'],
      test: ['b: set/val/b/3.png'],
      classNames: ['a', 'b'],
    });
    expect(layoutOf(['train/1.png', 'test/2.png'])).toMatchObject({
      train: ['train/1.png'],
      test: ['test/2.png'],
      classNames: undefined,
    });
    // Beside another folder, they are classes like any.
    expect(layoutOf(['train/1.png', 'bus/2.png']).classNames).toEqual(['bus', 'train']);
  });

  test('images beside the folders of classes, and none at all, are user errors', () => {
    expect(() => layoutOf(['a/1.png', '2.png'])).toThrow(
      /folders \(a\) and some beside them \(2\.png\)/,
    );
    expect(() => layoutOf(['notes.txt'])).toThrow(/no images in here: JPEG, PNG/);
  });
});

describe('a dataset of images', () => {
  async function dataset(
    files: Record<string, Uint8Array>,
    target: ImageTarget = {},
  ): Promise<Dataset> {
    const folder = temporaryFolder();
    writeFiles(folder, files);
    return withFiles(folder, (source) => readImageDataset(source, 'mine', target));
  }
  const names = Array.from({ length: 20 }, (_, i) => `${'ab'[i % 2]}/${i}.png`);

  test('has every image once, with its class; the last tenth tests', async () => {
    const { train, test: tested, classNames } = await dataset(pngFiles(names));
    expect(classNames).toEqual(['a', 'b']);
    expect(train.values.shape).toEqual([18, 3, 12, 12]);
    expect(tested.values.shape).toEqual([2, 3, 12, 12]);
    const seeds = [train, tested].flatMap(({ values, labels }) =>
      // The first pixel of picture i has the red value 11 i.
      [...labels!].map((label, place) => {
        const seed = values.data[place * 432]! / 11;
        expect(label).toBe(seed % 2);
        return seed;
      }),
    );
    expect(seeds).not.toEqual([...seeds].sort((a, b) => a - b));
    expect(seeds.sort((a, b) => a - b)).toEqual(names.map((_, i) => i));
  });

  test('is the same every time', async () => {
    const { source: _, ...one } = await dataset(pngFiles(names));
    const { source: __, ...again } = await dataset(pngFiles(names));
    expect(again).toEqual(one);
  });

  test('keeps the size of small squares, and is grey if all images are', async () => {
    const grey: Paint = (x, y) => [x + y, x + y, x + y];
    const files = pngFiles(names, { paint: grey, width: 10, height: 10 });
    expect((await dataset(files)).train.values.shape).toEqual([18, 1, 10, 10]);
    expect((await dataset(files, { channels: 3 })).train.values.shape).toEqual([18, 3, 10, 10]);
    const mixed = { ...files, 'a/0.png': imageBytes('png', { width: 11, height: 10 }) };
    expect((await dataset(mixed)).train.values.shape).toEqual([18, 3, 32, 32]);
    expect((await dataset(mixed, { size: 16, channels: 1 })).train.values.shape).toEqual([
      18, 1, 16, 16,
    ]);
  });

  test('takes the test folder where there is one', async () => {
    const files = pngFiles([
      ...names.map((name) => `train/${name}`),
      'test/a/x.png',
      'test/a/y.png',
    ]);
    const { train, test: tested } = await dataset(files);
    expect([train.values.shape[0], tested.values.shape[0]]).toEqual([20, 2]);
    expect(tested.labels).toEqual(Int32Array.of(0, 0));
  });

  test.each([
    ['too few', names.slice(0, 9), {}, /9 images; 10 are the fewest/],
    ['a size that no image has', names, { size: 2 }, /from 4 to 512, not 2/],
    ['two channels', names, { channels: 2 }, /1 channel \(grey\) or 3/],
  ])('%s', async (_, paths, target, message) => {
    await expect(dataset(pngFiles(paths), target)).rejects.toThrow(message);
    await expect(dataset(pngFiles(paths), target)).rejects.toThrow(UserError);
  });

  test('a damaged image is named, and who lists all of them', async () => {
    const files = pngFiles(names);
    files['b/1.png'] = files['b/1.png']!.subarray(0, 60);
    await expect(dataset(files)).rejects.toThrow(/b\/1\.png is .*datasets doctor .*lists all such/);
  });
});
