/**
 * The metric of Higgins et al., "beta-VAE: learning basic visual concepts with a constrained
 * variational framework" (ICLR 2017), section 3: whether a linear classifier can tell which factor
 * pairs of examples share from the mean absolute difference of their codes. F factors, Z code.
 */

import type { HostTensor } from '../../graph/types.ts';
import { fold, type Key } from '../../tensor/key.ts';
import { fitLinearProbe, linearProbeAccuracy } from '../linear-probe.ts';
import type { LabelledCodes } from '../nearest-neighbours.ts';
import { rowsOf } from '../samples.ts';
import { type CodeGroups, drawSharedFactors } from './factors.ts';

export interface BetaVaeMetricOptions {
  readonly factorCount: number;
  readonly key: Key;
  /** L: pairs whose differences are averaged into one vote; 64 unless given. */
  readonly pairs?: number;
  /** Votes that the classifier is fitted to, 5000, and judged by, 2500, unless given. */
  readonly trainVotes?: number;
  readonly testVotes?: number;
}

/** Votes that are drawn at once. */
const VOTES_AT_ONCE = 50;

/** Mean over the pairs of |z₁ − z₂|, a row [Z] for each of the votes. */
function meanDifferences(codes: HostTensor, pairs: number): Float32Array {
  const { count, size, data } = rowsOf(codes);
  const result = new Float64Array((count / (2 * pairs)) * size);
  for (let pair = 0; pair < count / 2; pair++) {
    const vote = Math.floor(pair / pairs);
    for (let i = 0; i < size; i++) {
      const difference = data[2 * pair * size + i]! - data[(2 * pair + 1) * size + i]!;
      result[vote * size + i]! += Math.abs(difference) / pairs;
    }
  }
  return Float32Array.from(result);
}

/** Votes [N, Z] with the factor that the pairs of each share. */
async function drawVotes(
  groups: CodeGroups,
  {
    count,
    pairs,
    factorCount,
    key,
  }: Record<'count' | 'pairs' | 'factorCount', number> & { key: Key },
): Promise<LabelledCodes> {
  const labels = drawSharedFactors(key, count, factorCount);
  const parts: Float32Array[] = [];
  for (let begin = 0; begin < count; begin += VOTES_AT_ONCE) {
    const part = labels.subarray(begin, Math.min(begin + VOTES_AT_ONCE, count));
    const shared = Int32Array.from(
      { length: part.length * pairs },
      (_, pair) => part[Math.floor(pair / pairs)]!,
    );
    const codes = await groups({ shared, size: 2, key: fold(key, begin) });
    parts.push(meanDifferences(codes, pairs));
  }
  const data = Float32Array.from(parts.flatMap((part) => Array.from(part)));
  return { codes: { dtype: 'float32', shape: [count, data.length / count], data }, labels };
}

/**
 * Share of fresh votes that the classifier gets right: 1 is best, 1 / F is chance.
 * The classifier is a logistic regression on standardised differences.
 */
export async function betaVaeMetric(
  groups: CodeGroups,
  { factorCount, key, pairs = 64, trainVotes = 5000, testVotes = 2500 }: BetaVaeMetricOptions,
): Promise<number> {
  const votes = (name: string, count: number) =>
    drawVotes(groups, { count, pairs, factorCount, key: fold(key, name) });
  const probe = fitLinearProbe(await votes('train', trainVotes), factorCount);
  return linearProbeAccuracy(probe, await votes('test', testVotes));
}
