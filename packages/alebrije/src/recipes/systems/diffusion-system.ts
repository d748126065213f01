/** A diffusion as a system to train: the loss of one step of each example, and DDIM from codes as a view. */

import { UserError } from '../../errors.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { Shape } from '../../graph/types.ts';
import { type Diffusion, diffusionLoss, noClass, predict } from '../../models/diffusion.ts';
import type { Variables } from '../../nn/layer.ts';
import { guided } from '../../samplers/guidance.ts';
import {
  type Denoising,
  type StepNumbers,
  unrollSteps,
  usesNoise,
} from '../../samplers/solver-step.ts';
import { solverSteps } from '../../samplers/solvers.ts';
import { samplingTimes } from '../../samplers/times.ts';
import { fold } from '../../tensor/key.ts';
import type { Operand, Tensor } from '../../tensor/tensor.ts';
import {
  initNetworks,
  type StepContext,
  type StepOutcome,
  type System,
} from '../../train/system.ts';
import type { DiffusionConfig } from '../diffusion-settings.ts';
import { type DataInfo, singleStep } from '../recipe.ts';
import { inference } from './encoder-decoder-system.ts';

/** Shapes leave out the batch axis. */
export interface DiffusionParts {
  readonly model: Diffusion;
  /** What the denoiser takes and gives. */
  readonly input: Shape;
  /** An example as it is shown: [C, H, W] or [D]. */
  readonly dataShape: Shape;
  /** Stored examples [B, ...] → [B, ...input], pixels in [0, 1]. */
  readonly preprocess: (raw: Tensor) => Tensor;
  /**
   * Pixels are diffused as numbers in [−1, 1], to which samples are kept; other numbers, of about unit
   * variance, as they are.
   */
  readonly values: 'pixels' | 'numbers';
}

/** The solver's steps from noise to data. @throws UserError if it adds noise, which a code does not have */
function decodingSteps({ sampler }: DiffusionConfig, { schedule }: Diffusion) {
  const times = samplingTimes(schedule.steps, sampler.steps, sampler.spacing);
  const steps = solverSteps(sampler.solver, schedule, times);
  if (!usesNoise(steps)) return steps;
  throw new UserError(
    `codes are decoded without further noise: set sampler.solver.name to dpm++2m, heun or euler, or to ddim with eta 0, not ${sampler.solver.name}`,
  );
}

/** The trained network as samplers take it. @param labels int32 [B], for a model that is told classes */
export function denoisingOf(
  { model, values }: Pick<DiffusionParts, 'model' | 'values'>,
  variables: Variables<Tensor>,
  labels: Tensor | undefined,
  guidanceScale: Operand,
): Denoising {
  const { classes, target } = model;
  const ask = (noisy: Tensor, times: Tensor, told?: Tensor) =>
    predict(model, variables, { noisy, times, labels: told }, inference).output;
  const told = classes && labels && { given: labels, none: noClass(classes, labels.size) };
  return {
    predict: told ? guided(ask, told, guidanceScale) : ask,
    target,
    ...(values === 'pixels' && { bounds: [-1, 1] }),
  };
}

export function diffusionSystem(
  config: DiffusionConfig,
  data: DataInfo,
  parts: DiffusionParts,
): System {
  const { model, input, dataShape, preprocess, values } = parts;
  const { classes } = model;
  const networks = { denoiser: { layer: model.denoiser, input } };
  const asDiffused = (x: Tensor) => (values === 'pixels' ? x.mul(2).sub(1) : x);
  const asShown = (x: Tensor) => (values === 'pixels' ? x.add(1).mul(0.5) : x);
  const outcome = ({ variables, batch, training, place }: StepContext): StepOutcome => {
    const examples = { x: asDiffused(batch.x), labels: classes && batch.labels };
    const { loss, state } = diffusionLoss(model, variables, examples, { training, place });
    return { loss, parts: {}, state };
  };
  const steps: readonly StepNumbers<number>[] = decodingSteps(config, model);
  return {
    networks,
    init: (key) => initNetworks(networks, (name) => fold(key, name)),
    preprocess,
    steps: [singleStep(config, data, ['denoiser'], outcome)],
    validate: outcome,
    ...(config.averageDecay !== null && { averageDecay: config.averageDecay }),
    views: {
      codeSize: sizeOf(input),
      ...(classes && { classes: classes.count }),
      dataShape,
      likelihood: { kind: 'gaussian', deviation: 1 },
      hasNormalPrior: true,
      denoising: {
        schedule: model.schedule,
        shape: input,
        defaults: config.sampler,
        network: (variables, labels, scale) => denoisingOf(parts, variables, labels, scale),
        asDiffused,
        asShown,
      },
      decode(variables, codes, labels) {
        const denoising = denoisingOf(parts, variables, labels, config.sampler.guidanceScale);
        const start = codes.reshape([codes.shape[0]!, ...input]);
        const x = unrollSteps(denoising, steps, start, () => {
          throw new Error('a code is decoded without noise');
        });
        return asShown(x).reshape([codes.shape[0]!, ...dataShape]);
      },
    },
  };
}
