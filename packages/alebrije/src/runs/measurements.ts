/** How each metric of the registry is measured on an opened run, beside its floor. */

import { exampleCount } from '../data/dataset.ts';
import { meanActivity, mostActive } from '../metrics/code-activity.ts';
import { fitLinearProbe, linearProbeAccuracy } from '../metrics/linear-probe.ts';
import { knnAccuracy, type LabelledCodes } from '../metrics/nearest-neighbours.ts';
import { largestPrincipalAngle, pcaReconstruct } from '../metrics/pca.ts';
import { classBalance, countActiveUnits, posteriorStatistics } from '../metrics/posterior.ts';
import {
  binaryCrossEntropy,
  meanAbsoluteError,
  meanSquaredError,
  targetEntropy,
  varianceOfValues,
} from '../metrics/reconstruction.ts';
import type { MetricName } from '../metrics/registry.ts';
import { SSIM_WINDOW, structuralSimilarity } from '../metrics/ssim.ts';
import { judgedClasses } from './class-accuracy.ts';
import { discreteMeasures } from './discrete-measurements.ts';
import {
  betaVaeScoresOfFewerPairs,
  measureDisentanglement,
} from './disentanglement-measurements.ts';
import { codeIsSmaller, type EvaluationData, pcaName } from './evaluation-data.ts';
import { measureElbo, measureIwae } from './evidence-measurements.ts';
import { obstacleToFactors } from './factored-codes.ts';
import type { Measure, Measurement } from './measurement.ts';
import { groupErrors } from './rare-group-measurements.ts';
import { sampleMeasures } from './sample-measurements.ts';

/** Test codes whose neighbours are sought. */
const KNN_TEST = 2000;
const NEIGHBOURS = 10;
/** Draws of the code per example, and examples, of the importance-weighted bound unless others are asked for. */
const IWAE_SAMPLES = 64;
const IWAE_EXAMPLES = 200;
/** The architecture whose optimum is PCA. */
const LINEAR_RECIPE = 'pca-ae';

const needsImages = ({ model }: EvaluationData) =>
  model.data.info.kind === 'image' ? undefined : 'it is for images, and the data are vectors';

const needsClasses = ({ hasClasses }: EvaluationData) =>
  hasClasses ? undefined : 'the data have no classes';

const disentanglement = (name: Parameters<typeof measureDisentanglement>[1]): Measure => ({
  obstacle: ({ model, examples }) => obstacleToFactors(model, examples),
  measure: (data) => measureDisentanglement(data, name),
});

const needsSmallerCode = (data: EvaluationData) =>
  codeIsSmaller(data) ? undefined : 'the code is not smaller than the data';

const needsLinearModel = ({ model }: EvaluationData) =>
  model.recipe.name === LINEAR_RECIPE ? undefined : `it is for ${LINEAR_RECIPE}`;

const needsPosterior = ({ model }: EvaluationData) =>
  model.system.views.posterior ? undefined : 'the codes of this model are not random';

const needsLikelihood = (data: EvaluationData) =>
  needsPosterior(data) ??
  (data.model.system.views.logLikelihood
    ? undefined
    : "this model's decoder gives no likelihood of the data");

async function pcaError(data: EvaluationData): Promise<number> {
  const x = await data.prepared();
  return meanSquaredError(pcaReconstruct(await data.pca(), x), x);
}

async function meanError(data: EvaluationData): Promise<number> {
  return meanSquaredError(await data.meanPrediction(), await data.prepared());
}

async function modelError(data: EvaluationData): Promise<number> {
  return meanSquaredError(await data.reconstruction(), await data.prepared());
}

/** An accuracy beside the same for PCA's codes, or beside chance where PCA keeps everything. */
async function accuracyBesidePca(
  data: EvaluationData,
  samples: number,
  accuracy: (codes: { train: LabelledCodes; test: LabelledCodes }) => number,
): Promise<Measurement> {
  const value = accuracy(await data.labelled());
  if (codeIsSmaller(data)) {
    const floor = accuracy(await data.labelledByPca());
    return { value, floor, floorName: `codes of ${pcaName(data)}`, samples };
  }
  return { value, floor: largestShare(data), floorName: 'the most frequent class', samples };
}

