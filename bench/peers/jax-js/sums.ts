/** Long sums in two rounds, so that the first has enough outputs for vectors and both threads. */

import { jit } from '@jax-js/jax';
import type { Tensor } from './tape.ts';

const ROUNDS = [128, 100, 64, 50, 32, 16, 8, 4, 2];

/** [M, ...] → [...]. */
export function rowSum(x: Tensor): Tensor {
  const [count, ...rest] = x.shape as [number, ...number[]];
  const last = ROUNDS.find((size) => count % size === 0) ?? 1;
  return x
    .reshape([count / last, last, ...rest])
    .sum(0)
    .sum(0);
}

export const sumRows = jit(rowSum);
