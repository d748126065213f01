/** The network that judges images: a small convolutional classifier of classes or of attributes. */

import { type Examples, exampleCount } from '../../data/dataset.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { HostTensor, Shape } from '../../graph/types.ts';
import { sequential } from '../../nn/composition.ts';
import { conv } from '../../nn/convolution.ts';
import { dense } from '../../nn/dense.ts';
import { applyNamed, type Layer, type LayerContext, type Variables } from '../../nn/layer.ts';
import { binaryCrossEntropy, categoricalCrossEntropy } from '../../nn/losses.ts';
import { dropout } from '../../nn/noise.ts';
import { maxPool } from '../../nn/pooling.ts';
import { flatten } from '../../nn/reshape.ts';
import { createOptimizer } from '../../optim/optimizer.ts';
import { cosineSchedule } from '../../optim/schedules.ts';
import { inference } from '../../recipes/systems/encoder-decoder-system.ts';
import { fold } from '../../tensor/key.ts';
import { oneHot, type Tensor } from '../../tensor/tensor.ts';
import {
  initNetworks,
  type StepContext,
  type StepOutcome,
  type System,
} from '../../train/system.ts';

export type JudgeKind = 'classes' | 'attributes';

/** What a judge looks at and tells. */
export interface JudgeTask {
  readonly kind: JudgeKind;
  /** Of one image, [C, H, W]. */
  readonly shape: Shape;
  /** Of the classes or attributes. */
  readonly names: readonly string[];
}

const EPOCHS = 8;
/** Few images are seen more often, in smaller batches. */
const LEAST_STEPS = 500;
const [SMALLEST_BATCH, LARGEST_BATCH] = [16, 128];
const BATCHES = 50;
const LEARNING_RATE = 2e-3;

/** How long a judge is trained on so many images. */
export function judgeTraining(images: number): {
  readonly batchSize: number;
  readonly epochs: number;
  readonly steps: number;
} {
  const share = Math.floor(images / BATCHES);
  const batchSize = Math.min(images, LARGEST_BATCH, Math.max(SMALLEST_BATCH, share));
  const perEpoch = Math.floor(images / batchSize);
  const epochs = Math.max(EPOCHS, Math.ceil(LEAST_STEPS / perEpoch));
  return { batchSize, epochs, steps: perEpoch * epochs };
}

/** Numbers in what the judge sees of an image before it answers. */
export const JUDGE_FEATURES = 128;

/** All layers before the answers. */
const body = () => ({
  conv1: conv(32, 5, { strides: 2, padding: 'same', activation: 'relu' }),
  conv2: conv(64, 3, { padding: 'same', activation: 'relu' }),
  pool: maxPool(2),
  flatten: flatten(),
  hidden: dense(JUDGE_FEATURES, { activation: 'relu' }),
});

function network(answers: number): Layer {
  return sequential({ ...body(), drop: dropout(0.3), answers: dense(answers) });
}

/**
 * Examples as the judge is trained on them: classes keep their labels; attributes, which are several to
 * an image, stand behind its pixels as 0 and 255, [N, C · H · W + A].
 */
export function judgeExamples({ kind }: JudgeTask, examples: Examples): Examples {
  const { values, labels, attributes } = examples;
  if (kind === 'classes') return { values, labels: labels! };
  const count = exampleCount(examples);
  const pixels = sizeOf(values.shape.slice(1));
  const width = attributes!.names.length;
  const rows = new Uint8Array(count * (pixels + width));
  for (let row = 0; row < count; row++) {
    rows.set(values.data.subarray(row * pixels, (row + 1) * pixels), row * (pixels + width));
    for (let column = 0; column < width; column++) {
      const has = attributes!.values[row * width + column]!;
      rows[row * (pixels + width) + pixels + column] = 255 * has;
    }
  }
  return { values: { dtype: 'uint8', shape: [count, pixels + width], data: rows } };
}

/** Rows whose first numbers are pixels → images [B, C, H, W]. */
function imagesIn(rows: Tensor, shape: Shape): Tensor {
  return rows.slice(1, 0, sizeOf(shape)).reshape([rows.shape[0]!, ...shape]);
}

/** Share of right answers, each rounded at one half: one number for each column, or for all classes. */
function shareRight({ kind }: JudgeTask, logits: Tensor, targets: Tensor): Tensor {
  const right =
    kind === 'classes'
      ? logits.argMax().equal(targets.argMax())
      : logits.greater(0).cast('float32').equal(targets.greater(0.5).cast('float32'));
  return right.cast('float32').mean();
}

/**
 * The judge as a system: `preprocess` takes stored images as uint8, rows of `judgeExamples`, or images
 * as float32 in [0, 1]; `encode` gives probabilities [B, K].
 * @param steps of the whole training, along half a cosine wave
 */
export function judgeSystem(task: JudgeTask, steps: number): System {
  const { kind, shape, names } = task;
  const layer = network(names.length);
  const networks = { judge: { layer, input: shape } };
  const pixels = sizeOf(shape);
  const answer = (variables: Variables<Tensor>, rows: Tensor, context: LayerContext) => {
    return applyNamed('judge', layer, variables, imagesIn(rows, shape), context).output;
  };
  const targetsOf = ({ batch }: StepContext): Tensor =>
    kind === 'classes'
      ? oneHot(batch.labels!, names.length)
      : batch.x.slice(1, pixels, pixels + names.length);
  const outcome = (step: StepContext): StepOutcome => {
    const { variables, batch, training, place } = step;
    const logits = answer(variables, batch.x, { training, place });
    const targets = targetsOf(step);
    const error = kind === 'classes' ? categoricalCrossEntropy : binaryCrossEntropy;
    const loss = error(logits, targets).mean();
    return {
      loss,
      parts: { accuracy: shareRight(task, logits, targets) },
      state: variables.state,
    };
  };
  const schedule = cosineSchedule(steps);
  return {
    networks,
    init: (key): Variables<HostTensor> => initNetworks(networks, (name) => fold(key, name)),
    preprocess(raw) {
      const rows = raw.flatten();
      return rows.dtype === 'uint8' ? rows.cast('float32').mul(1 / 255) : rows;
    },
    steps: [
      {
        name: 'judge',
        trains: ['judge'],
        optimizer: createOptimizer({ name: 'adam' }),
        learningRate: (step) => LEARNING_RATE * schedule(step),
        outcome,
      },
    ],
    validate: outcome,
    views: {
      codeSize: names.length,
      dataShape: shape,
      likelihood: { kind: 'gaussian', deviation: 1 },
      hasNormalPrior: false,
      encode(variables, rows) {
        const logits = answer(variables, rows, inference);
        return kind === 'classes' ? logits.softmax() : logits.sigmoid();
      },
      decode: (_, answers) => answers,
    },
  };
}

/** The same with what the last layer before the answers sees as the code: `encode` gives features [B, 128]. */
export function judgeFeatureSystem(task: JudgeTask, system: System): System {
  const layer = sequential(body());
  return {
    ...system,
    views: {
      ...system.views,
      codeSize: JUDGE_FEATURES,
      encode: (variables, rows) =>
        applyNamed('judge', layer, variables, imagesIn(rows, task.shape), inference).output,
    },
  };
}
