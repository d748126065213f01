/** Host arrays whose first axis counts examples. */

import { sizeOf } from '../graph/shape.ts';
import type { HostTensor, Shape } from '../graph/types.ts';

/** Rows begin..end − 1 of an array [N, ...], as a view. */
export function rowsOf(tensor: HostTensor, begin: number, end: number): HostTensor {
  const row = sizeOf(tensor.shape.slice(1));
  return {
    dtype: tensor.dtype,
    shape: [end - begin, ...tensor.shape.slice(1)],
    data: tensor.data.subarray(begin * row, end * row),
  };
}

/** Numbers as an array of the given shape. */
export function hostFloats(shape: Shape, data: Float32Array): HostTensor {
  return { dtype: 'float32', shape, data };
}
