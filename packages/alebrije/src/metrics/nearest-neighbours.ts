/** Classification of codes by their nearest neighbours: how well a code keeps classes together. */

import type { HostTensor } from '../graph/types.ts';
import { rowsOf } from './samples.ts';

/** Codes [N, Z] with the class of each. */
export interface LabelledCodes {
  readonly codes: HostTensor;
  readonly labels: Int32Array;
}

/** Positions of the `k` rows nearest to a point in Euclidean distance, nearest first. */
function nearest(point: HostTensor['data'], rows: ReturnType<typeof rowsOf>, k: number): number[] {
  const { count, size, data } = rows;
  const found: number[] = [];
  const distances: number[] = [];
  for (let row = 0; row < count; row++) {
    let distance = 0;
    for (let i = 0; i < size; i++) distance += (point[i]! - data[row * size + i]!) ** 2;
    if (found.length === k && distance >= distances[k - 1]!) continue;
    let place = Math.min(found.length, k - 1);
    for (; place > 0 && distances[place - 1]! > distance; place--) {
      found[place] = found[place - 1]!;
      distances[place] = distances[place - 1]!;
    }
    found[place] = row;
    distances[place] = distance;
  }
  return found;
}

/** The most frequent label; of equally frequent ones that of the nearest neighbour. */
export function majority(labels: readonly number[]): number {
  const votes = new Map<number, number>();
  for (const label of labels) votes.set(label, (votes.get(label) ?? 0) + 1);
  const most = Math.max(...votes.values());
  return labels.find((label) => votes.get(label) === most)!;
}

/**
 * Share of the test codes whose class is that of most of their k nearest training codes.
 * @throws RangeError if there are fewer than k training codes, or codes of other sizes
 */
export function knnAccuracy(train: LabelledCodes, test: LabelledCodes, k = 10): number {
  const [known, asked] = [rowsOf(train.codes), rowsOf(test.codes)];
  if (known.size !== asked.size || known.count < k || asked.count === 0) {
    throw new RangeError(`no ${k} neighbours of [${test.codes.shape}] in [${train.codes.shape}]`);
  }
  let right = 0;
  for (let row = 0; row < asked.count; row++) {
    const point = asked.data.subarray(row * asked.size, (row + 1) * asked.size);
    const labels = nearest(point, known, k).map((neighbour) => train.labels[neighbour]!);
    if (majority(labels) === test.labels[row]) right += 1;
  }
  return right / asked.count;
}
