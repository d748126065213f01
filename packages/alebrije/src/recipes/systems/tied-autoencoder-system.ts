/** An autoencoder with tied weights as a system to train: its loss and its views. */

import { decodeTied, encodeTied, type TiedAutoencoder } from '../../models/tied-autoencoder.ts';
import { outputAsData, reconstructionError } from '../../nn/likelihood.ts';
import type { StepContext, StepOutcome, System } from '../../train/system.ts';
import type { DataInfo, TrainingConfig } from '../recipe.ts';
import {
  type EncoderDecoderParts,
  encoderDecoderSystem,
  inference,
} from './encoder-decoder-system.ts';

export function tiedAutoencoderSystem(
  config: TrainingConfig,
  data: DataInfo,
  parts: EncoderDecoderParts<TiedAutoencoder>,
): System {
  const { model } = parts;
  const outcome = ({ variables, batch, training, place }: StepContext): StepOutcome => {
    const context = { training, place };
    const code = encodeTied(model, variables, batch.x, context);
    const output = decodeTied(model, variables, code, context);
    const loss = reconstructionError(model.likelihood, output, batch.x).mean();
    return { loss, parts: {}, state: variables.state };
  };
  return encoderDecoderSystem(config, data, parts, outcome, {
    hasNormalPrior: false,
    encode: (variables, x) => encodeTied(model, variables, x, inference),
    decode: (variables, codes) =>
      outputAsData(model.likelihood, decodeTied(model, variables, codes, inference)),
  });
}
