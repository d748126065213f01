/** An autoencoder as a system to train: its loss by parts and its views. Scalars are side inputs. */

import { type Autoencoder, autoencode } from '../../models/autoencoder.ts';
import { applyNamed } from '../../nn/layer.ts';
import { outputAsData, reconstructionError } from '../../nn/likelihood.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { StepContext, StepOutcome, System } from '../../train/system.ts';
import type { DataInfo, TrainingConfig } from '../recipe.ts';
import {
  type EncoderDecoderParts,
  encoderDecoderSystem,
  inference,
} from './encoder-decoder-system.ts';

/**
 * A term of the loss besides the reconstruction, already weighted: float32 [].
 * @param code [B, Z], computed from x, so that it can be differentiated with respect to it
 * @param x [B, ...], what the encoder took
 */
export type CodePenalty = (code: Tensor, x: Tensor) => Tensor;

export interface AutoencoderOptions {
  /** Lowered with the reconstruction's error, and reported apart from it as `penalty`. */
  readonly penalty?: CodePenalty;
  /**
   * Codes [B, Z] as they are kept, such as bits: what views decode. Training uses codes as they are;
   * validation reports the error with those that are kept as `quantized`.
   */
  readonly quantize?: (code: Tensor) => Tensor;
}

export function autoencoderSystem(
  config: TrainingConfig,
  data: DataInfo,
  parts: EncoderDecoderParts<Autoencoder>,
  { penalty, quantize }: AutoencoderOptions = {},
): System {
  const { model } = parts;
  const decode = (variables: StepContext['variables'], codes: Tensor) =>
    applyNamed('decoder', model.decoder, variables, quantize ? quantize(codes) : codes, inference)
      .output;
  const outcome = ({
    variables,
    batch,
    training,
    place,
    scalars: inputs,
  }: StepContext): StepOutcome => {
    const context = { training, place, inputs };
    const { code, output, state } = autoencode(model, variables, batch.x, context);
    const errorOf = (values: Tensor) =>
      reconstructionError(model.likelihood, values, batch.x).mean();
    const reconstruction = errorOf(output);
    const quantized = quantize && !training ? { quantized: errorOf(decode(variables, code)) } : {};
    if (!penalty) return { loss: reconstruction, parts: quantized, state };
    const penalised = penalty(code, batch.x);
    const loss = reconstruction.add(penalised);
    return { loss, parts: { reconstruction, penalty: penalised, ...quantized }, state };
  };
  return encoderDecoderSystem(config, data, parts, outcome, {
    hasNormalPrior: false,
    encode: (variables, x) => applyNamed('encoder', model.encoder, variables, x, inference).output,
    decode: (variables, codes) => outputAsData(model.likelihood, decode(variables, codes)),
  });
}
