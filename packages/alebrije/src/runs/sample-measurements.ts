/**
 * What is measured of samples: as many test examples are what they are compared with, and as many training
 * examples in their place are the floor, since real images differ from others too. Distances of pixels are
 * not among it: they take blurred images for real ones.
 */

import { classCount } from '../data/selection.ts';
import type { HostTensor } from '../graph/types.ts';
import type { MetricName } from '../metrics/registry.ts';
import { classShares, divergence, evenness } from '../metrics/sampling/class-shares.ts';
import { frechetDistance } from '../metrics/sampling/frechet-distance.ts';
import { imagePatches, PATCH_SIDE } from '../metrics/sampling/image-patches.ts';
import { kernelDistance } from '../metrics/sampling/kernel-distance.ts';
import type { NeighbourhoodOverlap } from '../metrics/sampling/neighbourhood-overlap.ts';
import { slicedWasserstein } from '../metrics/sampling/sliced-wasserstein.ts';
import { fold, type Key } from '../tensor/key.ts';
import { type Finding, finding } from '../train/finding.ts';
import { fitsAround } from './comparison/alignment.ts';
import type { EvaluationData } from './evaluation-data.ts';
import type { Measure, Measurement } from './measurement.ts';
import { trainedClasses } from './pictures/class-samples.ts';
import { showsImages } from './pictures/picture.ts';
import { hasPrior } from './prior-samples.ts';
import {
  type Beside,
  comparisonKey,
  dataJudge,
  judgedSamples,
  judgeKind,
  type OfSets,
  oncePerEvaluation,
  sampleCovariances,
  sampleFeatures,
  sampleOverlap,
  sampleSets,
} from './sample-sets.ts';
import { describeSampling } from './solvers.ts';

/** Fewer samples give distances that are noticeably too large. */
const ENOUGH_SAMPLES = 5000;
/** Patches of each image at each scale; more would take longer and change little beside the images drawn. */
const PATCHES = 8;
/** Sliced Wasserstein distances of patches are small, and customarily given times this. */
const PATCH_FACTOR = 1000;

type Obstacle = (data: EvaluationData) => string | undefined;

/** The first of several obstacles. */
const anyOf =
  (...obstacles: readonly Obstacle[]): Obstacle =>
  (data) => {
    for (const obstacle of obstacles) {
      const found = obstacle(data);
      if (found) return found;
    }
    return undefined;
  };

const needsPrior: Obstacle = ({ model }) =>
  hasPrior(model.system.views)
    ? undefined
    : 'it is for samples, and the model has no prior to draw from';

/** Codes are decoded before they are compared; how large the images are then, is only known with them. */
const needsWholeExamples: Obstacle = ({ model: { system, data } }) =>
  data.info.codec || fitsAround(system.views.dataShape, data.dataset.train.values.shape.slice(1))
    ? undefined
    : 'the model shows examples of another size than the data';

const needsImages: Obstacle = ({ model }) =>
  showsImages(model) ? undefined : 'it is for images, and the data are vectors';

/** Vectors are their own features. */
const needsFeatures: Obstacle = ({ model }) =>
  !showsImages(model) || judgeKind(model)
    ? undefined
    : 'it takes a judge of the images, and the data have neither classes nor attributes that it could learn';

const needsClasses: Obstacle = ({ model }) =>
  judgeKind(model) === 'classes' ? undefined : 'the data have no classes';

const needsPatches: Obstacle = ({ model }) =>
  showsImages(model) && Math.min(...model.system.views.dataShape.slice(1)) < PATCH_SIDE
    ? `the images are smaller than ${PATCH_SIDE}x${PATCH_SIDE}`
    : undefined;

const needsSamples = anyOf(needsPrior, needsWholeExamples);

/** What a number rests on: what the judge sees, what it answers, or the values of the examples alone. */
type Basis = 'features' | 'answers' | 'values';

/** Vectors are their own features. */
const featuresOf = ({ model }: EvaluationData): Basis =>
  showsImages(model) ? 'features' : 'values';

async function besideTraining(
  data: EvaluationData,
  { samples: value, training: floor }: Beside<number>,
  basis: Basis,
): Promise<Measurement> {
  const { count } = await sampleSets(data);
  const what = showsImages(data.model) ? 'images' : 'examples';
  const how = basis === 'answers' ? 'by the same judge' : `against the same test ${what}`;
  return {
    value,
    floor,
    floorName: `${count.toLocaleString('en-US')} training ${what}, ${how}`,
    ...(basis !== 'values' && { judge: (await dataJudge(data)).name }),
    ...(data.model.system.views.denoising && {
      sampler: describeSampling(data.model, data.sampler),
    }),
    samples: count,
  };
}

const fid: Measure = {
  obstacle: anyOf(needsSamples, needsImages, needsFeatures),
  async measure(data, onShare) {
    const { samples, test, training } = await sampleCovariances(data, onShare);
    const distances = {
      samples: frechetDistance(samples, test),
      training: frechetDistance(training, test),
    };
    return besideTraining(data, distances, 'features');
  },
};

const kid: Measure = {
  obstacle: anyOf(needsSamples, needsImages, needsFeatures),
  async measure(data, onShare) {
    const { samples, test, training } = await sampleFeatures(data, onShare);
    const key = fold(comparisonKey(data), 'kid');
    const distance = (set: HostTensor) => kernelDistance(data.model.runtime, set, test, { key });
    const { mean, standardError } = await distance(samples);
    const distances = { samples: mean, training: (await distance(training)).mean };
    return { ...(await besideTraining(data, distances, 'features')), standardError };
  },
};

