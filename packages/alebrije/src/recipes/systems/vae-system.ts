/** A variational autoencoder as a system to train: its loss by parts and its views. */

import { sizeOf } from '../../graph/shape.ts';
import { decodeCode, encodePosterior, type Vae, vaeLoss } from '../../models/vae.ts';
import { impliedDeviation, logLikelihood, outputAsData } from '../../nn/likelihood.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { StepContext, StepOutcome, System } from '../../train/system.ts';
import type { DataInfo, TrainingConfig } from '../recipe.ts';
import {
  decoderLikelihood,
  type EncoderDecoderParts,
  encoderDecoderSystem,
  inference,
} from './encoder-decoder-system.ts';

export interface VaeOptions {
  /**
   * Share of the weight of the KL divergence that counts at each step of training, 0 to 1; all of it
   * unless given. Validation always counts all, so that the losses of epochs can be compared.
   */
  readonly klShare?: ((step: number) => number) | undefined;
  /** What is lowered in place of the negative evidence lower bound. */
  readonly outcome?: (context: StepContext) => StepOutcome;
}

/** The unweighted error per value under the name of its kind. */
export function errorPart({ likelihood }: Vae, error: Tensor): Record<string, Tensor> {
  return likelihood === 'bernoulli' ? { bce: error } : { mse: error };
}

/** The negative evidence lower bound, with the weight of the KL divergence as a scalar where it changes. */
function boundOutcome(model: Vae, isAnnealed: boolean) {
  return ({ variables, batch, training, place, scalars }: StepContext): StepOutcome => {
    const changing = isAnnealed && training ? scalars.klWeight : undefined;
    const { loss, reconstruction, kl, error, state } = vaeLoss(
      model,
      variables,
      batch.x,
      { training, place },
      changing,
    );
    return {
      loss,
      parts: {
        reconstruction,
        kl,
        ...errorPart(model, error),
        ...(changing && { klWeight: changing }),
      },
      state,
    };
  };
}

export function vaeSystem(
  config: TrainingConfig,
  data: DataInfo,
  parts: EncoderDecoderParts<Vae>,
  { klShare, outcome }: VaeOptions = {},
): System {
  const { model } = parts;
  const deviation = impliedDeviation(sizeOf(parts.dataShape), model);
  const lowered = outcome ?? boundOutcome(model, klShare !== undefined);
  const system = encoderDecoderSystem(config, data, parts, lowered, {
    hasNormalPrior: true,
    likelihood: decoderLikelihood(model.likelihood, deviation),
    encode: (variables, x) => encodePosterior(model, variables, x, inference).mean,
    decode: (variables, codes) =>
      outputAsData(model.likelihood, decodeCode(model, variables, codes, inference).output),
    posterior: (variables, x) => encodePosterior(model, variables, x, inference),
    logLikelihood: (variables, codes, x) =>
      logLikelihood(
        model.likelihood,
        decodeCode(model, variables, codes, inference).output,
        x,
        deviation,
      ),
  });
  if (!klShare) return system;
  return { ...system, scalars: { klWeight: (step) => model.klWeight * klShare(step) } };
}
