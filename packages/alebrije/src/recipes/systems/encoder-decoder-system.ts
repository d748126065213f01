/** What every system of an encoder and a decoder, trained together on one loss, has in common. */

import type { Shape } from '../../graph/types.ts';
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

/** @param deviation of a Gaussian; decoders trained with squared error alone are read as having 1 */
export function decoderLikelihood(likelihood: Likelihood, deviation = 1): DecoderLikelihood {
  return likelihood === 'bernoulli' ? { kind: 'bernoulli' } : { kind: 'gaussian', deviation };
}

export interface EncoderDecoderParts<Model> extends ExampleShapes {
  readonly model: Model;
  /** What the decoder takes, where that is more than the code. */
  readonly decoderInput?: Shape;
}

interface EncoderDecoder {
  readonly encoder: Layer;
  readonly decoder: Layer;
  readonly likelihood: Likelihood;
}

type OwnViews = Omit<Views, 'codeSize' | 'dataShape' | 'likelihood'> &
  Partial<Pick<Views, 'likelihood'>>;

/**
 * @param outcome the loss, of training steps and of validation alike
 * @param views what the model offers besides its shapes; a Gaussian likelihood has deviation 1 unless given
 */
export function encoderDecoderSystem(
  config: TrainingConfig,
  data: DataInfo,
  parts: EncoderDecoderParts<EncoderDecoder>,
  outcome: StepDefinition['outcome'],
  views: OwnViews,
): System {
  const { model, input, codeSize, decoderInput = [codeSize], dataShape, preprocess } = parts;
  const networks = {
    encoder: { layer: model.encoder, input },
    decoder: { layer: model.decoder, input: decoderInput },
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
