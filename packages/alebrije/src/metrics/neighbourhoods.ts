/** The nearest neighbours of every row among all others. */

import type { HostTensor } from '../graph/types.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { majority } from './nearest-neighbours.ts';
import { visitDistances } from './pairwise-distances.ts';
import { rowsOf } from './samples.ts';

export interface Neighbourhoods {
  readonly count: number;
  /** Neighbours of each row. */
  readonly k: number;
  /** Rows, nearest first, without the row itself, [N, k]. */
  readonly indices: Int32Array;
  /** Euclidean, [N, k]. */
  readonly distances: Float32Array;
}

/**
 * Exact, up to the rounding that `visitDistances` states.
 * @param values [N, ...]
 * @throws RangeError unless 1 ≤ k < N
 */
export async function findNeighbourhoods(
  runtime: Runtime,
  values: HostTensor,
  k: number,
): Promise<Neighbourhoods> {
  const { count } = rowsOf(values);
  if (k < 1 || k >= count) throw new RangeError(`${count} rows have no ${k} neighbours each`);
  const indices = new Int32Array(count * k);
  const distances = new Float32Array(count * k).fill(Number.POSITIVE_INFINITY);
  await visitDistances(runtime, values, (row, squared) => {
    const first = row * k;
    const last = first + k - 1;
    let farthest = Number.POSITIVE_INFINITY;
    for (let other = 0; other < count; other++) {
      const distance = squared[other]!;
      if (distance >= farthest || other === row) continue;
      let place = last;
      for (; place > first && distances[place - 1]! > distance; place--) {
        indices[place] = indices[place - 1]!;
        distances[place] = distances[place - 1]!;
      }
      indices[place] = other;
      distances[place] = distance;
      farthest = distances[last]!;
    }
    for (let place = first; place <= last; place++) distances[place] = Math.sqrt(distances[place]!);
  });
  return { count, k, indices, distances };
}

/**
 * Share of the rows whose class is that of most of their `asked` nearest neighbours.
 * @throws RangeError if fewer neighbours are known
 */
export function neighbourAccuracy(
  { count, k, indices }: Neighbourhoods,
  labels: ArrayLike<number>,
  asked: number,
): number {
  if (asked > k) throw new RangeError(`of ${asked} neighbours only ${k} are known`);
  let right = 0;
  for (let row = 0; row < count; row++) {
    const neighbours = indices.subarray(row * k, row * k + asked);
    const votes = Array.from(neighbours, (neighbour) => labels[neighbour]!);
    if (majority(votes) === labels[row]) right += 1;
  }
  return right / count;
}
