import fs from 'node:fs';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { readPngFiles } from '../../src/data/png-files.ts';
import { UserError } from '../../src/errors.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';

type Colour = readonly [red: number, green: number, blue: number, alpha?: number];

/** A PNG file of one colour per pixel, row by row. */
function writePng(file: string, width: number, pixels: readonly Colour[]): string {
  const sheet = createCanvas(width, pixels.length / width);
  const context = sheet.getContext('2d');
  const image = context.createImageData(sheet.width, sheet.height);
  for (const [index, [red, green, blue, alpha = 255]] of pixels.entries()) {
    image.data.set([red, green, blue, alpha], 4 * index);
  }
  context.putImageData(image, 0, 0);
  fs.writeFileSync(file, sheet.encodeSync('png'));
  return file;
}

const grey = (value: number): Colour => [value, value, value];

describe('PNG files', () => {
  test('of grey keep every value', async () => {
    const file = writePng(
      join(temporaryFolder(), 'a.png'),
      3,
      [0, 1, 127, 128, 254, 255].map(grey),
    );
    const { values, names, scaled } = await readPngFiles(file, [1, 2, 3]);
    expect(values).toMatchObject({ dtype: 'uint8', shape: [1, 1, 2, 3] });
    expect(Array.from(values.data)).toEqual([0, 1, 127, 128, 254, 255]);
    expect({ names, scaled }).toEqual({ names: ['a'], scaled: 0 });
  });

  test('of a folder come by name, numbers in their order', async () => {
    const folder = temporaryFolder();
    for (const number of [10, 9, 1]) {
      writePng(join(folder, `image-${number}.PNG`), 1, [grey(number)]);
    }
    fs.writeFileSync(join(folder, 'notes.txt'), 'no image');
    const { values, names } = await readPngFiles(folder, [1, 1, 1]);
    expect(names).toEqual(['image-1', 'image-9', 'image-10']);
    expect(Array.from(values.data)).toEqual([1, 9, 10]);
  });

  test('of colours become channels, or their luminance; transparent ones are black', async () => {
    const folder = temporaryFolder();
    const file = writePng(join(folder, 'c.png'), 2, [
      [255, 0, 10],
      [0, 100, 0, 0],
    ]);
    const colours = await readPngFiles(file, [3, 1, 2]);
    expect(Array.from(colours.values.data)).toEqual([255, 0, 0, 0, 10, 0]);
    const { values } = await readPngFiles(file, [1, 1, 2]);
    expect(Array.from(values.data)).toEqual([Math.round(0.299 * 255 + 0.114 * 10), 0]);
  });

  test('of another size are scaled', async () => {
    const pixels = Array.from({ length: 64 }, (_, index) => grey(index % 8 < 4 ? 200 : 40));
    const file = writePng(join(temporaryFolder(), 'large.png'), 8, pixels);
    const { values, scaled } = await readPngFiles(file, [1, 2, 2]);
    expect(scaled).toBe(1);
    for (const [index, value] of [200, 40, 200, 40].entries()) {
      expect(Math.abs(values.data[index]! - value)).toBeLessThan(25);
    }
  });

  const broken = () => {
    const file = join(temporaryFolder(), 'broken.png');
    fs.writeFileSync(file, 'not an image');
    return file;
  };
  const wide = () => writePng(join(temporaryFolder(), 'wide.png'), 2, [grey(1), grey(2)]);
  test.each<[string, () => string, RegExp]>([
    ['that are not there', () => '/no/where', /no file or folder \/no\/where/],
    ['of another kind', () => import.meta.filename, /does not end in \.png/],
    ['that are none', temporaryFolder, /no PNG files in /],
    ['that are damaged', broken, /broken\.png is no image that can be read/],
    ['of other proportions', wide, /has 2x1 pixels, and the model takes 2x2/],
  ])('%s are refused in one line', async (_, path, message) => {
    const error = await readPngFiles(path(), [1, 2, 2]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
  });
});
