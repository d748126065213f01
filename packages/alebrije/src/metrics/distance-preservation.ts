/** How well a map of points keeps the distances between them, up to one factor for all. */

import type { HostTensor } from '../graph/types.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { visitDistances } from './pairwise-distances.ts';

/** The Euclidean distances of all pairs i < j of rows [N, ...], in the order of i, then j. */
export async function pairDistances(runtime: Runtime, values: HostTensor): Promise<Float32Array> {
  const count = values.shape[0]!;
  const distances = new Float32Array((count * (count - 1)) / 2);
  let place = 0;
  await visitDistances(runtime, values, (row, squared) => {
    for (let other = row + 1; other < count; other++) {
      distances[place++] = Math.sqrt(squared[other]!);
    }
  });
  return distances;
}

export interface DistancePreservation {
  /** What the mapped distances are multiplied with to come closest to the original ones. */
  readonly scale: number;
  /** √(Σ (d − scale · d′)² / Σ d²): J. B. Kruskal's stress, Psychometrika 29, 1964; 0 is best. */
  readonly stress: number;
  /** Correlation of the distances, and of their ranks; 1 is best. */
  readonly pearson: number;
  readonly spearman: number;
  /** scale · d′ / d of the pairs whose original distance is not 0. */
  readonly ratios: Float32Array;
}

/** The bits of a number from 0 on and its index share a float64 for sorting: 31 + 21 of 53 bits. */
const MOST_NUMBERS = 2 ** 21;

/** The order of numbers from 0 on, smallest first: as float32 they sort like their bits. */
function ascendingOrder(values: Float32Array): Uint32Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const keys = Float64Array.from(bits, (word, index) => word * MOST_NUMBERS + index);
  return Uint32Array.from(keys.sort(), (value) => value % MOST_NUMBERS);
}

/**
 * Ranks from 1 on; equal values share the mean of theirs.
 * @param values at most 2²¹ numbers from 0 on
 * @throws RangeError if there are more
 */
export function ranks(values: Float32Array): Float64Array {
  if (values.length > MOST_NUMBERS) throw new RangeError(`more than ${MOST_NUMBERS} numbers`);
  const order = ascendingOrder(values);
  const found = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    let end = first + 1;
    while (end < order.length && values[order[end]!] === values[order[first]!]) end++;
    for (let place = first; place < end; place++) found[order[place]!] = (first + 1 + end) / 2;
    first = end;
  }
  return found;
}

/** Pearson's correlation. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const count = a.length;
  let [meanA, meanB] = [0, 0];
  for (let i = 0; i < count; i++) {
    meanA += a[i]! / count;
    meanB += b[i]! / count;
  }
  let [both, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const [fromA, fromB] = [a[i]! - meanA, b[i]! - meanB];
    both += fromA * fromB;
    squaresA += fromA * fromA;
    squaresB += fromB * fromB;
  }
  return both / Math.sqrt(squaresA * squaresB);
}

/**
 * @param original distances of the pairs before the map, at most 2²¹
 * @param mapped and after it, in the same order
 * @param originalRanks where they are known from another comparison
 * @throws RangeError unless there are as many of both, and some are not 0
 */
export function compareDistances(
  original: Float32Array,
  mapped: Float32Array,
  originalRanks = ranks(original),
): DistancePreservation {
  let [products, squares, before] = [0, 0, 0];
  for (let pair = 0; pair < original.length; pair++) {
    products += original[pair]! * mapped[pair]!;
    squares += mapped[pair]! ** 2;
    before += original[pair]! ** 2;
  }
  if (original.length !== mapped.length || squares === 0 || before === 0) {
    throw new RangeError('distances can be compared if there are as many, and not all are 0');
  }
  const scale = products / squares;
  let errors = 0;
  for (let pair = 0; pair < original.length; pair++) {
    errors += (original[pair]! - scale * mapped[pair]!) ** 2;
  }
  const ratios = mapped.map((distance, pair) => (scale * distance) / original[pair]!);
  return {
    scale,
    stress: Math.sqrt(errors / before),
    pearson: correlation(original, mapped),
    spearman: correlation(originalRanks, ranks(mapped)),
    ratios: ratios.filter(Number.isFinite),
  };
}
