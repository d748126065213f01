/**
 * What unsupervised pretraining is worth: a classifier on a few labels, with and without it, beside
 * logistic regression on the pixels.
 */

import { type Examples, exampleCount } from '../../data/dataset.ts';
import { classCount, drawBalanced, pickExamples } from '../../data/selection.ts';
import { UserError } from '../../errors.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { HostTensor } from '../../graph/types.ts';
import { applyNamed, type Variables } from '../../nn/layer.ts';
import { inference } from '../../recipes/systems/encoder-decoder-system.ts';
import { fold, key } from '../../tensor/key.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { leaf } from '../../tensor/tree.ts';
import { createModelSession, hostFloats } from '../../train/model-session.ts';
import { uploadAll } from '../../train/resident.ts';
import { packNamed } from '../../train/variables.ts';
import type { OpenModel } from '../open-model.ts';
import {
  type ClassifierTraining,
  type TrainedClassifier,
  trainClassifier,
} from './classifier-training.ts';
import { type EncoderTrunk, encoderTrunk } from './encoder-trunk.ts';

export const METHODS = ['pixels', 'scratch', 'frozen', 'tuned'] as const;

export type Method = (typeof METHODS)[number];

export interface PretrainOptions {
  /** Labelled examples, as many of each class. */
  readonly labels: number;
  /** Draws of them. */
  readonly seeds: number;
  /** The last layer of the encoder that is used. */
  readonly layer?: string | undefined;
  /** Passes over the labelled examples with the encoder trained along. */
  readonly epochs: number;
  readonly learningRate: number;
  readonly signal?: AbortSignal;
  readonly onResult?: (seed: number, method: Method, accuracy: number) => void;
}

export interface PretrainResult {
  /** The last layer of the encoder that was used, and how many numbers it gives. */
  readonly layer: string;
  readonly features: number;
  readonly testExamples: number;
  /** Share of the test examples classified right, for each draw. */
  readonly accuracies: Readonly<Record<Method, readonly number[]>>;
  /** Mean seconds of training. */
  readonly seconds: Readonly<Record<Method, number>>;
}

/** Pixels are brought to the same: in Fashion-MNIST the squares of an image's pixels sum to about 92. */
const SQUARED_LENGTH = 100;
/** C of the usual objective, C · summed cross-entropy + half the squared weights. */
const INVERSE_PENALTY = 1;

/** Labelled examples in a step that trains the whole network. */
const BATCH = 50;

/** Logistic regression: the whole labelled set is one batch, until nothing moves. */
function regression(features: number, classes: number, labels: number): ClassifierTraining {
  return {
    features,
    classes,
    penalty: 1 / (INVERSE_PENALTY * labels),
    learningRate: 0.05,
    batchSize: labels,
    repeat: 50,
    epochs: 10,
    initial: {},
  };
}

/** With the trunk trained along. */
function wholeNetwork(
  trunk: EncoderTrunk,
  classes: number,
  { labels, epochs, learningRate }: PretrainOptions,
  initial: ClassifierTraining['initial'],
): ClassifierTraining {
  return {
    trunk,
    features: trunk.features,
    classes,
    penalty: 0,
    learningRate,
    batchSize: Math.min(BATCH, labels),
    repeat: 1,
    epochs,
    initial,
  };
}

/** The factor that makes the squared length of vectors [N, ...] 100 in the mean. */
function lengthFactor({ data, shape }: HostTensor): number {
  let squares = 0;
  for (const value of data) squares += value * value;
  return Math.sqrt((SQUARED_LENGTH * shape[0]!) / squares);
}

/** Vectors [N, ...] times a factor, [N, F]. */
function scaled({ data, shape }: HostTensor, factor: number): HostTensor {
  const values = Float32Array.from(data, (value) => value * factor);
  return hostFloats([shape[0]!, sizeOf(shape.slice(1))], values);
}

/** A head on scaled features as one on the features themselves. */
function rescaledHead({ params, state }: Variables<HostTensor>, factor: number) {
  const kernel = leaf(params, 'kernel');
  return { params: { ...params, kernel: scaled(kernel, factor) }, state };
}

