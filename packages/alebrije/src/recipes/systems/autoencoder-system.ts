/** An autoencoder as a system to train: its loss, its step and its views. */

import type { Shape } from '../../graph/types.ts';
import type { Autoencoder } from '../../models/autoencoder.ts';
import { autoencode } from '../../models/autoencoder.ts';
import { applyNamed, type LayerContext } from '../../nn/layer.ts';
import { outputAsData, reconstructionError } from '../../nn/likelihood.ts';
import { fold } from '../../tensor/key.ts';
import { place, randomRoot } from '../../tensor/random.ts';
import {
  initNetworks,
  type StepContext,
  type StepOutcome,
  type System,
} from '../../train/system.ts';
import { type DataInfo, singleStep, type TrainingConfig } from '../recipe.ts';

export interface AutoencoderParts {
  readonly model: Autoencoder;
  /** Shapes without the batch axis: what the encoder takes, the code, and an example as it is shown. */
  readonly input: Shape;
  readonly codeSize: number;
  readonly dataShape: Shape;
  readonly preprocess: System['preprocess'];
}

/** Views run without training behaviour and draw nothing. */
export const inference: LayerContext = { training: false, place: place(randomRoot, 'view') };

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
