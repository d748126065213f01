/**
 * What samples of a run are compared with, and what several metrics of them share, each computed when it
 * is first asked for: N samples, as many test examples, and as many training examples as a floor.
 */

import { type Dataset, type Examples, exampleCount } from '../data/dataset.ts';
import { classCount, examplesOfClasses, pickExamples, resolveClasses } from '../data/selection.ts';
import { UserError } from '../errors.ts';
import type { HostTensor, Shape } from '../graph/types.ts';
import { type Covariance, covarianceOf } from '../metrics/covariance.ts';
import {
  ballsAround,
  type NeighbourhoodOverlap,
  neighbourhoodOverlap,
} from '../metrics/sampling/neighbourhood-overlap.ts';
import { drawPermutation, fold, type Key, key } from '../tensor/key.ts';
import { cropToStored, fitsAround, storedValues } from './comparison/alignment.ts';
import type { EvaluationData } from './evaluation-data.ts';
import { type Judge, judgeOf, largestOfRows } from './judge/judge.ts';
import type { OpenModel } from './open-model.ts';
import { showsImages } from './pictures/picture.ts';
import { drawSamples } from './prior-samples.ts';
import { wholeDataset } from './whole-dataset.ts';

/** In each set, unless there are fewer test or training examples. */
const MOST_SAMPLES = 10_000;
/** Fewer have no neighbourhoods and no covariance worth the name. */
const FEWEST_SAMPLES = 10;

/** The same of each set. */
export interface OfSets<T> {
  readonly samples: T;
  readonly test: T;
  readonly training: T;
}

export interface SampleSets extends OfSets<HostTensor> {
  /** Examples in each set. */
  readonly count: number;
}

/** Of the samples, and of the training examples in their place. */
export type Beside<T> = Pick<OfSets<T>, 'samples' | 'training'>;

type OnShare = ((share: number) => void) | undefined;

/** Computes once for each evaluation, whose data do not change; who asks first is told how far it is. */
export function oncePerEvaluation<T>(
  compute: (data: EvaluationData, onShare: OnShare) => Promise<T>,
) {
  const computed = new WeakMap<EvaluationData, Promise<T>>();
  return (data: EvaluationData, onShare?: OnShare): Promise<T> => {
    const result = computed.get(data) ?? compute(data, onShare);
    computed.set(data, result);
    return result;
  };
}

/** What is drawn for the comparison is drawn with this. */
export const comparisonKey = ({ model }: EvaluationData): Key =>
  fold(key(model.config.seed), 'evaluate samples');

/** What a judge of the data can tell; nothing if they have neither classes nor attributes. */
export function judgeKind({
  data: { dataset },
}: Pick<OpenModel, 'data'>): Judge['kind'] | undefined {
  if (classCount(dataset) > 1) return 'classes';
  return dataset.train.attributes ? 'attributes' : undefined;
}

/** @throws UserError if so many were asked for and there are fewer, or there are too few at all */
function countOf(asked: number | undefined, test: Examples, training: Examples): number {
  const available = Math.min(exampleCount(test), exampleCount(training));
  if (available < FEWEST_SAMPLES) {
    throw new UserError(
      `samples are compared with test examples, of which ${available} are too few: at least ${FEWEST_SAMPLES} are needed`,
    );
  }
  if (asked !== undefined && asked > available) {
    throw new UserError(
      `--samples ${asked} is more than there are to compare with: give at most ${available}, of ${exampleCount(test)} test and ${exampleCount(training)} training examples`,
    );
  }
  return Math.min(asked ?? MOST_SAMPLES, available);
}

/** The test and training examples of the classes that a run was trained on. */
function partsOf(dataset: Dataset, { config: { classes } }: OpenModel): [Examples, Examples] {
  if (classes === null) return [dataset.test, dataset.train];
  const chosen = resolveClasses(dataset, classes);
  return [examplesOfClasses(dataset.test, chosen), examplesOfClasses(dataset.train, chosen)];
}

/** Samples as the data are stored. @throws UserError if the model shows less of them */
function asStored(samples: HostTensor, shown: Shape, stored: Shape): HostTensor {
  if (fitsAround(shown, stored)) return cropToStored(samples, shown, stored);
  throw new UserError(
    `the model shows examples of ${shown.join('x')}, and the data are of ${stored.join('x')}: its samples cannot be compared with them`,
  );
}

/** As many examples, drawn by lot: those of a folder may come class by class. */
function drawExamples(examples: Examples, count: number, source: Key): HostTensor {
  const order = drawPermutation(source, exampleCount(examples));
  return storedValues(pickExamples(examples, order.subarray(0, count)).values);
}

/** Images in [0, 1] of the size in which they are stored, [N, C, H, W], or vectors [N, D]. */
export const sampleSets = oncePerEvaluation(async (data, onShare): Promise<SampleSets> => {
  const { model, samples: asked, sampler } = data;
  const source = comparisonKey(data);
  const dataset = await wholeDataset(model);
  const [test, training] = partsOf(dataset, model);
  const count = countOf(asked, test, training);
  const samples = await drawSamples(model, { count, source, sampler }, onShare);
  return {
    count,
    samples: asStored(samples, model.system.views.dataShape, test.values.shape.slice(1)),
    test: drawExamples(test, count, fold(source, 'test')),
    training: drawExamples(training, count, fold(source, 'training')),
  };
});

/** The judge of the data's images. */
export const dataJudge = oncePerEvaluation(({ model }, onShare) =>
  judgeOf(model, judgeKind(model)!, { onProgress: onShare }),
);

/** What the judge sees of images, [N, 128]; vectors themselves. */
export const sampleFeatures = oncePerEvaluation(
  async (data, onShare): Promise<OfSets<HostTensor>> => {
    const sets = await sampleSets(data, onShare);
    if (!showsImages(data.model)) return sets;
    const judge = await dataJudge(data, onShare);
    const seen = (images: HostTensor) => judge.features(images, images.shape.slice(1));
    return {
      samples: await seen(sets.samples),
      test: await seen(sets.test),
      training: await seen(sets.training),
    };
  },
);

export const sampleCovariances = oncePerEvaluation(
  async (data, onShare): Promise<OfSets<Covariance>> => {
    const { samples, test, training } = await sampleFeatures(data, onShare);
    return {
      samples: covarianceOf(samples),
      test: covarianceOf(test),
      training: covarianceOf(training),
    };
  },
);

/** How samples, and training examples in their place, overlap with the test examples. */
export const sampleOverlap = oncePerEvaluation(
  async (data, onShare): Promise<Beside<NeighbourhoodOverlap>> => {
    const { runtime } = data.model;
    const { samples, test, training } = await sampleFeatures(data, onShare);
    const balls = await ballsAround(runtime, test);
    const overlapOf = async (points: HostTensor) =>
      neighbourhoodOverlap(runtime, balls, await ballsAround(runtime, points));
    return { samples: await overlapOf(samples), training: await overlapOf(training) };
  },
);

/** The classes that the judge takes samples and training images for. */
export const judgedSamples = oncePerEvaluation(
  async (data, onShare): Promise<Beside<Int32Array>> => {
    const { samples, training } = await sampleSets(data, onShare);
    const judge = await dataJudge(data, onShare);
    const classesOf = async (images: HostTensor) =>
      largestOfRows(await judge.probabilities(images, images.shape.slice(1)));
    return { samples: await classesOf(samples), training: await classesOf(training) };
  },
);
