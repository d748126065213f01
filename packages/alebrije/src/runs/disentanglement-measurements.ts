/** The metrics of disentanglement on a run whose data have known factors, beside those of PCA's codes. */

import { betaVaeMetric } from '../metrics/disentanglement/beta-vae-metric.ts';
import { type Dci, dci } from '../metrics/disentanglement/dci.ts';
import { factorVaeMetric } from '../metrics/disentanglement/factor-vae-metric.ts';
import {
  type FactoredCodes,
  pooledGroups,
  rarestCount,
} from '../metrics/disentanglement/factors.ts';
import { mutualInformationGap } from '../metrics/disentanglement/mutual-information-gap.ts';
import { separatedPredictability } from '../metrics/disentanglement/separated-predictability.ts';
import { ACTIVE_VARIANCE } from '../metrics/posterior.ts';
import { fold, key } from '../tensor/key.ts';
import { codeIsSmaller, type EvaluationData, pcaName } from './evaluation-data.ts';
import { orderedFactors } from './factored-codes.ts';
import type { Measurement } from './measurement.ts';

/** Examples in a group of the FactorVAE metric; fewer where a factor's value is rarer. */
const GROUP = 64;

/** L of the beta-VAE metric as Locatello et al. (ICML 2019) choose it; the paper names none. */
const PAIRS = 64;
/** Votes of few pairs are noisy: they tell a factor that few numbers carry; those of many tell entangled ones too. */
const FEWER_PAIRS = [5, 20] as const;

type Score = (examples: FactoredCodes, data: EvaluationData) => number | Promise<number>;

function chance({ factors }: FactoredCodes): number {
  return 1 / factors.names.length;
}

const draws = ({ model }: EvaluationData) => fold(key(model.config.seed), 'evaluate groups');

function betaVaeScore(
  examples: FactoredCodes,
  data: EvaluationData,
  pairs: number,
): Promise<number> {
  return betaVaeMetric(pooledGroups(examples), {
    factorCount: examples.factors.names.length,
    key: draws(data),
    pairs,
  });
}

/** Trees are slow: one set of them serves three metrics. */
const computed = new WeakMap<FactoredCodes, Dci>();

function dciOf(examples: FactoredCodes): Dci {
  const { codes, factors } = examples;
  const [count, size] = codes.shape as readonly [number, number];
  const width = factors.names.length;
  const half = Math.floor(count / 2);
  const part = (begin: number, end: number): FactoredCodes => ({
    codes: {
      ...codes,
      shape: [end - begin, size],
      data: codes.data.subarray(begin * size, end * size),
    },
    factors: { ...factors, values: factors.values.subarray(begin * width, end * width) },
  });
  const found = computed.get(examples) ?? dci(part(0, half), part(half, count));
  computed.set(examples, found);
  return found;
}

export const disentanglementScores = {
  betaVaeScore: (examples, data) => betaVaeScore(examples, data, PAIRS),
  factorVaeScore: async (examples, data) => {
    const { accuracy } = await factorVaeMetric(pooledGroups(examples), examples.codes, {
      factorCount: examples.factors.names.length,
      key: draws(data),
      groupSize: Math.min(GROUP, rarestCount(examples.factors)),
      // Without a prior there is no scale by which a number could be called dead.
      deadVariance: data.model.system.views.hasNormalPrior ? ACTIVE_VARIANCE : 0,
    });
    return accuracy;
  },
  mig: (examples) => mutualInformationGap(examples).score,
  sap: (examples, data) =>
    separatedPredictability(examples, orderedFactors(data.examples, examples.factors.names)).score,
  dciDisentanglement: (examples) => dciOf(examples).disentanglement,
  dciCompleteness: (examples) => dciOf(examples).completeness,
  dciInformativeness: (examples) => dciOf(examples).informativeness,
} as const satisfies Readonly<Record<string, Score>>;

/** Beside the score of PCA's codes, or of chance for the votes where PCA keeps everything. */
async function besideFloor(
  data: EvaluationData,
  score: Score,
  isVote: boolean,
): Promise<Measurement> {
  const examples = await data.factored();
  const value = await score(examples, data);
  const samples = examples.codes.shape[0]!;
  if (codeIsSmaller(data)) {
    const floor = await score(await data.factoredByPca(), data);
    return { value, floor, floorName: `codes of ${pcaName(data)}`, samples };
  }
  return isVote
    ? { value, floor: chance(examples), floorName: 'chance', samples }
    : { value, samples };
}

export function measureDisentanglement(
  data: EvaluationData,
  name: keyof typeof disentanglementScores,
): Promise<Measurement> {
  const isVote = name === 'betaVaeScore' || name === 'factorVaeScore';
  return besideFloor(data, disentanglementScores[name], isVote);
}

/** The beta-VAE metric with votes of fewer pairs, by how many. */
export async function betaVaeScoresOfFewerPairs(
  data: EvaluationData,
): Promise<Record<string, Measurement>> {
  const scores: Record<string, Measurement> = {};
  for (const pairs of FEWER_PAIRS) {
    const score: Score = (examples) => betaVaeScore(examples, data, pairs);
    scores[`${pairs}-pairs`] = await besideFloor(data, score, true);
  }
  return scores;
}
