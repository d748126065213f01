/** A generative adversarial network as a system to train: steps of the discriminator, then one of the generator. */

import { UserError } from '../../errors.ts';
import type { Shape } from '../../graph/types.ts';
import { type AdversarialLoss, adversarialLosses } from '../../models/adversarial-losses.ts';
import { emptyBuffer, replay } from '../../models/experience-replay.ts';
import {
  type DiscriminatorObjective,
  discriminatorLoss,
  type Gan,
  generateFrom,
  generatorLoss,
} from '../../models/gan.ts';
import { gradientPenalties } from '../../models/gradient-penalties.ts';
import { clipByGlobalNorm } from '../../optim/clipping.ts';
import { createOptimizer } from '../../optim/optimizer.ts';
import { createSchedule } from '../../optim/schedules.ts';
import { withClippedWeights } from '../../optim/weight-clipping.ts';
import { fold } from '../../tensor/key.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  initNetworks,
  type StepContext,
  type StepDefinition,
  type StepOutcome,
  type System,
} from '../../train/system.ts';
import { type AdversarialConfig, penaltyWeight } from '../adversarial-settings.ts';
import type { DataInfo } from '../recipe.ts';
import { inference } from './encoder-decoder-system.ts';

export interface AdversarialParts {
  readonly model: Gan;
  /** What the discriminator takes and the generator makes, without the batch axis. */
  readonly dataInput: Shape;
  /** An example as it is shown: [C, H, W]. */
  readonly dataShape: Shape;
  /** Stored examples [B, ...] → [B, ...dataInput], pixels in [0, 1]. */
  readonly preprocess: (raw: Tensor) => Tensor;
  /** In which the networks take and make pixels: [0, 1] or [−1, 1]. */
  readonly pixels: 'unit' | 'signed';
}

/** @throws UserError if settings cannot go together */
function checkSettings({ loss, labelSmoothing, patience }: AdversarialConfig): void {
  if (labelSmoothing > 0 && !adversarialLosses[loss].hasTargets) {
    throw new UserError(
      `labelSmoothing is for losses with targets (minimax, non-saturating, least-squares), and ${loss} has none: leave it out`,
    );
  }
  if (patience !== null) {
    throw new UserError(
      'patience waits for a lower validation loss, which says nothing of the samples of adversarial networks: leave it out',
    );
  }
}

function objectiveOf(config: AdversarialConfig): DiscriminatorObjective {
  const {
    loss,
    labelSmoothing,
    replaySize,
    penalty: { name },
  } = config;
  const weight = penaltyWeight(config);
  const { discriminator } = adversarialLosses[loss];
  const slope = name === 'none' || name === 'weight-clipping' ? undefined : gradientPenalties[name];
  return {
    loss: (scores) => discriminator(scores, labelSmoothing),
    ...(slope && { penalty: (inputs) => slope(inputs).mul(weight) }),
    ...(replaySize > 0 && { replay }),
  };
}

/** The mean probability of being real where the loss knows one, else the mean score. */
const meanScore = ({ hasProbability }: AdversarialLoss, scores: Tensor) =>
  (hasProbability ? scores.sigmoid() : scores).mean();

/** Share of the scores that say "real". */
const shareAbove = (scores: Tensor, threshold: number) =>
  scores.greater(threshold).cast('float32').mean();

/** How well held-out examples and samples are told apart, where scores have a meaning by themselves. */
function accuracies(
  { threshold }: AdversarialLoss,
  { real, generated }: { readonly real: Tensor; readonly generated: Tensor },
): Record<string, Tensor> {
  if (threshold === undefined) return {};
  return {
    accuracyReal: shareAbove(real, threshold),
    accuracyGenerated: shareAbove(generated, threshold).neg().add(1),
  };
}

