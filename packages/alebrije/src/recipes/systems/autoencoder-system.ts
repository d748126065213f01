/** An autoencoder as a system to train: its loss, its step and its views. */

import { type Autoencoder, autoencode } from '../../models/autoencoder.ts';
import { applyNamed, type LayerContext } from '../../nn/layer.ts';
import { type Likelihood, outputAsData, reconstructionError } from '../../nn/likelihood.ts';
import { fold } from '../../tensor/key.ts';
import { place, randomRoot } from '../../tensor/random.ts';
import {
  type DecoderLikelihood,
  initNetworks,
  type StepContext,
  type StepOutcome,
  type System,
} from '../../train/system.ts';
import { type DataInfo, singleStep, type TrainingConfig } from '../recipe.ts';
import type { ExampleShapes } from './examples.ts';

export interface AutoencoderParts extends ExampleShapes {
  readonly model: Autoencoder;
}

/** Views run without training behaviour and draw nothing. */
export const inference: LayerContext = { training: false, place: place(randomRoot, 'view') };

/** Decoders trained with squared error are read as Gaussians of deviation 1. */
export function decoderLikelihood(likelihood: Likelihood): DecoderLikelihood {
  return likelihood === 'bernoulli' ? { kind: 'bernoulli' } : { kind: 'gaussian', deviation: 1 };
}

export function autoencoderSystem(
  config: TrainingConfig,
  data: DataInfo,
  { model, input, codeSize, dataShape, preprocess }: AutoencoderParts,
): System {
  const networks = {
    encoder: { layer: model.encoder, input },
    decoder: { layer: model.decoder, input: [codeSize] },
  };
  const outcome = ({ variables, batch, training, place: at }: StepContext): StepOutcome => {
    const { output, state } = autoencode(model, variables, batch.x, { training, place: at });
    return {
      loss: reconstructionError(model.likelihood, output, batch.x).mean(),
      parts: {},
      state,
    };
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
      hasNormalPrior: false,
      encode: (variables, x) =>
        applyNamed('encoder', model.encoder, variables, x, inference).output,
      decode: (variables, codes) =>
        outputAsData(
          model.likelihood,
          applyNamed('decoder', model.decoder, variables, codes, inference).output,
        ),
    },
  };
}