function largestShare({ examples, count }: EvaluationData): number {
  const counts = new Map<number, number>();
  for (const label of examples.labels!) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Math.max(...counts.values()) / count;
}

async function aggregate(
  data: EvaluationData,
  pick: (statistics: ReturnType<typeof posteriorStatistics>) => number,
): Promise<Measurement> {
  return { value: pick(posteriorStatistics(await data.posterior())), samples: data.count };
}

const largest = (values: Float64Array) => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);

/** The images of the unit codes, less that of 0: what spans the plane of a linear decoder. */
async function decoderPlane({ model }: EvaluationData): Promise<Float64Array[]> {
  const { codeSize } = model.system.views;
  const codes = new Float32Array((codeSize + 1) * codeSize);
  for (let i = 0; i < codeSize; i++) codes[(i + 1) * codeSize + i] = 1;
  const shape = [codeSize + 1, codeSize];
  const { data } = await model.session.decode({ dtype: 'float32', shape, data: codes });
  const size = data.length / (codeSize + 1);
  return Array.from({ length: codeSize }, (_, i) =>
    Float64Array.from({ length: size }, (_, j) => data[(i + 1) * size + j]! - data[j]!),
  );
}

export const measures: Readonly<Record<MetricName, Measure>> = {
  mse: {
    async measure(data) {
      const value = await modelError(data);
      const samples = data.count;
      return codeIsSmaller(data)
        ? { value, floor: await pcaError(data), floorName: pcaName(data), samples }
        : { value, floor: await meanError(data), floorName: 'the mean example', samples };
    },
  },
  mae: {
    async measure(data) {
      const x = await data.prepared();
      return {
        value: meanAbsoluteError(await data.reconstruction(), x),
        floor: meanAbsoluteError(await data.meanPrediction(), x),
        floorName: 'the mean example',
        samples: data.count,
      };
    },
  },
  bce: {
    obstacle: ({ likelihood }) =>
      likelihood.kind === 'bernoulli' ? undefined : 'the decoder gives no probabilities',
    async measure(data) {
      const x = await data.prepared();
      return {
        value: binaryCrossEntropy(await data.reconstruction(), x),
        floor: targetEntropy(x),
        floorName: 'entropy of the images, the least possible',
        samples: data.count,
      };
    },
  },
  ssim: {
    obstacle: (data) => {
      const sides = data.model.system.views.dataShape.slice(1);
      return (
        needsImages(data) ??
        (Math.min(...sides) < SSIM_WINDOW ? 'the images are smaller than 11x11' : undefined)
      );
    },
    async measure(data) {
      const x = await data.prepared();
      return {
        value: structuralSimilarity(await data.reconstruction(), x),
        floor: structuralSimilarity(await data.meanPrediction(), x),
        floorName: 'the mean example',
        samples: data.count,
      };
    },
  },
  relativeMse: {
    obstacle: ({ model: { data, system } }) =>
      data.info.kind === 'vector' || system.views.discrete
        ? undefined
        : 'it is for vectors and for codes of whole numbers',
    async measure(data) {
      const floor = await meanError(data);
      const { kind } = data.model.data.info;
      const variance = kind === 'vector' ? floor : varianceOfValues(await data.prepared());
      const value = (await modelError(data)) / variance;
      return { value, floor: floor / variance, floorName: 'the mean example', samples: data.count };
    },
  },
  meanImageMse: {
    obstacle: needsImages,
    measure: async (data) => ({ value: await meanError(data), samples: data.count }),
  },
  pcaMse: {
    obstacle: needsSmallerCode,
    measure: async (data) => ({ value: await pcaError(data), samples: data.count }),
  },
  pcaMseRatio: {
    obstacle: needsLinearModel,
    async measure(data) {
      const x = await data.preparedTraining();
      const { session, data: runData } = data.model;
      const reconstruction = await session.reconstruct(runData.train.values);
      return {
        value:
          meanSquaredError(reconstruction, x) /
          meanSquaredError(pcaReconstruct(await data.pca(), x), x),
        floor: 1,
        floorName: `${pcaName(data)}, the least possible`,
        samples: x.shape[0]!,
      };
    },
  },
  principalAngle: {
    obstacle: needsLinearModel,
    async measure(data) {
      const { components } = await data.pca();
      const angle = largestPrincipalAngle(await decoderPlane(data), components);
      const samples = exampleCount(data.model.data.train);
      return { value: (angle * 180) / Math.PI, samples };
    },
  },
  knnAccuracy: {
    obstacle: needsClasses,
    measure(data) {
      const asked = Math.min(KNN_TEST, data.count);
      return accuracyBesidePca(data, asked, ({ train, test: { codes, labels } }) => {
        const size = codes.shape[1]!;
        const first: LabelledCodes = {
          codes: { ...codes, shape: [asked, size], data: codes.data.subarray(0, asked * size) },
          labels: labels.subarray(0, asked),
        };
        return knnAccuracy(train, first, NEIGHBOURS);
      });
    },
  },
  linearProbe: {
    obstacle: needsClasses,
    measure(data) {
      return accuracyBesidePca(data, data.count, ({ train, test }) => {
        const classCount = 1 + Math.max(largestLabel(train), largestLabel(test));
        return linearProbeAccuracy(fitLinearProbe(train, classCount), test);
      });
    },
  },
  classBalance: {
    obstacle: (data) =>
      needsClasses(data) ??
      (data.model.system.views.codeSize === 2 ? undefined : 'the codes are not of two numbers'),
    async measure(data) {
      const { labels } = data.examples;
      return {
        value: classBalance({ codes: await data.codes(), labels: labels! }),
        floor: classBalance((await data.labelledByPca()).test),
        floorName: `codes of ${pcaName(data)}`,
        samples: data.count,
      };
    },
  },
  mostActive: {
    measure: async (data) => ({ value: mostActive(await data.codes()), samples: data.count }),
  },
  meanActivity: {
    measure: async (data) => ({ value: meanActivity(await data.codes()), samples: data.count }),
  },
  elbo: {
    obstacle: needsLikelihood,
    measure: measureElbo,
  },
  iwae: {
    obstacle: needsLikelihood,
    async measure(data) {
      const options = { samples: [IWAE_SAMPLES], examples: Math.min(IWAE_EXAMPLES, data.count) };
      return (await measureIwae(data, options)).get(IWAE_SAMPLES)!;
    },
  },
  kl: {
    obstacle: needsPosterior,
    measure: (data) => aggregate(data, ({ kl }) => kl.reduce((sum, value) => sum + value, 0)),
  },
  activeUnits: {
    obstacle: needsPosterior,
    measure: (data) => aggregate(data, countActiveUnits),
  },
  aggregateMean: {
    obstacle: needsPosterior,
    measure: (data) => aggregate(data, ({ mean }) => largest(mean)),
  },
  aggregateDeviation: {
    obstacle: needsPosterior,
    measure: (data) =>
      aggregate(data, ({ deviation }) => largest(deviation.map((value) => value - 1))),
  },
  classAccuracy: judgedClasses,
  betaVaeScore: { ...disentanglement('betaVaeScore'), parts: betaVaeScoresOfFewerPairs },
  factorVaeScore: disentanglement('factorVaeScore'),
  mig: disentanglement('mig'),
  sap: disentanglement('sap'),
  dciDisentanglement: disentanglement('dciDisentanglement'),
  dciCompleteness: disentanglement('dciCompleteness'),
  dciInformativeness: disentanglement('dciInformativeness'),
  ...groupErrors,
  ...discreteMeasures,
  ...sampleMeasures,
};

function largestLabel({ labels }: LabelledCodes): number {
  return labels.reduce((most, label) => Math.max(most, label), 0);
}
