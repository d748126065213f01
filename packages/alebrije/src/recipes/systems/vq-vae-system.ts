/** A vector-quantised autoencoder as a system to train: its loss by parts and its views. */

import type { Shape } from '../../graph/types.ts';
import {
  codebook,
  decodeMaps,
  encodeIndices,
  mapsOfIndices,
  type VqVae,
  vqVaeLoss,
} from '../../models/vq-vae.ts';
import { fold } from '../../tensor/key.ts';
import {
  initNetworks,
  type StepContext,
  type StepOutcome,
  type System,
} from '../../train/system.ts';
import { type DataInfo, singleStep, type TrainingConfig } from '../recipe.ts';
import { inference } from './encoder-decoder-system.ts';
import type { ExampleShapes } from './examples.ts';

export interface VqVaeParts extends Omit<ExampleShapes, 'codeSize'> {
  readonly model: VqVae;
}

export function vqVaeSystem(
  config: TrainingConfig,
  data: DataInfo,
  { model, input, dataShape, preprocess }: VqVaeParts,
): System {
  const maps = model.encoder.outputShape(input);
  const [size, height, width] = maps as readonly [number, number, number];
  const networks = {
    encoder: { layer: model.encoder, input },
    codebook: { layer: codebook(model.codebook), input: maps },
    decoder: { layer: model.decoder, input: maps },
  };
  const outcome = ({ variables, batch, training, place }: StepContext): StepOutcome => {
    const { loss, relativeError, commitment, error, perplexity, state } = vqVaeLoss(
      model,
      variables,
      batch.x,
      { training, place },
    );
    return {
      loss,
      parts: { relativeMse: relativeError, commitment, mse: error, perplexity },
      state,
    };
  };
  const places: Shape = [height, width];
  return {
    networks,
    init: (key) => initNetworks(networks, (name) => fold(key, name)),
    preprocess,
    steps: [singleStep(config, data, ['encoder', 'decoder'], outcome)],
    validate: outcome,
    ...(config.averageDecay !== null && { averageDecay: config.averageDecay }),
    views: {
      codeSize: size * height * width,
      dataShape,
      likelihood: { kind: 'gaussian', deviation: 1 },
      hasNormalPrior: false,
      encode: (variables, x) =>
        mapsOfIndices(variables, encodeIndices(model, variables, x, inference)).flatten(),
      decode: (variables, codes) => {
        const given = codes.reshape([codes.shape[0]!, ...maps]);
        return decodeMaps(model, variables, given, inference).clip(0, 1);
      },
      discrete: {
        codes: model.codebook.codes,
        places,
        encode: (variables, x) => encodeIndices(model, variables, x, inference),
        decode: (variables, indices) => {
          const vectors = mapsOfIndices(variables, indices);
          return decodeMaps(model, variables, vectors, inference).clip(0, 1);
        },
      },
    },
  };
}
