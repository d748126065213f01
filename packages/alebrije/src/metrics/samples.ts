/** Arrays [N, ...] seen as N rows of D numbers. */

import { sizeOf } from '../graph/shape.ts';
import type { HostTensor } from '../graph/types.ts';

export interface Rows {
  readonly count: number;
  /** Numbers in a row. */
  readonly size: number;
  /** [count · size] */
  readonly data: HostTensor['data'];
}

export function rowsOf({ shape, data }: HostTensor): Rows {
  return { count: shape[0]!, size: sizeOf(shape.slice(1)), data };
}

/** @throws RangeError unless both hold as many numbers, at least one */
export function assertSameSize(a: HostTensor, b: HostTensor): void {
  if (a.data.length === b.data.length && a.data.length > 0) return;
  throw new RangeError(`arrays [${a.shape}] and [${b.shape}] cannot be compared`);
}

/** The mean of each column, float64 [D]. */
export function columnMeans(values: HostTensor): Float64Array {
  const { count, size, data } = rowsOf(values);
  const means = new Float64Array(size);
  for (let offset = 0; offset < data.length; offset += size) {
    for (let column = 0; column < size; column++) means[column]! += data[offset + column]!;
  }
  return means.map((sum) => sum / count);
}

/** The variance of each column about its mean, divided by the count, float64 [D]. */
export function columnVariances(values: HostTensor): Float64Array {
  const { count, size, data } = rowsOf(values);
  const means = columnMeans(values);
  const squares = new Float64Array(size);
  for (let offset = 0; offset < data.length; offset += size) {
    for (let i = 0; i < size; i++) squares[i]! += (data[offset + i]! - means[i]!) ** 2;
  }
  return squares.map((sum) => sum / count);
}

export interface MeanWithError {
  readonly mean: number;
  /** Standard deviation of the mean of as many independent values; 0 for one. */
  readonly standardError: number;
}

export function meanWithError(values: ArrayLike<number>): MeanWithError {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  const variance = squares / Math.max(1, values.length - 1);
  return { mean, standardError: Math.sqrt(variance / values.length) };
}

/** One row, repeated for every row of `like`, in its shape. */
export function repeatRow(row: Float64Array, like: HostTensor): HostTensor {
  const data = new Float32Array(like.data.length);
  for (let offset = 0; offset < data.length; offset += row.length) data.set(row, offset);
  return { dtype: 'float32', shape: like.shape, data };
}
