/** Codes of a run's examples, as the explorer uses them. N codes of Z numbers. */

import { decodeArray } from '../../../../../../../packages/alebrije/src/server/contract/arrays.ts';
import type { UseResults } from '../../../../api/contract.ts';

export interface CodeSet {
  readonly split: 'train' | 'test';
  readonly count: number;
  readonly size: number;
  /** [N, Z] */
  readonly values: Float32Array;
  readonly labels?: readonly number[];
  readonly classNames?: readonly string[];
  /** A place along a curve of each, where there is one instead of classes. */
  readonly tones?: Float32Array;
  /** Of each number. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** Nats, of each number. */
  readonly kl?: readonly number[];
}

export function codeSetOf(answer: UseResults['encode']): CodeSet {
  const { split, count, codeSize, codes, labels, classNames, colour, mean, deviation, kl } = answer;
  return {
    split,
    count,
    size: codeSize,
    values: decodeArray(codes) as Float32Array,
    mean,
    deviation,
    ...(labels && { labels }),
    ...(classNames && { classNames }),
    ...(colour && { tones: decodeArray(colour) as Float32Array }),
    ...(kl && { kl }),
  };
}

export function codeOf({ values, size }: CodeSet, index: number): Float32Array {
  return values.subarray(index * size, (index + 1) * size);
}

export interface DimensionOrder {
  /** Numbers of the code, those that say most first. */
  readonly order: readonly number[];
  readonly by: 'kl' | 'variance';
}

export function orderDimensions({ kl, deviation }: Pick<CodeSet, 'kl' | 'deviation'>) {
  const measure = kl ?? deviation;
  const order = Array.from(measure.keys()).sort((a, b) => measure[b]! - measure[a]!);
  return { order, by: kl ? 'kl' : 'variance' } satisfies DimensionOrder;
}
