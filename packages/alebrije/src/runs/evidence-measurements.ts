/** Bounds on the log-likelihood of a run's held-out examples. */

import { exampleCount, takeFirst } from '../data/dataset.ts';
import type { HostTensor } from '../graph/types.ts';
import { type Evidence, evidenceOf, meanLogLikelihood } from '../metrics/evidence.ts';
import { meanWithError } from '../metrics/samples.ts';
import { fold, key } from '../tensor/key.ts';
import { rowsOf } from '../train/model-session.ts';
import type { EvaluationData } from './evaluation-data.ts';
import type { Measurement } from './measurement.ts';

export interface BoundOptions {
  /** Each K of which the importance-weighted bound is wanted. */
  readonly samples: readonly number[];
  /** Measure on the first so many; all unless given. */
  readonly examples?: number;
  /** Told the share of the examples that are done. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

async function measureEvidence(
  data: EvaluationData,
  draws: string,
  { samples, examples = data.count, onProgress }: BoundOptions,
): Promise<{ evidence: Evidence; asMeasurement: (bounds: Float64Array) => Measurement }> {
  const { model, likelihood } = data;
  const part = takeFirst(data.examples, examples);
  const count = exampleCount(part);
  const first = (values: HostTensor) => rowsOf(values, 0, count);
  const evidence = await evidenceOf(
    {
      async posterior() {
        const { mean, logVar } = await data.posterior();
        return { mean: first(mean), logVar: first(logVar) };
      },
      logLikelihood: model.session.logLikelihood,
    },
    part.values,
    { samples, key: fold(key(model.config.seed), draws), labels: part.labels, onProgress },
  );
  const floor = meanLogLikelihood(
    likelihood,
    first(await data.meanPrediction()),
    first(await data.prepared()),
  );
  return {
    evidence,
    asMeasurement(bounds) {
      const { mean, standardError } = meanWithError(bounds);
      return { value: mean, standardError, floor, floorName: 'the mean example', samples: count };
    },
  };
}

/** Beside the log-likelihood of a model that always answers the mean training example. */
export async function measureElbo(data: EvaluationData): Promise<Measurement> {
  const { evidence, asMeasurement } = await measureEvidence(data, 'evaluate elbo', {
    samples: [1],
  });
  return asMeasurement(evidence.elbo);
}

/** By the number of samples; all from the same draws. */
export async function measureIwae(
  data: EvaluationData,
  options: BoundOptions,
): Promise<ReadonlyMap<number, Measurement>> {
  const { evidence, asMeasurement } = await measureEvidence(data, 'evaluate iwae', options);
  return new Map([...evidence.iwae].map(([samples, bounds]) => [samples, asMeasurement(bounds)]));
}
