/**
 * The metric of Kim and Mnih, "Disentangling by factorising" (ICML 2018), section 2 and appendix B:
 * in groups of examples that share a factor, the number of the code that varies least, relative to
 * its variance over all examples, votes for that factor. F factors, Z code.
 */

import type { HostTensor } from '../../graph/types.ts';
import { fold, type Key } from '../../tensor/key.ts';
import { ACTIVE_VARIANCE } from '../posterior.ts';
import { columnVariances } from '../samples.ts';
import { type CodeGroups, drawSharedFactors } from './factors.ts';

export interface FactorVaeMetricOptions {
  readonly factorCount: number;
  readonly key: Key;
  /** L: examples in a group; 64 unless given (the paper's is 200). */
  readonly groupSize?: number;
  /** Votes that the classifier is made of, 800, and judged by, 800, unless given. */
  readonly trainVotes?: number;
  readonly testVotes?: number;
  /**
   * Numbers of the code that vary no more than this over all examples have collapsed to the prior and
   * do not vote; 0.01 unless given, for codes whose prior is N(0, I).
   */
  readonly deadVariance?: number;
}

/** Votes that are drawn at once. */
const VOTES_AT_ONCE = 100;

export interface FactorVaeMetric {
  /** Share of fresh votes that are right: 1 is best. */
  readonly accuracy: number;
  /** How often each number of the code voted for each factor, [Z][F]; rows of zeros have collapsed. */
  readonly votes: readonly Int32Array[];
}

/** The number of the code with the smallest relative variance in each group. */
function steadiest(
  codes: HostTensor,
  groupSize: number,
  overall: Float64Array,
  alive: readonly number[],
): number[] {
  const size = overall.length;
  const groups = codes.shape[0]! / groupSize;
  return Array.from({ length: groups }, (_, group) => {
    const begin = group * groupSize * size;
    const variances = columnVariances({
      ...codes,
      shape: [groupSize, size],
      data: codes.data.subarray(begin, begin + groupSize * size),
    });
    const relative = alive.map((i) => variances[i]! / overall[i]!);
    return alive[relative.indexOf(Math.min(...relative))]!;
  });
}

/**
 * A majority vote, so there is nothing to tune and no training beyond counting. If all numbers of the
 * code have collapsed the accuracy is 0.
 * @param codes of many examples [N, Z], for the variances over all of them
 */
export async function factorVaeMetric(
  groups: CodeGroups,
  codes: HostTensor,
  options: FactorVaeMetricOptions,
): Promise<FactorVaeMetric> {
  const { factorCount, key, groupSize = 64, deadVariance = ACTIVE_VARIANCE } = options;
  const { trainVotes = 800, testVotes = 800 } = options;
  const overall = columnVariances(codes);
  const alive = Array.from(overall.keys()).filter((i) => overall[i]! > deadVariance);
  const votes = Array.from(overall, () => new Int32Array(factorCount));
  if (alive.length === 0) return { accuracy: 0, votes };

  /** Calls back with each vote and the factor that its group shared. */
  async function poll(name: string, count: number, onVote: (unit: number, factor: number) => void) {
    const at = fold(key, name);
    const shared = drawSharedFactors(at, count, factorCount);
    for (let begin = 0; begin < count; begin += VOTES_AT_ONCE) {
      const part = shared.subarray(begin, Math.min(begin + VOTES_AT_ONCE, count));
      const drawn = await groups({ shared: part, size: groupSize, key: fold(at, begin) });
      for (const [vote, unit] of steadiest(drawn, groupSize, overall, alive).entries()) {
        onVote(unit, part[vote]!);
      }
    }
  }

  await poll('train', trainVotes, (unit, factor) => {
    votes[unit]![factor]! += 1;
  });
  const verdicts = votes.map((counts) => counts.indexOf(Math.max(...counts)));
  let right = 0;
  await poll('test', testVotes, (unit, factor) => {
    if (verdicts[unit] === factor) right += 1;
  });
  return { accuracy: right / testVotes, votes };
}