export function adversarialSystem(
  config: AdversarialConfig,
  data: DataInfo,
  parts: AdversarialParts,
): System {
  checkSettings(config);
  const { model, dataInput, dataShape, preprocess, pixels } = parts;
  const { codeSize, classes } = model;
  const { criticSteps, replaySize, clipNorm, penalty, averageDecay } = config;
  const loss: AdversarialLoss = adversarialLosses[config.loss];
  const objective = objectiveOf(config);
  const networks = {
    generator: { layer: model.generator, input: [codeSize + (classes ?? 0)] },
    discriminator: { layer: model.discriminator, input: dataInput },
  };
  const asNetworksTake = (x: Tensor) => (pixels === 'signed' ? x.mul(2).sub(1) : x);
  const asShown = (x: Tensor) => (pixels === 'signed' ? x.add(1).mul(0.5) : x);
  const labelsOf = ({ batch }: StepContext) =>
    classes !== undefined && batch.labels ? { labels: batch.labels } : {};

  function discriminatorOutcome(step: StepContext): StepOutcome {
    const { variables, training, place } = step;
    const examples = { x: asNetworksTake(step.batch.x), ...labelsOf(step) };
    const context = { training, place };
    const judged = discriminatorLoss(model, objective, variables, examples, context);
    const total = judged.penalty ? judged.loss.add(judged.penalty) : judged.loss;
    return {
      loss: total,
      parts: {
        discriminator: judged.loss,
        real: meanScore(loss, judged.real),
        generated: meanScore(loss, judged.generated),
        ...(judged.penalty && { penalty: judged.penalty }),
      },
      state: judged.state,
    };
  }

  function generatorOutcome(step: StepContext): StepOutcome {
    const { variables, batch, training, place } = step;
    const size = { count: batch.x.shape[0]!, ...labelsOf(step) };
    const context = { training, place };
    const made = generatorLoss(model, loss.generator, variables, size, context);
    return { loss: made.loss, parts: {}, state: made.state };
  }

  /** Of both networks on held-out examples, with one set of samples; the loss is the generator's, as in training. */
  function validate(step: StepContext): StepOutcome {
    const { variables, training, place } = step;
    const examples = { x: asNetworksTake(step.batch.x), ...labelsOf(step) };
    const plain = { loss: objective.loss };
    const judged = discriminatorLoss(model, plain, variables, examples, { training, place });
    return {
      loss: loss.generator(judged.generated),
      parts: {
        discriminator: judged.loss,
        real: meanScore(loss, judged.real),
        generated: meanScore(loss, judged.generated),
        ...accuracies(loss, judged),
      },
      state: variables.state,
    };
  }

  const stepOf = (
    name: 'discriminator' | 'generator',
    own: AdversarialConfig['optimizer'],
    outcome: StepDefinition['outcome'],
    steps: number,
  ): StepDefinition => ({
    name,
    trains: [name],
    optimizer: createOptimizer(own),
    learningRate: createSchedule(config.schedule, own.learningRate, steps),
    ...(clipNorm !== null && {
      clip: (gradients) => clipByGlobalNorm(gradients, clipNorm).gradients,
    }),
    outcome,
  });
  const { totalSteps } = data;
  const critic = stepOf(
    'discriminator',
    config.discriminatorOptimizer,
    discriminatorOutcome,
    totalSteps,
  );

  return {
    networks,
    init(key) {
      const { params, state } = initNetworks(networks, (name) => fold(key, name));
      if (replaySize === 0) return { params, state };
      const buffer = emptyBuffer(replaySize, dataInput, classes !== undefined);
      return { params, state: { ...state, replay: buffer } };
    },
    preprocess,
    steps: [
      {
        ...critic,
        repeat: criticSteps,
        ...(penalty.name === 'weight-clipping' && {
          optimizer: withClippedWeights(critic.optimizer, penaltyWeight(config)),
        }),
      },
      stepOf('generator', config.optimizer, generatorOutcome, totalSteps / criticSteps),
    ],
    validate,
    lossRanks: false,
    ...(averageDecay !== null && { averageDecay, averaged: ['generator'] }),
    views: {
      codeSize,
      ...(classes !== undefined && { classes }),
      dataShape,
      likelihood: { kind: 'gaussian', deviation: 1 },
      hasNormalPrior: true,
      decode: (variables, codes, labels) =>
        asShown(generateFrom(model, variables, codes, labels, inference).output),
    },
  };
}
