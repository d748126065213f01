/** What every dataset is, wherever it comes from, and how to take parts of it without copying. */

import { UserError } from '../errors.ts';
import { sizeOf } from '../graph/shape.ts';
import type { HostTensor } from '../graph/types.ts';

/** Properties that every example has or has not. */
export interface Attributes {
  readonly names: readonly string[];
  /** [N, A] row by row, 1 where the example has the attribute, else 0. */
  readonly values: Uint8Array;
}

/** The independent choices that every example was generated from. */
export interface Factors {
  readonly names: readonly string[];
  /** How many values each factor can take. */
  readonly sizes: readonly number[];
  /** [N, F] row by row, each from 0 to its size − 1. */
  readonly values: Int32Array;
}

export interface Examples {
  /** Images as uint8 [N, C, H, W] with values 0..255, or vectors as float32 [N, D]. */
  readonly values: HostTensor;
  /** Class of each example [N], from 0. */
  readonly labels?: Int32Array;
  /** A position along a curve for each example [N], to colour pictures by. */
  readonly colour?: Float32Array;
  readonly attributes?: Attributes;
  readonly factors?: Factors;
}

/** Examples with all of some attributes, made rare on purpose. */
export interface RareGroup {
  readonly attributes: readonly string[];
  /** Its share of the training examples; in the test examples it is as common as chance makes it. */
  readonly share: number;
}

export interface Dataset {
  readonly name: string;
  readonly kind: 'image' | 'vector';
  readonly train: Examples;
  readonly test: Examples;
  /** Name of each class, in the order of the labels. */
  readonly classNames?: readonly string[];
  readonly rareGroup?: RareGroup;
  /** Draws the example of each row of factors [N, F], for what needs other combinations than are here. */
  readonly drawFactors?: (factors: Int32Array) => HostTensor;
  /** Where it was found or how it was made, for humans. */
  readonly source: string;
}

export function exampleCount(examples: Examples): number {
  return examples.values.shape[0]!;
}

/**
 * Examples begin..end − 1 as a view on the same memory.
 * @throws RangeError if they are not all there
 */
export function sliceExamples(examples: Examples, begin: number, end: number): Examples {
  const { values, labels, colour, attributes, factors } = examples;
  const count = exampleCount(examples);
  const whole = Number.isInteger(begin) && Number.isInteger(end);
  if (!whole || begin < 0 || begin > end || end > count) {
    throw new RangeError(`Examples ${begin}..${end} of ${count} do not exist`);
  }
  const [, ...shape] = values.shape;
  const rows = <Data extends HostTensor['data']>(data: Data, width: number) =>
    data.subarray(begin * width, end * width) as Data;
  return {
    values: {
      dtype: values.dtype,
      shape: [end - begin, ...shape],
      data: rows(values.data, sizeOf(shape)),
    },
    ...(labels && { labels: labels.subarray(begin, end) }),
    ...(colour && { colour: colour.subarray(begin, end) }),
    ...(attributes && {
      attributes: { ...attributes, values: rows(attributes.values, attributes.names.length) },
    }),
    ...(factors && {
      factors: { ...factors, values: rows(factors.values, factors.names.length) },
    }),
  };
}

/**
 * The first `count` examples, as a view.
 * @throws UserError if there are fewer
 */
export function takeFirst(examples: Examples, count: number): Examples {
  checkCount(examples, count);
  return sliceExamples(examples, 0, count);
}

/** A dataset with the first `count` of its training examples, if a count is given. */
export function limitTraining(dataset: Dataset, count: number | undefined): Dataset {
  return count === undefined ? dataset : { ...dataset, train: takeFirst(dataset.train, count) };
}

/**
 * All but the last `count` examples, and the last `count`, as views: the usual split into training
 * and validation examples.
 * @throws UserError if there are fewer
 */
export function splitLast(examples: Examples, count: number): [rest: Examples, last: Examples] {
  checkCount(examples, count);
  const total = exampleCount(examples);
  const border = total - count;
  return [sliceExamples(examples, 0, border), sliceExamples(examples, border, total)];
}

function checkCount(examples: Examples, count: number): void {
  const total = exampleCount(examples);
  if (!Number.isInteger(count) || count < 0 || count > total) {
    throw new UserError(
      `${count} examples were asked for; a whole number from 0 to ${total} can be had`,
    );
  }
}