const overlapping = (name: keyof NeighbourhoodOverlap): Measure => ({
  obstacle: anyOf(needsSamples, needsFeatures),
  async measure(data, onShare) {
    const { samples, training } = await sampleOverlap(data, onShare);
    const overlaps = { samples: samples[name], training: training[name] };
    return besideTraining(data, overlaps, featuresOf(data));
  },
});

/** Distances to the test examples. */
async function slicedDistances(
  { model }: EvaluationData,
  { samples, test, training }: OfSets<HostTensor>,
  { key, factor }: { readonly key: Key; readonly factor: number },
): Promise<Beside<number>> {
  const sets = [samples, training];
  const found = await slicedWasserstein(model.runtime, test, sets, { key });
  return { samples: factor * found[0]!, training: factor * found[1]! };
}

/** Of images, by the height of each level of their pyramids, the finest first. */
const scaleDistances = oncePerEvaluation(
  async (data, onShare): Promise<ReadonlyMap<string, Beside<number>>> => {
    const { samples, test, training } = await sampleSets(data, onShare);
    const key = fold(comparisonKey(data), 'swd');
    const cut = (images: HostTensor) =>
      imagePatches(images, { key: fold(key, 'patches'), ofEach: PATCHES });
    const [ofSamples, ofTest, ofTraining] = [cut(samples), cut(test), cut(training)];
    const scales = new Map<string, Beside<number>>();
    for (const [level, { side, patches }] of ofTest.entries()) {
      const sets = {
        samples: ofSamples[level]!.patches,
        test: patches,
        training: ofTraining[level]!.patches,
      };
      scales.set(`${side}`, await slicedDistances(data, sets, { key, factor: PATCH_FACTOR }));
    }
    return scales;
  },
);

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const swd: Measure = {
  obstacle: anyOf(needsSamples, needsPatches),
  async measure(data, onShare) {
    if (!showsImages(data.model)) {
      const key = fold(comparisonKey(data), 'swd');
      const sets = await sampleSets(data, onShare);
      return besideTraining(data, await slicedDistances(data, sets, { key, factor: 1 }), 'values');
    }
    const scales = [...(await scaleDistances(data, onShare)).values()];
    const distances = {
      samples: mean(scales.map(({ samples }) => samples)),
      training: mean(scales.map(({ training }) => training)),
    };
    return besideTraining(data, distances, 'values');
  },
  async parts(data) {
    if (!showsImages(data.model)) return {};
    const parts: Record<string, Measurement> = {};
    for (const [side, distances] of await scaleDistances(data)) {
      parts[`${side}px`] = await besideTraining(data, distances, 'values');
    }
    return parts;
  },
};

/** The share of each class, as the judge sees them. */
async function judgedShares(
  data: EvaluationData,
  onShare?: (share: number) => void,
): Promise<Beside<Float64Array>> {
  const { samples, training } = await judgedSamples(data, onShare);
  const classes = (await dataJudge(data)).names.length;
  return { samples: classShares(samples, classes), training: classShares(training, classes) };
}

/** A number that class shares are summed up by. */
const ofClassShares = (
  summary: (shares: Float64Array, data: EvaluationData) => number,
): Measure => ({
  obstacle: anyOf(needsSamples, needsImages, needsClasses),
  async measure(data, onShare) {
    const { samples, training } = await judgedShares(data, onShare);
    const summaries = { samples: summary(samples, data), training: summary(training, data) };
    return besideTraining(data, summaries, 'answers');
  },
});

/** Of the training examples by their own labels, each class counted once more, so that none is absent. */
const expectedShares = ({ model: { data } }: EvaluationData) =>
  classShares(data.train.labels!, classCount(data.dataset), 1);

const sharesOfClasses: Measure = {
  ...ofClassShares((shares, { model }) =>
    Math.min(...trainedClasses(model).map((label) => shares[label]!)),
  ),
  async parts(data) {
    const { samples, training } = await judgedShares(data);
    const parts: Record<string, Measurement> = {};
    for (const [label, name] of (await dataJudge(data)).names.entries()) {
      const shares = { samples: samples[label]!, training: training[label]! };
      parts[name] = await besideTraining(data, shares, 'answers');
    }
    return parts;
  },
};

export const sampleMeasures = {
  fid,
  kid,
  precision: overlapping('precision'),
  recall: overlapping('recall'),
  density: overlapping('density'),
  coverage: overlapping('coverage'),
  swd,
  classShares: sharesOfClasses,
  classEvenness: ofClassShares(evenness),
  classDivergence: ofClassShares((shares, data) => divergence(shares, expectedShares(data))),
} as const satisfies Partial<Record<MetricName, Measure>>;

/** A warning where samples were measured, and few. */
export function sampleFindings(measured: Readonly<Record<string, Measurement>>): Finding[] {
  const names = Object.keys(sampleMeasures).filter((name) => name in measured);
  const [first] = names;
  const count = first === undefined ? ENOUGH_SAMPLES : measured[first]!.samples;
  if (count >= ENOUGH_SAMPLES) return [];
  return [
    finding('warning', 'fewSamples', {
      metrics: names.join(', '),
      count: count.toLocaleString('en-US'),
      enough: ENOUGH_SAMPLES.toLocaleString('en-US'),
    }),
  ];
}
