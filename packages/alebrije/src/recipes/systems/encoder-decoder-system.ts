/** What every system of an encoder and a decoder, trained together on one loss, has in common. */

import type { Layer, LayerContext } from '../../nn/layer.ts';
import type { Likelihood } from '../../nn/likelihood.ts';
import { fold } from '../../tensor/key.ts';
import { place, randomRoot } from '../../tensor/random.ts';
import {
  type DecoderLikelihood,
  initNetworks,
  type StepDefinition,
  type System,
  type Views,
} from '../../train/system.ts';
import { type DataInfo, singleStep, type TrainingConfig } from '../recipe.ts';
import type { ExampleShapes } from './examples.ts';

/** Views run without training behaviour and draw nothing. */
export const inference: LayerContext = { training: false, place: place(randomRoot, 'view') };

/** Decoders trained with squared error are read as Gaussians of deviation 1. */
function decoderLikelihood(likelihood: Likelihood): DecoderLikelihood {
  return likelihood === 'bernoulli' ? { kind: 'bernoulli' } : { kind: 'gaussian', deviation: 1 };
}

export interface EncoderDecoderParts<Model> extends ExampleShapes {
  readonly model: Model;
}

interface EncoderDecoder {
  readonly encoder: Layer;
  readonly decoder: Layer;
  readonly likelihood: Likelihood;
}

/**
 * @param outcome the loss, of training steps and of validation alike
 * @param views what the model offers besides its shapes and likelihood
 */
export function encoderDecoderSystem(
  config: TrainingConfig,
  data: DataInfo,
  { model, input, codeSize, dataShape, preprocess }: EncoderDecoderParts<EncoderDecoder>,
  outcome: StepDefinition['outcome'],
  views: Omit<Views, 'codeSize' | 'dataShape' | 'likelihood'>,
): System {
  const networks = {
    encoder: { layer: model.encoder, input },
    decoder: { layer: model.decoder, input: [codeSize] },
  };
  return {
    networks,
    init: (key) => initNetworks(networks, (name) => fold(key, name)),
    preprocess,
    steps: [singleStep(config, data, ['encoder', 'decoder'], outcome)],
    validate: outcome,
    ...(config.averageDecay !== null && { averageDecay: config.averageDecay }),
    views: { codeSize, dataShape, likelihood: decoderLikelihood(model.likelihood), ...views },
  };
}
