/**
 * Projection along random directions, and what is proved about it: W. B. Johnson and J. Lindenstrauss,
 * "Extensions of Lipschitz mappings into a Hilbert space", Contemporary Mathematics 26, 1984; here
 * with the constants of S. Dasgupta and A. Gupta, "An elementary proof of a theorem of Johnson and
 * Lindenstrauss", Random Structures and Algorithms 22, 2003. N rows, D numbers each, K in a projection.
 */

import type { HostTensor } from '../graph/types.ts';
import { drawNormal, type Key } from '../tensor/key.ts';
import { rowsOf } from './samples.ts';

/** Rows [N, ...] times a matrix [D, K] of draws from N(0, 1 / K): squared lengths stay in the mean. */
export function randomProjection(source: Key, values: HostTensor, size: number): HostTensor {
  const { count, size: numbers, data } = rowsOf(values);
  const directions = drawNormal(source, numbers * size);
  const scale = 1 / Math.sqrt(size);
  const projected = new Float32Array(count * size);
  const sums = new Float64Array(size);
  for (let row = 0; row < count; row++) {
    sums.fill(0);
    for (let i = 0; i < numbers; i++) {
      const value = data[row * numbers + i]!;
      if (value === 0) continue;
      for (let k = 0; k < size; k++) sums[k]! += value * directions[i * size + k]!;
    }
    for (let k = 0; k < size; k++) projected[row * size + k] = sums[k]! * scale;
  }
  return { dtype: 'float32', shape: [count, size], data: projected };
}

export interface DistanceBound {
  /** Of a distance after the projection over that before. */
  readonly low: number;
  readonly high: number;
}

const BISECTIONS = 60;

/** Where an increasing function reaches 0. */
function rootOf(increasing: (x: number) => number, low: number, high: number): number {
  let [below, above] = [low, high];
  for (let round = 0; round < BISECTIONS; round++) {
    const middle = (below + above) / 2;
    if (increasing(middle) < 0) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}

/**
 * Between which ratios a Gaussian random projection of N points to K numbers keeps all N (N − 1) / 2
 * distances, but for a chance of failure, whatever the points and however many numbers they have. A
 * squared length becomes r times as large, and r K follows χ² of K degrees: each of its tails is below
 * exp(−K (r − 1 − ln r) / 2), and the chances of all tails of all pairs may add up to the failure.
 * (With 1 / N² for each tail, which leaves a chance of success of 1 / N, follows the well-known
 * K ≥ 4 ln N / (ε² / 2 − ε³ / 3); it says nothing for small K.)
 */
export function lindenstraussBound(count: number, size: number, failure = 0.01): DistanceBound {
  const needed = (2 * Math.log((count * (count - 1)) / failure)) / size;
  const excess = (ratio: number) => ratio - 1 - Math.log(ratio);
  let most = 2;
  while (excess(most) < needed) most *= 2;
  const low = rootOf((ratio) => needed - excess(ratio), 0, 1);
  const high = rootOf((ratio) => excess(ratio) - needed, 1, most);
  return { low: Math.sqrt(low), high: Math.sqrt(high) };
}
