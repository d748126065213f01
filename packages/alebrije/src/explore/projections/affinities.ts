/** How much points attract each other in t-SNE: a Gaussian about each, as wide as its surroundings ask. */

import type { NearestNeighbours } from './projection.ts';

/** A sparse symmetric matrix that sums to 1, row by row. */
export interface Affinities {
  readonly count: number;
  /** Where the entries of a row begin; one more than there are rows. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Neighbours that matter to a perplexity: beyond three times as many a Gaussian is nearly 0. */
export function neighboursFor(perplexity: number): number {
  return Math.ceil(3 * perplexity);
}

const BISECTIONS = 64;
const TOLERANCE = 1e-5;

/**
 * p(j | i) ∝ exp(−β d²) over the neighbours of one point, with the β at which the entropy is
 * log(perplexity): as if each point had so many equal neighbours.
 * @param squared distances, at least one
 * @param found where the probabilities go
 */
function conditional(squared: Float64Array, perplexity: number, found: Float64Array): void {
  const nearest = squared.reduce((a, b) => Math.min(a, b));
  const target = Math.log(perplexity);
  let [low, high, beta] = [0, Number.POSITIVE_INFINITY, 1];
  for (let round = 0; round < BISECTIONS; round++) {
    let total = 0;
    let weighted = 0;
    for (let j = 0; j < squared.length; j++) {
      const excess = squared[j]! - nearest;
      const weight = Math.exp(-beta * excess);
      found[j] = weight;
      total += weight;
      weighted += weight * excess;
    }
    for (let j = 0; j < squared.length; j++) found[j]! /= total;
    const surplus = Math.log(total) + (beta * weighted) / total - target;
    if (Math.abs(surplus) < TOLERANCE) return;
    if (surplus > 0) low = beta;
    else high = beta;
    beta = high === Number.POSITIVE_INFINITY ? 2 * beta : (low + high) / 2;
  }
}

/**
 * (p(j | i) + p(i | j)) / 2N (equations 1 and 2 of L. van der Maaten, "Accelerating t-SNE using
 * tree-based algorithms", JMLR 15, 2014).
 * @param perplexity about how many neighbours each point attracts; less than those given
 */
export function symmetricAffinities(
  { count, k, indices, distances }: NearestNeighbours,
  perplexity: number,
): Affinities {
  const forward = new Float64Array(count * k);
  for (let row = 0; row < count; row++) {
    const [first, last] = [row * k, (row + 1) * k];
    const squared = Float64Array.from(distances.subarray(first, last), (d) => d * d);
    conditional(squared, perplexity, forward.subarray(first, last));
  }
  // Each pair is met from both sides: as (i, j) in the lists, and as (j, i) in the lists turned over.
  const starts = new Int32Array(count + 1);
  for (let row = 0; row < count; row++) starts[row + 1]! += k;
  for (const column of indices) starts[column + 1]! += 1;
  for (let row = 0; row < count; row++) starts[row + 1]! += starts[row]!;
  const columns = new Int32Array(2 * count * k);
  const values = new Float64Array(2 * count * k);
  const filled = starts.slice();
  const put = (row: number, column: number, value: number) => {
    const place = filled[row]!;
    filled[row] = place + 1;
    columns[place] = column;
    values[place] = value / (2 * count);
  };
  for (let row = 0; row < count; row++) {
    for (let entry = row * k; entry < (row + 1) * k; entry++) {
      put(row, indices[entry]!, forward[entry]!);
      put(indices[entry]!, row, forward[entry]!);
    }
  }
  return { count, starts, columns, values };
}
