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

/** One row, repeated for every row of `like`, in its shape. */
export function repeatRow(row: Float64Array, like: HostTensor): HostTensor {
  const data = new Float32Array(like.data.length);
  for (let offset = 0; offset < data.length; offset += row.length) data.set(row, offset);
  return { dtype: 'float32', shape: like.shape, data };
}
