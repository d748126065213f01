/** Whether those who are neighbours in a projection were neighbours before. */

import type { HostTensor } from '../graph/types.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Neighbourhoods } from './neighbourhoods.ts';
import { visitDistances } from './pairwise-distances.ts';

/**
 * 1 − 2 / (N k (2N − 3k − 1)) · Σ max(0, r(i, j) − k) over each i and its k neighbours j in the
 * projection, r the rank of j among the neighbours that i had before (J. Venna and S. Kaski,
 * "Neighborhood preservation in nonlinear projection methods", ICANN 2001). 1 where every neighbour
 * was one before; about 0.5 where neighbours are drawn by lot.
 * @param original rows [N, ...] before the projection
 * @throws RangeError unless both have N rows and k < N / 2
 */
export async function trustworthiness(
  runtime: Runtime,
  original: HostTensor,
  { count, k, indices }: Neighbourhoods,
): Promise<number> {
  if (original.shape[0] !== count || 2 * k >= count) {
    throw new RangeError(`no trustworthiness of ${k} neighbours among ${original.shape[0]} rows`);
  }
  let intruded = 0;
  await visitDistances(runtime, original, (row, squared) => {
    const neighbours = indices.subarray(row * k, (row + 1) * k);
    for (const rank of ranksOf(neighbours, row, squared)) intruded += Math.max(0, rank - k);
  });
  return 1 - (2 * intruded) / (count * k * (2 * count - 3 * k - 1));
}

/** The ranks of some rows by their distance, in ascending order: the nearest has rank 1. */
function ranksOf(chosen: Int32Array, self: number, squared: Float32Array): Float64Array {
  const limits = Float64Array.from(chosen, (other) => squared[other]!).sort();
  const farthest = limits.at(-1)!;
  // Entry i counts the rows from limit i − 1, that one included, to limit i, that one excluded.
  const between = new Float64Array(limits.length);
  for (let other = 0; other < squared.length; other++) {
    const distance = squared[other]!;
    if (distance >= farthest || other === self) continue;
    let low = 0;
    let high = limits.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (distance < limits[middle]!) high = middle;
      else low = middle + 1;
    }
    between[low]! += 1;
  }
  let nearer = 0;
  return between.map((rows) => {
    nearer += rows;
    return nearer + 1;
  });
}