/** A session whose codes are the trunk's features. */
function featureSession({ system, runtime, layouts, variables }: OpenModel, trunk: EncoderTrunk) {
  const resident = uploadAll(runtime, packNamed(layouts, variables));
  const views = {
    ...system.views,
    encode: (tensors: Variables<Tensor>, x: Tensor) =>
      applyNamed('encoder', trunk.layer, tensors, x, inference).output,
  };
  return createModelSession({ ...system, views }, runtime, layouts, () => resident);
}

interface Bench {
  readonly model: OpenModel;
  readonly trunk: EncoderTrunk;
  readonly classes: number;
  /** Raw, as pixels, and as features. */
  readonly test: Readonly<Record<'raw' | 'pixels' | 'features', Examples>>;
}

/** All methods on one draw of labelled examples. */
async function compareOnDraw(
  { model, trunk, classes, test }: Bench,
  labelled: Bench['test'],
  seed: number,
  options: PretrainOptions,
): Promise<Record<Method, TrainedClassifier>> {
  const { signal, onResult } = options;
  const count = exampleCount(labelled.raw);
  const { runtime } = model;
  async function measure(
    method: Method,
    training: ClassifierTraining,
    data: { labelled: Examples; test: Examples },
  ): Promise<TrainedClassifier> {
    const trained = await trainClassifier(training, runtime, data, { seed, signal });
    onResult?.(seed, method, trained.accuracy);
    return trained;
  }
  const raw = { labelled: labelled.raw, test: test.raw };
  const factor = lengthFactor(labelled.features.values);
  const scaledFeatures = ({ features }: Bench['test']): Examples => ({
    ...features,
    values: scaled(features.values, factor),
  });
  const pixels = await measure(
    'pixels',
    regression(sizeOf(labelled.pixels.values.shape.slice(1)), classes, count),
    { labelled: labelled.pixels, test: test.pixels },
  );
  const scratch = await measure('scratch', wholeNetwork(trunk, classes, options, {}), raw);
  const frozen = await measure('frozen', regression(trunk.features, classes, count), {
    labelled: scaledFeatures(labelled),
    test: scaledFeatures(test),
  });
  const start = { encoder: trunk.trained, head: rescaledHead(frozen.head, factor) };
  const tuned = await measure('tuned', wholeNetwork(trunk, classes, options, start), raw);
  return { pixels, scratch, frozen, tuned };
}

/**
 * Draws labelled training examples, as many of each class, once for each seed, and measures all
 * methods on the test set. The run's encoder has seen the training images but no label.
 * @throws UserError if the data have no classes or too few examples, or the encoder cannot be cut
 */
export async function pretrain(
  model: OpenModel,
  options: PretrainOptions,
): Promise<PretrainResult> {
  const { dataset, train } = model.data;
  const classes = classCount(dataset);
  if (!train.labels || !dataset.test.labels || classes < 2) {
    throw new UserError(`${dataset.name} has no classes to learn`);
  }
  const trunk = encoderTrunk(model, options.layer);
  const session = featureSession(model, trunk);
  const asAll = async (raw: Examples): Promise<Bench['test']> => ({
    raw,
    pixels: { ...raw, values: scaled(await session.prepare(raw.values), 1) },
    features: { ...raw, values: await session.encode(raw.values) },
  });
  const bench: Bench = { model, trunk, classes, test: await asAll(dataset.test) };
  const results: Record<Method, TrainedClassifier>[] = [];
  for (let seed = 1; seed <= options.seeds; seed++) {
    const chosen = drawBalanced(fold(key(seed), 'labelled'), train.labels, options.labels);
    const labelled = await asAll(pickExamples(train, chosen));
    results.push(await compareOnDraw(bench, labelled, seed, options));
  }
  const each = <T>(of: (method: Method) => T) =>
    Object.fromEntries(METHODS.map((method) => [method, of(method)])) as Record<Method, T>;
  return {
    layer: trunk.last,
    features: trunk.features,
    testExamples: exampleCount(dataset.test),
    accuracies: each((method) => results.map((result) => result[method].accuracy)),
    seconds: each(
      (method) => results.reduce((sum, result) => sum + result[method].seconds, 0) / results.length,
    ),
  };
}
