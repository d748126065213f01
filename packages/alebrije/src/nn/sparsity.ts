/** Sparsity by selection: Makhzani and Frey, "k-Sparse autoencoders" (ICLR 2014). */

import type { Tensor } from '../tensor/tensor.ts';
import { buildLayer } from './build-layer.ts';
import { type Layer, sideInput } from './layer.ts';

/** The k largest entries of each row as they are, the others 0; of equal ones the first: [..., Z] → [..., Z]. */
export function keepLargest(x: Tensor, k: number): Tensor {
  return x.mul(x.topKMask(k));
}

/**
 * The same for a k that is computed, float32 [], from 1 to Z; entries that equal the kth are all kept:
 * [B, Z] → [B, Z].
 */
export function keepLargestBy(x: Tensor, k: Tensor): Tensor {
  const position = k.sub(1).cast('int32').reshape([1]);
  const smallest = x.sort(-1, true).gather(position, 1);
  return x.mul(x.less(smallest).not().cast('float32'));
}

export interface KSparseOptions {
  /** αk, the entries that are kept outside of training; as many as in training unless given. */
  readonly atInference?: number;
  /** Name of a side input, float32 [], that says how many are kept while training, instead of k. */
  readonly scheduledBy?: string;
}

/**
 * [Z] → [Z], of which only the k largest are kept.
 * @throws RangeError if a number of entries is no whole number above 0
 * @throws ShapeError if the input has fewer entries
 */
export function kSparse(k: number, { atInference = k, scheduledBy }: KSparseOptions = {}): Layer {
  for (const count of [k, atInference]) {
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError(
        `a k-sparse layer keeps a whole number of entries above 0, not ${count}`,
      );
    }
  }
  return buildLayer('KSparse', {
    forward: (_, x, context) => {
      if (!context.training) return keepLargest(x, atInference);
      if (scheduledBy === undefined) return keepLargest(x, k);
      return keepLargestBy(x, sideInput(context, scheduledBy));
    },
  });
}
