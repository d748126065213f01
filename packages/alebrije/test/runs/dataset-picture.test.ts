import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import type { Dataset, Examples } from '../../src/data/dataset.ts';
import { drawDataset } from '../../src/runs/pictures/dataset-picture.ts';

const SIDE = 4;
/** Red, green and blue of each example, whose place in the sheet is then known by its colour. */
const COLOURS = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 0],
] as const;

const examples: Examples = {
  values: {
    dtype: 'uint8',
    shape: [4, 3, SIDE, SIDE],
    data: Uint8Array.from(
      COLOURS.flatMap((colour) => colour.flatMap((value) => new Array(SIDE * SIDE).fill(value))),
    ),
  },
};

/** Colours of a row of tiles of a picture, counted from below, at their middles. */
async function tiles(
  png: Uint8Array,
  row: number,
  columns: number,
  labelled = true,
): Promise<string[]> {
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const [tile, gap, margin] = [168, 8, 64];
  const left = labelled ? image.width - margin - columns * (tile + gap) + gap : margin;
  const top = image.height - margin - row * (tile + gap) - tile;
  return Array.from({ length: columns }, (_, column) => {
    const at = 4 * ((top + tile / 2) * image.width + left + column * (tile + gap) + tile / 2);
    return [...data.slice(at, at + 3)].join();
  });
}

const dataset = (train: Examples, more: Partial<Dataset> = {}): Dataset => ({
  name: 'colours',
  kind: 'image',
  train,
  test: train,
  source: 'this test',
  ...more,
});
const [red, green, blue, yellow] = COLOURS.map((colour) => colour.join());
const white = '255,255,255';

test('images keep their colours', async () => {
  const png = await drawDataset(dataset(examples), { columns: 6, rows: 1 });
  expect(await tiles(png, 0, 4, false)).toEqual([red, green, blue, yellow]);
});

test('a row for each class, empty where it has too few', async () => {
  const labelled = dataset(
    { ...examples, labels: Int32Array.of(1, 0, 1, 1) },
    { classNames: ['a', 'b'] },
  );
  const png = await drawDataset(labelled, { columns: 6, rows: 1 });
  expect(await tiles(png, 1, 6)).toEqual([green, ...new Array(5).fill(white)]);
  expect(await tiles(png, 0, 6)).toEqual([red, blue, yellow, white, white, white]);
});

test('a row for each attribute: with it, then without', async () => {
  const attributes = { names: ['warm', 'last'], values: Uint8Array.of(1, 0, 0, 0, 0, 0, 1, 1) };
  const png = await drawDataset(dataset({ ...examples, attributes }), { columns: 6, rows: 1 });
  expect(await tiles(png, 1, 6)).toEqual([red, yellow, white, green, blue, white]);
  expect(await tiles(png, 0, 6)).toEqual([yellow, white, white, red, green, blue]);
});

test('a row for each factor, the others in their middle', async () => {
  const factors = {
    names: ['colour', 'none'],
    sizes: [4, 2],
    values: new Int32Array(8),
  };
  const asked: number[][] = [];
  const drawFactors = (rows: Int32Array) => {
    for (let at = 0; at < rows.length; at += 2) asked.push([rows[at]!, rows[at + 1]!]);
    const colours = asked.flatMap(([colour]) => COLOURS[colour!]!);
    const data = Uint8Array.from(colours.flatMap((value) => new Array(SIDE * SIDE).fill(value)));
    return { dtype: 'uint8' as const, shape: [asked.length, 3, SIDE, SIDE], data };
  };
  const png = await drawDataset(dataset({ ...examples, factors }, { drawFactors }), {
    columns: 6,
    rows: 1,
  });
  expect(asked).toEqual([
    [0, 1],
    [1, 1],
    [2, 1],
    [3, 1],
    [3, 0],
    [3, 1],
  ]);
  expect(await tiles(png, 1, 6)).toEqual([red, green, blue, yellow, white, white]);
  expect(await tiles(png, 0, 6)).toEqual([yellow, yellow, white, white, white, white]);
});
