/** Scores of examples by what a reconstruction misses, and the threshold above which one counts as an anomaly. */

import { type Examples, exampleCount, takeFirst } from '../../data/dataset.ts';
import type { HostTensor } from '../../graph/types.ts';
import {
  type AnomalyScore,
  anomalyScores,
  squaredErrors,
  upperThreshold,
  weightedErrors,
} from '../../metrics/anomaly.ts';
import { gatherCovariance } from '../../metrics/covariance.ts';
import { fitPca, pcaReconstruct } from '../../metrics/pca.ts';
import { columnMeans } from '../../metrics/samples.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { type ModelSession, rowsOf } from '../../train/model-session.ts';

/** Raw stored examples as the networks take them, and what is made of them, both [N, ...]. */
export interface Reconstructed {
  readonly original: HostTensor;
  readonly reconstruction: HostTensor;
}

export type Reconstruct = (values: HostTensor) => Promise<Reconstructed>;

export function modelReconstruction(session: ModelSession): Reconstruct {
  return async (values) => ({
    original: await session.prepare(values),
    reconstruction: await session.reconstruct(values),
  });
}

/** Components of the baseline that one-class results are compared with. */
export const PCA_COMPONENTS = 30;
/** Rows whose products are summed in single precision before they join the covariance. */
const COVARIANCE_ROWS = 1000;

/** The same by the principal components of the training examples; as many as there can be, at most 30. */
export async function pcaReconstruction(
  session: ModelSession,
  runtime: Runtime,
  { values }: Examples,
): Promise<Reconstruct> {
  const count = values.shape[0]!;
  async function* chunks(): AsyncGenerator<HostTensor> {
    for (let begin = 0; begin < count; begin += COVARIANCE_ROWS) {
      yield session.prepare(rowsOf(values, begin, Math.min(begin + COVARIANCE_ROWS, count)));
    }
  }
  const covariance = await gatherCovariance(runtime, chunks());
  const pca = fitPca(covariance, Math.min(PCA_COMPONENTS, covariance.size, count));
  return async (raw) => {
    const original = await session.prepare(raw);
    return { original, reconstruction: pcaReconstruct(pca, original) };
  };
}

/** Training examples that say which errors are typical; more would change nothing but the time. */
const MOST_FITTED = 10_000;

export interface ScoredExamples extends Reconstructed {
  /** Squared errors [N, D]. */
  readonly errors: HostTensor;
}

export interface Detector {
  /** Training examples that the errors are compared with. */
  readonly fittedCount: number;
  errorsOf(values: HostTensor): Promise<ScoredExamples>;
  /** Errors as a score weighs them [N, D]: the example's score is their mean. */
  weigh(errors: HostTensor, score: AnomalyScore): HostTensor;
  scores(errors: HostTensor, score: AnomalyScore): Float64Array;
  /** The score that the given share of the training examples does not exceed. */
  threshold(score: AnomalyScore, quantile: number): number;
}

/** Learns from the first training examples, at most 10,000, which errors are typical. */
export async function fitDetector(reconstruct: Reconstruct, training: Examples): Promise<Detector> {
  async function errorsOf(values: HostTensor): Promise<ScoredExamples> {
    const { original, reconstruction } = await reconstruct(values);
    return { original, reconstruction, errors: squaredErrors(reconstruction, original) };
  }
  const fittedCount = Math.min(MOST_FITTED, exampleCount(training));
  const fitted = (await errorsOf(takeFirst(training, fittedCount).values)).errors;
  const typical = columnMeans(fitted);
  return {
    fittedCount,
    errorsOf,
    weigh: (errors, score) => (score === 'plain' ? errors : weightedErrors(errors, typical)),
    scores: (errors, score) => anomalyScores(errors, typical, score),
    threshold: (score, quantile) => upperThreshold(anomalyScores(fitted, typical, score), quantile),
  };
}
