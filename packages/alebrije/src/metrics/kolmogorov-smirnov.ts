/**
 * How far numbers are from N(0, 1): the Kolmogorov-Smirnov test. Significance by Kolmogorov's limit
 * distribution with the correction of J. Vrbik, "Small-sample corrections to Kolmogorov-Smirnov test
 * statistic", Pioneer Journal of Theoretical and Applied Statistics 15 (2018).
 */

import type { HostTensor } from '../graph/types.ts';
import { erf } from '../runtime/reference/special-functions.ts';
import { rowsOf } from './samples.ts';

export interface NormalFit {
  /** Largest difference between the share of numbers up to a place and that of N(0, 1): 0 to 1. */
  readonly distance: number;
  /** How often as many draws from N(0, 1) would be at least as far; to about 0.001 from 10 numbers on. */
  readonly pValue: number;
}

/** P(Z ≤ z) for Z ~ N(0, 1). */
function normalShare(z: number): number {
  return 0.5 * (1 + erf(z / Math.SQRT2));
}

/** P(K > x) of Kolmogorov's distribution, by whichever of its two series converges fast. */
function kolmogorovTail(x: number): number {
  if (x <= 0) return 1;
  let sum = 0;
  if (x < 1) {
    for (let k = 1; k <= 5; k++) sum += Math.exp(-(((2 * k - 1) * Math.PI) ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  for (let k = 1; k <= 5; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * (k * x) ** 2);
  return sum;
}

/** @throws RangeError if there are no numbers */
export function normalFit(values: Float64Array): NormalFit {
  const count = values.length;
  if (count === 0) throw new RangeError('no numbers can be compared with N(0, 1)');
  const sorted = values.slice().sort();
  let distance = 0;
  for (let rank = 0; rank < count; rank++) {
    const share = normalShare(sorted[rank]!);
    distance = Math.max(distance, share - rank / count, (rank + 1) / count - share);
  }
  const root = Math.sqrt(count);
  const corrected = distance * root + 1 / (6 * root) + (distance * root - 1) / (4 * count);
  return { distance, pValue: Math.min(1, Math.max(0, kolmogorovTail(corrected))) };
}

/** Of each number of codes [N, Z]. */
export function normalFits(codes: HostTensor): NormalFit[] {
  const { count, size, data } = rowsOf(codes);
  return Array.from({ length: size }, (_, i) =>
    normalFit(Float64Array.from({ length: count }, (_, row) => data[row * size + i]!)),
  );
}
