/** What every picture of a trained model is, and how a model's arrays become images. */

import { type Examples, exampleCount } from '../../data/dataset.ts';
import { UserError } from '../../errors.ts';
import type { Colouring, ImageBatch } from '../../explore/figures/index.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { HostTensor, Shape } from '../../graph/types.ts';
import type { ModelSession } from '../../train/model-session.ts';
import type { RunData } from '../data.ts';

export interface Picture {
  readonly png: Uint8Array;
  /** The numbers that the picture shows, by name. */
  readonly numbers: Readonly<Record<string, number>>;
  /** An animated GIF of what it shows, where one was asked for. */
  readonly film?: Uint8Array;
  /** What is no single number, for programs. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A model at work on its data: an opened run, or a training between two epochs. */
export interface PicturedModel {
  readonly session: ModelSession;
  readonly data: Pick<RunData, 'train' | 'validation' | 'info'>;
}

/** Shape in which an example is shown: [C, H, W] for images, [D] for points. */
export function shownShape({ session }: PicturedModel): Shape {
  return session.system.views.dataShape;
}

export function showsImages(model: PicturedModel): boolean {
  return shownShape(model).length === 3;
}

/** Whether an example has a code; of models that only make data none has. */
export function hasEncoder({ session }: PicturedModel): boolean {
  return session.system.views.encode !== undefined;
}

/** @throws UserError unless the model's examples are images */
export function expectShownImages(model: PicturedModel, what: string): void {
  if (showsImages(model)) return;
  throw new UserError(
    `${what} shows images, and this run was trained on points of ${sizeOf(shownShape(model))} numbers: see its reconstruct, sample and scatter`,
  );
}

/** @throws UserError if there is no such validation example */
export function checkValidationIndex({ data }: PicturedModel, index: number): void {
  const total = exampleCount(data.validation);
  if (Number.isInteger(index) && index >= 0 && index < total) return;
  throw new UserError(`there is no validation example ${index}: give 0 to ${total - 1}`);
}

/** Rows of an array [N, ...] of examples or of what a model made, in the order of the indices. */
export function pickRows(values: HostTensor, indices: ArrayLike<number>): HostTensor {
  const row = sizeOf(values.shape.slice(1));
  const size = indices.length * row;
  const data = values.dtype === 'uint8' ? new Uint8Array(size) : new Float32Array(size);
  for (let place = 0; place < indices.length; place++) {
    const start = indices[place]! * row;
    data.set(values.data.subarray(start, start + row), place * row);
  }
  return { dtype: values.dtype, shape: [indices.length, ...values.shape.slice(1)], data };
}

/** A single row [1, ...] so many times: [count, ...]. */
export const repeatRow = (row: HostTensor, count: number): HostTensor =>
  pickRows(row, new Array<number>(count).fill(0));

/** The classes of some examples, where they have any. */
export function pickLabels(
  { labels }: Examples,
  indices: readonly number[],
): Int32Array | undefined {
  return labels && Int32Array.from(indices, (index) => labels[index]!);
}

/** Examples as the model returns them, [N, C, H, W] or flattened, as images to draw. */
export function asImages(values: HostTensor, shape: Shape): ImageBatch {
  const [channels, height, width] = shape as readonly [number, number, number];
  return {
    data: values.data as Float32Array,
    count: values.shape[0]!,
    channels,
    height,
    width,
  };
}

/** One coordinate of points [N, D]. */
export function coordinate({ data, shape }: HostTensor, axis: number): Float32Array {
  const size = shape[1]!;
  return Float32Array.from({ length: shape[0]! }, (_, index) => data[index * size + axis]!);
}

/** The names of the classes; numbers where the data give none. */
export function classNamesOf({ data }: PicturedModel): readonly string[] | undefined {
  const { labels } = data.validation;
  if (!labels) return undefined;
  if (data.info.classNames) return data.info.classNames;
  const classes = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  return Array.from({ length: classes }, (_, label) => `class ${label}`);
}

/** Fewer held-out examples than this make no picture. */
const LEAST_SHOWN = 100;

/** The examples whose codes and points are drawn: held-out ones, or training ones if those are few. */
export function shownExamples({ data }: PicturedModel): {
  readonly examples: Examples;
  readonly kind: 'validation' | 'training';
} {
  const { train, validation } = data;
  const isFew = exampleCount(validation) < Math.min(LEAST_SHOWN, exampleCount(train));
  return isFew
    ? { examples: train, kind: 'training' }
    : { examples: validation, kind: 'validation' };
}

/** How the shown examples are coloured: by class, by their place on a curve, or not at all. */
export function colouringOf(model: PicturedModel): Colouring | undefined {
  const { labels, colour } = shownExamples(model).examples;
  const classNames = classNamesOf(model);
  if (labels && classNames) return { labels, classNames };
  return colour && { values: colour, name: 'Place on the curve' };
}

/**
 * Examples of all classes: the first of each, then the second of each, and so on; without classes
 * the first ones. The same data give the same choice.
 * @returns indices
 * @throws UserError if there are fewer examples
 */
export function chooseExamples(examples: Examples, count: number): number[] {
  const total = exampleCount(examples);
  if (count > total) {
    throw new UserError(`${count} examples cannot be shown: there are ${total} for validation`);
  }
  const { labels } = examples;
  if (!labels) return Array.from({ length: count }, (_, index) => index);
  const seen = new Map<number, number>();
  return Array.from(labels, (label, index) => {
    const round = seen.get(label) ?? 0;
    seen.set(label, round + 1);
    return { index, label, round };
  })
    .sort((a, b) => a.round - b.round || a.label - b.label)
    .slice(0, count)
    .map(({ index }) => index);
}
