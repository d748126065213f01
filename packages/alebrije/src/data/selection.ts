/** Examples picked out by their indices or classes. */

import { UserError } from '../errors.ts';
import { sizeOf } from '../graph/shape.ts';
import type { HostData } from '../graph/types.ts';
import { drawPermutation, fold, type Key } from '../tensor/key.ts';
import type { Attributes, Dataset, Examples, Factors } from './dataset.ts';

/** Rows of `width` numbers of the given indices, copied into `rows`. */
function pickRows<Data extends HostData>(
  rows: Data,
  data: Data,
  width: number,
  indices: ArrayLike<number>,
): Data {
  for (let place = 0; place < indices.length; place++) {
    const start = indices[place]! * width;
    rows.set(data.subarray(start, start + width), place * width);
  }
  return rows;
}

/** Examples of the given indices, copied. */
export function pickExamples(examples: Examples, indices: ArrayLike<number>): Examples {
  const { values, labels, colour, attributes, factors } = examples;
  const count = indices.length;
  const shape = values.shape.slice(1);
  const size = sizeOf(shape);
  const room =
    values.dtype === 'uint8' ? new Uint8Array(count * size) : new Float32Array(count * size);
  return {
    values: {
      dtype: values.dtype,
      shape: [count, ...shape],
      data: pickRows<HostData>(room, values.data, size, indices),
    },
    ...(labels && { labels: Int32Array.from(indices, (index) => labels[index]!) }),
    ...(colour && { colour: Float32Array.from(indices, (index) => colour[index]!) }),
    ...(attributes && { attributes: pickAttributes(attributes, indices) }),
    ...(factors && { factors: pickFactors(factors, indices) }),
  };
}

function pickAttributes({ names, values }: Attributes, indices: ArrayLike<number>): Attributes {
  const room = new Uint8Array(indices.length * names.length);
  return { names, values: pickRows(room, values, names.length, indices) };
}

function pickFactors(factors: Factors, indices: ArrayLike<number>): Factors {
  const { names, values } = factors;
  const room = new Int32Array(indices.length * names.length);
  return { ...factors, values: pickRows(room, values, names.length, indices) };
}

/** All examples of some classes, in their order. @param classes numbers of classes */
export function examplesOfClasses(examples: Examples, classes: readonly number[]): Examples {
  const kept = new Set(classes);
  const indices: number[] = [];
  for (const [index, label] of (examples.labels ?? []).entries()) {
    if (kept.has(label)) indices.push(index);
  }
  return pickExamples(examples, indices);
}

/** How many classes a dataset has; 0 for data without. */
export function classCount({ train, classNames }: Dataset): number {
  if (!train.labels) return 0;
  return classNames?.length ?? train.labels.reduce((most, label) => Math.max(most, label + 1), 0);
}

function describeClasses(dataset: Dataset): string {
  const { classNames } = dataset;
  if (!classNames) return `0 to ${classCount(dataset) - 1}`;
  return classNames.map((name, label) => `${label} (${name})`).join(', ');
}

/**
 * Classes by number or name, as numbers, each once.
 * @throws UserError if the data have no classes, or not those
 */
export function resolveClasses(
  dataset: Dataset,
  classes: readonly (number | string)[],
): readonly number[] {
  if (!dataset.train.labels) {
    throw new UserError(`${dataset.name} has no classes: leave the setting classes out`);
  }
  const { classNames = [] } = dataset;
  const lowered = classNames.map((name) => name.toLowerCase());
  const numbers = classes.map((given) => {
    const label = typeof given === 'number' ? given : lowered.indexOf(given.toLowerCase());
    if (label >= 0 && label < classCount(dataset)) return label;
    throw new UserError(
      `${dataset.name} has no class ${JSON.stringify(given)}; there are ${describeClasses(dataset)}`,
    );
  });
  return [...new Set(numbers)];
}

/**
 * Indices of `count` examples drawn without replacement, as many of each class as of any other, or
 * one more of the first ones where the classes do not divide them.
 * @throws UserError if a class has too few
 */
export function drawBalanced(source: Key, labels: Int32Array, count: number): Int32Array {
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const drawn = classes.flatMap((label, place) => {
    const members = [...labels.keys()].filter((index) => labels[index] === label);
    const share = Math.floor((count + classes.length - 1 - place) / classes.length);
    if (share > members.length) {
      throw new UserError(
        `${count} labelled examples take ${share} of each class, and class ${label} has ${members.length}`,
      );
    }
    const order = drawPermutation(fold(source, label), members.length);
    return [...order.subarray(0, share)].map((position) => members[position]!);
  });
  return Int32Array.from(drawn);
}
