/** An autoencoder as a system to train: its loss and its views. */

import { type Autoencoder, autoencode } from '../../models/autoencoder.ts';
import { applyNamed } from '../../nn/layer.ts';
import { outputAsData, reconstructionError } from '../../nn/likelihood.ts';
import type { StepContext, StepOutcome, System } from '../../train/system.ts';
import type { DataInfo, TrainingConfig } from '../recipe.ts';
import {
  type EncoderDecoderParts,
  encoderDecoderSystem,
  inference,
} from './encoder-decoder-system.ts';

export function autoencoderSystem(
  config: TrainingConfig,
  data: DataInfo,
  parts: EncoderDecoderParts<Autoencoder>,
): System {
  const { model } = parts;
  const outcome = ({ variables, batch, training, place }: StepContext): StepOutcome => {
    const { output, state } = autoencode(model, variables, batch.x, { training, place });
    const loss = reconstructionError(model.likelihood, output, batch.x).mean();
    return { loss, parts: {}, state };
  };
  return encoderDecoderSystem(config, data, parts, outcome, {
    hasNormalPrior: false,
    encode: (variables, x) => applyNamed('encoder', model.encoder, variables, x, inference).output,
    decode: (variables, codes) =>
      outputAsData(
        model.likelihood,
        applyNamed('decoder', model.decoder, variables, codes, inference).output,
      ),
  });
}
