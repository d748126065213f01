/** A variational autoencoder as a system to train: its loss by parts and its views. */

import { decodeCode, encodePosterior, type Vae, vaeLoss } from '../../models/vae.ts';
import { logLikelihood, outputAsData } from '../../nn/likelihood.ts';
import type { StepContext, StepOutcome, System } from '../../train/system.ts';
import type { DataInfo, TrainingConfig } from '../recipe.ts';
import {
  type EncoderDecoderParts,
  encoderDecoderSystem,
  inference,
} from './encoder-decoder-system.ts';

export function vaeSystem(
  config: TrainingConfig,
  data: DataInfo,
  parts: EncoderDecoderParts<Vae>,
): System {
  const { model } = parts;
  const outcome = ({ variables, batch, training, place }: StepContext): StepOutcome => {
    const { loss, reconstruction, kl, error, state } = vaeLoss(model, variables, batch.x, {
      training,
      place,
    });
    const perValue = model.likelihood === 'bernoulli' ? { bce: error } : { mse: error };
    return { loss, parts: { reconstruction, kl, ...perValue }, state };
  };
  return encoderDecoderSystem(config, data, parts, outcome, {
    hasNormalPrior: true,
    encode: (variables, x) => encodePosterior(model, variables, x, inference).mean,
    decode: (variables, codes) =>
      outputAsData(model.likelihood, decodeCode(model, variables, codes, inference).output),
    posterior: (variables, x) => encodePosterior(model, variables, x, inference),
    logLikelihood: (variables, codes, x) =>
      logLikelihood(model.likelihood, decodeCode(model, variables, codes, inference).output, x),
  });
}
