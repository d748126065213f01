/** A variational autoencoder as a system to train: its loss by parts, its step and its views. */

import { decodeCode, encodePosterior, type Vae, vaeLoss } from '../../models/vae.ts';
import { outputAsData } from '../../nn/likelihood.ts';
import { fold } from '../../tensor/key.ts';
import {
  initNetworks,
  type StepContext,
  type StepOutcome,
  type System,
} from '../../train/system.ts';
import { type DataInfo, singleStep, type TrainingConfig } from '../recipe.ts';
import { decoderLikelihood, inference } from './autoencoder-system.ts';
import type { ExampleShapes } from './examples.ts';

export interface VaeParts extends ExampleShapes {
  readonly model: Vae;
}

export function vaeSystem(
  config: TrainingConfig,
  data: DataInfo,
  { model, input, codeSize, dataShape, preprocess }: VaeParts,
): System {
  const networks = {
    encoder: { layer: model.encoder, input },
    decoder: { layer: model.decoder, input: [codeSize] },
  };
  const outcome = ({ variables, batch, training, place }: StepContext): StepOutcome => {
    const { loss, reconstruction, kl, error, state } = vaeLoss(model, variables, batch.x, {
      training,
      place,
    });
    const perValue = model.likelihood === 'bernoulli' ? { bce: error } : { mse: error };
    return { loss, parts: { reconstruction, kl, ...perValue }, state };
  };
  return {
    networks,
    init: (key) => initNetworks(networks, (name) => fold(key, name)),
    preprocess,
    steps: [singleStep(config, data, ['encoder', 'decoder'], outcome)],
    validate: outcome,
    ...(config.averageDecay !== null && { averageDecay: config.averageDecay }),
    views: {
      codeSize,
      dataShape,
      likelihood: decoderLikelihood(model.likelihood),
      hasNormalPrior: true,
      encode: (variables, x) => encodePosterior(model, variables, x, inference).mean,
      decode: (variables, codes) =>
        outputAsData(model.likelihood, decodeCode(model, variables, codes, inference).output),
      posterior: (variables, x) => encodePosterior(model, variables, x, inference),
    },
  };
}
