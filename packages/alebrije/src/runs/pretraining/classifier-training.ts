/** Classifiers trained on few labels by the engine, and how often they are right. */

import type { Examples } from '../../data/dataset.ts';
import type { HostTensor, Shape } from '../../graph/types.ts';
import { type Classifier, classifierLoss, classify } from '../../models/classifier.ts';
import { dense } from '../../nn/dense.ts';
import type { Layer, Variables } from '../../nn/layer.ts';
import { createOptimizer } from '../../optim/optimizer.ts';
import { cosineSchedule } from '../../optim/schedules.ts';
import { inference } from '../../recipes/systems/encoder-decoder-system.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { fold } from '../../tensor/key.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { unflattenTree } from '../../tensor/tree.ts';
import { createModelSession } from '../../train/model-session.ts';
import {
  initNetworks,
  type StepContext,
  type StepOutcome,
  type System,
} from '../../train/system.ts';
import { train } from '../../train/trainer.ts';

/** The network below the classifier's head. */
export interface Trunk {
  /** x → features [F]. */
  readonly layer: Layer;
  readonly input: Shape;
  readonly preprocess: (raw: Tensor) => Tensor;
}

export interface ClassifierTraining {
  /** Without one, the examples are features themselves. */
  readonly trunk?: Trunk;
  /** Numbers in a feature vector. */
  readonly features: number;
  readonly classes: number;
  /** Factor of half the head's squared weights. */
  readonly penalty: number;
  /** At the start; it falls to 0 along half a cosine wave. */
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  /** Steps on each batch. */
  readonly repeat: number;
  /** Where the networks start; drawn anew unless given. */
  readonly initial: {
    readonly encoder?: Variables<HostTensor>;
    readonly head?: Variables<HostTensor>;
  };
}

export interface TrainedClassifier {
  /** Share of the test examples classified right. */
  readonly accuracy: number;
  readonly head: Variables<HostTensor>;
  /** Of training. */
  readonly seconds: number;
}

function classifierSystem(training: ClassifierTraining, examples: number): System {
  const { trunk, features, classes, penalty, learningRate, batchSize, epochs, repeat } = training;
  const head = dense(classes);
  const model: Classifier = { ...(trunk && { encoder: trunk.layer }), head, classes, penalty };
  const networks = {
    ...(trunk && { encoder: { layer: trunk.layer, input: trunk.input } }),
    head: { layer: head, input: [features] },
  };
  const initial: Readonly<Record<string, Variables<HostTensor>>> = training.initial;
  const outcome = ({ variables, batch, training: isTraining, place }: StepContext): StepOutcome => {
    const context = { training: isTraining, place };
    const { loss, accuracy } = classifierLoss(model, variables, batch.x, batch.labels!, context);
    return { loss, parts: { accuracy }, state: variables.state };
  };
  const schedule = cosineSchedule(Math.floor(examples / batchSize) * epochs * repeat);
  return {
    networks,
    init(key) {
      const { params, state } = initNetworks(networks, (name) => fold(key, name));
      const given = (part: 'params' | 'state') =>
        Object.fromEntries(Object.entries(initial).map(([name, own]) => [name, own[part]]));
      return { params: { ...params, ...given('params') }, state: { ...state, ...given('state') } };
    },
    preprocess: trunk?.preprocess ?? ((x) => x),
    steps: [
      {
        name: 'classify',
        trains: Object.keys(networks),
        optimizer: createOptimizer({ name: 'adam' }),
        learningRate: (step) => learningRate * schedule(step),
        repeat,
        onOneBatch: true,
        outcome,
      },
    ],
    validate: outcome,
    views: {
      codeSize: classes,
      dataShape: [classes],
      likelihood: { kind: 'gaussian', deviation: 1 },
      hasNormalPrior: false,
      encode: (variables, x) => classify(model, variables, x, inference),
      decode: (_, logits) => logits,
    },
  };
}

/** Share of rows of logits [N, C] whose largest is that of the label. */
export function accuracyOf({ data, shape }: HostTensor, labels: Int32Array): number {
  const classes = shape[1]!;
  let right = 0;
  for (const [row, label] of labels.entries()) {
    const logits = data.subarray(row * classes, (row + 1) * classes);
    if (logits.every((logit, place) => place === label || logit < logits[label]!)) right += 1;
  }
  return right / labels.length;
}

/** @param seed of the initial weights that are drawn and of the order of the examples */
export async function trainClassifier(
  training: ClassifierTraining,
  runtime: Runtime,
  { labelled, test }: { readonly labelled: Examples; readonly test: Examples },
  { seed, signal }: { readonly seed: number; readonly signal?: AbortSignal | undefined },
): Promise<TrainedClassifier> {
  const system = classifierSystem(training, labelled.values.shape[0]!);
  const { moment } = await train({
    system,
    runtime,
    train: labelled,
    validation: labelled,
    batchSize: training.batchSize,
    epochs: training.epochs,
    seed,
    ...(signal && { signal }),
  });
  signal?.throwIfAborted();
  const session = createModelSession(system, runtime, moment.layouts, () => moment.variables);
  const accuracy = accuracyOf(await session.encode(test.values), test.labels!);
  const { tensors, progress } = await moment.snapshot();
  const prefix = 'params.head.';
  const params = unflattenTree(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor] as const),
  );
  return { accuracy, head: { params, state: {} }, seconds: progress.seconds };
}
