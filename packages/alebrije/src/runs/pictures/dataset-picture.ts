/** One picture that shows what a dataset is: its classes, attributes, factors or points. */

import { type Dataset, type Examples, exampleCount, type Factors } from '../../data/dataset.ts';
import { UserError } from '../../errors.ts';
import { imageGrid } from '../../explore/figures/image-grid.ts';
import type { ImageBatch } from '../../explore/figures/images.ts';
import type { Colouring } from '../../explore/figures/points.ts';
import { scatter } from '../../explore/figures/scatter.ts';
import { spaceScatter } from '../../explore/figures/space-scatter.ts';
import { CLASS_COLOURS } from '../../explore/figures/theme.ts';
import type { HostTensor } from '../../graph/types.ts';

export interface DatasetPictureOptions {
  /** Images in a row. */
  readonly columns: number;
  /** Rows of a picture of images without classes, attributes or factors. */
  readonly rows: number;
}

function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** More classes than this make no picture that fits a page. */
const MOST_CLASSES = 24;
/** More points than this hide each other. */
const MOST_POINTS = 3000;

/** PNG bytes. @throws UserError if points have neither two nor three numbers */
export function drawDataset(dataset: Dataset, options: DatasetPictureOptions): Promise<Uint8Array> {
  if (dataset.kind === 'vector') return drawPoints(dataset);
  const { attributes, factors, labels } = dataset.train;
  if (attributes) return drawAttributes(dataset, options);
  if (factors && dataset.drawFactors) return drawFactors(dataset, factors, options);
  if (labels && (dataset.classNames?.length ?? MOST_CLASSES) <= MOST_CLASSES) {
    return drawClasses(dataset, options);
  }
  const { columns, rows } = options;
  const count = Math.min(columns * rows, exampleCount(dataset.train));
  const indices = Array.from({ length: count }, (_, index) => index);
  return imageGrid({ ...heading(dataset), images: pick(dataset.train.values, indices), columns });
}

function heading({ name, train, test }: Dataset) {
  const [channels, height, width] = train.values.shape.slice(1);
  const colour = channels === 3 ? 'colour' : 'grey';
  return {
    title: name,
    subtitle: `${formatCount(exampleCount(train))} training and ${formatCount(exampleCount(test))} test images of ${width} x ${height} pixels, ${colour}`,
  };
}

/** Images of the given indices, values from 0 to 1; an index of −1 gives an empty place. */
function pick({ data, shape }: HostTensor, indices: readonly number[]): ImageBatch {
  const [, channels, height, width] = shape as readonly [number, number, number, number];
  const size = channels * height * width;
  const pixels = new Float32Array(indices.length * size).fill(1);
  for (const [place, index] of indices.entries()) {
    if (index === -1) continue;
    for (let at = 0; at < size; at++) pixels[place * size + at] = data[index * size + at]! / 255;
  }
  return { data: pixels, count: indices.length, channels, height, width };
}

/** The first `count` indices for which a condition holds, filled up with −1. */
function firstOf(total: number, count: number, holds: (index: number) => boolean): number[] {
  const found: number[] = [];
  for (let index = 0; index < total && found.length < count; index++) {
    if (holds(index)) found.push(index);
  }
  return [...found, ...new Array<number>(count - found.length).fill(-1)];
}

/** A row for each attribute: images that have it, then images that have it not. */
function drawAttributes(dataset: Dataset, { columns }: DatasetPictureOptions): Promise<Uint8Array> {
  const { values, attributes } = dataset.train;
  const { names, values: had } = attributes!;
  const half = Math.ceil(columns / 2);
  const total = exampleCount(dataset.train);
  const rows = names.map((_, column) =>
    [1, 0].flatMap((wanted) =>
      firstOf(total, half, (index) => had[index * names.length + column] === wanted),
    ),
  );
  return imageGrid({
    ...heading(dataset),
    images: pick(values, rows.flat()),
    columns: 2 * half,
    rowLabels: names,
    columnLabels: ['with', 'without'].flatMap((word) => [
      word,
      ...new Array<string>(half - 1).fill(''),
    ]),
  });
}

/** Factors with so few values have no middle: their last one is shown. */
const FEW_VALUES = 6;

/** A row for each factor: it runs through its values while the others stay in their middle. */
function drawFactors(
  dataset: Dataset,
  { names, sizes }: Factors,
  { columns }: DatasetPictureOptions,
): Promise<Uint8Array> {
  const middle = sizes.map((size) => (size <= FEW_VALUES ? size - 1 : Math.floor(size / 2)));
  const rows = sizes.flatMap((size, factor) => {
    const shown = Math.min(size, columns);
    return Array.from({ length: shown }, (_, place) =>
      middle.with(factor, Math.round((place * (size - 1)) / Math.max(shown - 1, 1))),
    ).concat(new Array<number[]>(columns - shown).fill([]));
  });
  const drawn = dataset.drawFactors!(Int32Array.from(rows.flat()));
  let next = 0;
  const places = rows.map((row) => (row.length > 0 ? next++ : -1));
  return imageGrid({
    ...heading(dataset),
    images: pick(drawn, places),
    columns,
    rowLabels: names.map((name, factor) => `${name} (${sizes[factor]})`),
  });
}

/** A row for each class. */
function drawClasses(dataset: Dataset, { columns }: DatasetPictureOptions): Promise<Uint8Array> {
  const { values, labels } = dataset.train;
  const names = dataset.classNames ?? [...new Set(labels!)].sort((a, b) => a - b).map(String);
  const rows = names.map((_, label) =>
    firstOf(labels!.length, columns, (index) => labels![index] === label),
  );
  return imageGrid({
    ...heading(dataset),
    images: pick(values, rows.flat()),
    columns,
    rowLabels: names,
  });
}

function drawPoints(dataset: Dataset): Promise<Uint8Array> {
  const { train, test, name } = dataset;
  const [total, dimensions] = train.values.shape as readonly [number, number];
  const count = Math.min(total, MOST_POINTS);
  const points = (train.values.data as Float32Array).subarray(0, count * dimensions);
  const title = {
    title: name,
    subtitle: `${formatCount(total)} training and ${formatCount(exampleCount(test))} test points, ${formatCount(count)} of them shown`,
  };
  const axis = (column: number) => points.filter((_, at) => at % dimensions === column);
  if (dimensions === 2) {
    const colouring = colouringOf(dataset, train, count);
    const options = { ...title, x: axis(0), y: axis(1), equalAxes: true, xName: 'x₁', yName: 'x₂' };
    return scatter({ ...options, ...(colouring && { colouring }) });
  }
  if (dimensions === 3) return spaceScatter({ ...title, points });
  throw new UserError(
    `${name} has ${dimensions} numbers a point; pictures are drawn of two or three`,
  );
}

function colouringOf(
  { classNames }: Dataset,
  { labels, colour }: Examples,
  count: number,
): Colouring | undefined {
  if (colour) return { values: colour.subarray(0, count), name: 'Place on the curve' };
  if (!labels) return undefined;
  const shown = labels.subarray(0, count);
  const most = shown.reduce((largest, label) => Math.max(largest, label + 1), 0);
  if (most > CLASS_COLOURS.length) return undefined;
  const names = classNames ?? Array.from({ length: most }, (_, label) => String(label));
  return { labels: shown, classNames: names };
}
