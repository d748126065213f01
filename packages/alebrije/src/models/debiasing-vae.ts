/**
 * Debiasing by learned latent structure: Amini, Soleimany, Schwarting, Bhatia and Rus, "Uncovering and
 * mitigating algorithmic bias through learned latent structure" (AIES 2019), Algorithm 1. Examples whose
 * codes lie where few do are drawn more often. N examples, Z code.
 */

import type { HostTensor } from '../graph/types.ts';

export interface RarityConfig {
  /** Bins of the histogram of each number of the code. */
  readonly bins: number;
  /** Added to each share: the smaller, the more a rare example counts; many make all count alike. */
  readonly alpha: number;
}

/** Bin of each value, in equal steps from −range to range; [N Z] row by row. */
function binsOf(values: HostTensor['data'], bins: number): Int32Array {
  let range = 0;
  for (const value of values) range = Math.max(range, Math.abs(value));
  const perUnit = range > 0 ? bins / (2 * range) : 0;
  return Int32Array.from(values, (value) =>
    Math.min(bins - 1, Math.floor((value + range) * perUnit)),
  );
}

/**
 * How often each example is to be drawn beside the others, mean 1:
 * w(x) ∝ Π_i 1 / (Q_i(z_i(x)) + α), with Q_i the share of all examples in the bin of z_i. All numbers of the
 * code have the same bins, so that one that has collapsed to the prior, and tells nothing, lies in one of
 * them and does not count.
 * @param codes posterior means [N, Z]
 * @returns [N]
 */
export function rarityWeights(codes: HostTensor, { bins, alpha }: RarityConfig): Float32Array {
  const [count, size] = codes.shape as readonly [number, number];
  const places = binsOf(codes.data, bins);
  const logs = new Float64Array(count);
  const members = new Uint32Array(bins);
  for (let i = 0; i < size; i++) {
    members.fill(0);
    for (let row = 0; row < count; row++) members[places[row * size + i]!]! += 1;
    const factors = Float64Array.from(members, (number) => -Math.log(number / count + alpha));
    for (let row = 0; row < count; row++) logs[row]! += factors[places[row * size + i]!]!;
  }
  // Of many numbers the product would leave the range of floats.
  const largest = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = logs.map((value) => Math.exp(value - largest));
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / count;
  return Float32Array.from(weights, (weight) => weight / mean);
}
