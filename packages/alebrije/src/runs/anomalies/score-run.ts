/** A run's test images, or the user's own, scored by what the run cannot reconstruct of them. */

import { resolveClasses } from '../../data/selection.ts';
import type { HostTensor } from '../../graph/types.ts';
import { ANOMALY_SCORES, type AnomalyScore } from '../../metrics/anomaly.ts';
import { auroc, type RocPoint, rocCurve } from '../../metrics/roc.ts';
import type { OpenModel } from '../open-model.ts';
import type { UserImages } from '../user-images.ts';
import {
  type Detector,
  fitDetector,
  modelReconstruction,
  pcaReconstruction,
  type ScoredExamples,
} from './detector.ts';

/** How well one score tells anomalies from normal examples. */
export interface Separation {
  /** Whose reconstructions: the run's, or those of 30 principal components. */
  readonly by: 'model' | 'pca';
  readonly score: AnomalyScore;
  readonly auroc: number;
  readonly curve: readonly RocPoint[];
}

export interface ScoredRun extends ScoredExamples {
  readonly score: AnomalyScore;
  readonly quantile: number;
  /** Above it an example counts as an anomaly: the quantile of the training examples' scores. */
  readonly threshold: number;
  readonly scores: Float64Array;
  /** The errors as the score weighs them [N, D]. */
  readonly weighed: HostTensor;
  /** Class of each example, or its file's name. */
  readonly names: readonly string[];
  /** Which examples are of the classes that the run was trained on, where it was trained on some only. */
  readonly isNormal?: readonly boolean[];
  /** By the run, then by PCA; only where it is known what is normal. */
  readonly separations?: readonly Separation[];
}

export interface ScoreOptions {
  readonly score: AnomalyScore;
  readonly quantile: number;
  /** Instead of the test set. */
  readonly images?: UserImages | undefined;
}

/** Both scores of one reconstruction. */
export function separations(
  by: Separation['by'],
  detector: Detector,
  errors: HostTensor,
  isNormal: readonly boolean[],
): Separation[] {
  const isAnomaly = isNormal.map((normal) => !normal);
  return ANOMALY_SCORES.map((score) => {
    const scores = detector.scores(errors, score);
    return { by, score, auroc: auroc(scores, isAnomaly), curve: rocCurve(scores, isAnomaly) };
  });
}

/** Which test examples are of the run's own classes; nothing if it was trained on all classes. */
export function normalTestExamples({ config, data }: OpenModel): readonly boolean[] | undefined {
  const { labels } = data.dataset.test;
  if (config.classes === null || !labels) return undefined;
  const normal = new Set(resolveClasses(data.dataset, config.classes));
  const isNormal = Array.from(labels, (label) => normal.has(label));
  // With examples of one kind alone there is nothing to tell apart.
  return isNormal.includes(true) && isNormal.includes(false) ? isNormal : undefined;
}

/** ROC curves by the run and by principal components of the same training examples. */
export async function compareWithPca(
  { session, runtime, data }: OpenModel,
  detector: Detector,
  errors: HostTensor,
  isNormal: readonly boolean[],
): Promise<Separation[]> {
  const pca = await fitDetector(await pcaReconstruction(session, runtime, data.train), data.train);
  const { errors: pcaErrors } = await pca.errorsOf(data.dataset.test.values);
  return [
    ...separations('model', detector, errors, isNormal),
    ...separations('pca', pca, pcaErrors, isNormal),
  ];
}

function testNames({ data }: OpenModel): string[] {
  const { test, classNames } = data.dataset;
  const count = test.values.shape[0]!;
  return Array.from({ length: count }, (_, index) => {
    const label = test.labels?.[index];
    return label === undefined ? `${index}` : (classNames?.[label] ?? `class ${label}`);
  });
}

/** Scores the test set of the run's dataset, all classes of it, or images of the user's own. */
export async function scoreRun(
  model: OpenModel,
  { score, quantile, images }: ScoreOptions,
): Promise<ScoredRun> {
  const { session, data } = model;
  const detector = await fitDetector(modelReconstruction(session), data.train);
  const scored = await detector.errorsOf(images?.values ?? data.dataset.test.values);
  const isNormal = images ? undefined : normalTestExamples(model);
  return {
    ...scored,
    score,
    quantile,
    threshold: detector.threshold(score, quantile),
    scores: detector.scores(scored.errors, score),
    weighed: detector.weigh(scored.errors, score),
    names: images?.names ?? testNames(model),
    ...(isNormal && {
      isNormal,
      separations: await compareWithPca(model, detector, scored.errors, isNormal),
    }),
  };
}
