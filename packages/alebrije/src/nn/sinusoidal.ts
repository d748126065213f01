/** Numbers as points on circles of many frequencies: Vaswani et al., NeurIPS 2017, section 3.5. */

import { concat, type Tensor, tensorOf } from '../tensor/tensor.ts';

/** Ratio of the longest period to the shortest, 2π. */
const LONGEST_PERIOD = 10_000;

/**
 * float32 [B] → [B, size]: the sines, then the cosines of x · LONGEST_PERIOD^(−i / h), i = 0..h − 1,
 * h = size / 2.
 * @throws RangeError if the size is odd
 */
export function sinusoidalEmbedding(x: Tensor, size: number): Tensor {
  if (size % 2 !== 0)
    throw new RangeError(`half of a sinusoidal embedding are sines, not of ${size}`);
  const half = size / 2;
  const frequencies = Array.from({ length: half }, (_, i) => LONGEST_PERIOD ** (-i / half));
  const angles = x.expandDims(1).mul(tensorOf(frequencies));
  return concat([angles.sin(), angles.cos()]);
}
