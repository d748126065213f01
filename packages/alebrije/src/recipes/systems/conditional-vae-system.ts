/** A conditional variational autoencoder as a system to train: its loss by parts and its views. */

import { sizeOf } from '../../graph/shape.ts';
import {
  type ConditionalVae,
  conditionalVaeLoss,
  decodeConditionally,
  encodeConditionally,
} from '../../models/conditional-vae.ts';
import { impliedDeviation, logLikelihood, outputAsData } from '../../nn/likelihood.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { StepContext, StepOutcome, System } from '../../train/system.ts';
import type { DataInfo, TrainingConfig } from '../recipe.ts';
import {
  decoderLikelihood,
  type EncoderDecoderParts,
  encoderDecoderSystem,
  inference,
} from './encoder-decoder-system.ts';

/** @throws Error without labels: whoever uses the views of a model that is told classes tells them */
function told(labels: Tensor | undefined): Tensor {
  if (labels) return labels;
  throw new Error('the views of a conditional model take labels');
}

/** @param parts with the shape of an image as `input`, without its class planes */
export function conditionalVaeSystem(
  config: TrainingConfig,
  data: DataInfo,
  parts: EncoderDecoderParts<ConditionalVae>,
): System {
  const { model, input, codeSize } = parts;
  const { classes, likelihood } = model;
  const [channels, ...sides] = input as readonly [number, ...number[]];
  const deviation = impliedDeviation(sizeOf(parts.dataShape), model);
  const outcome = ({ variables, batch, training, place }: StepContext): StepOutcome => {
    const examples = { x: batch.x, labels: told(batch.labels) };
    const context = { training, place };
    const { loss, reconstruction, kl, error, state } = conditionalVaeLoss(
      model,
      variables,
      examples,
      context,
    );
    const perValue = likelihood === 'bernoulli' ? { bce: error } : { mse: error };
    return { loss, parts: { reconstruction, kl, ...perValue }, state };
  };
  const decode = (variables: StepContext['variables'], codes: Tensor, labels?: Tensor) =>
    decodeConditionally(model, variables, codes, told(labels), inference).output;
  const own = {
    ...parts,
    input: [channels + classes, ...sides],
    decoderInput: [codeSize + classes],
  };
  return encoderDecoderSystem(config, data, own, outcome, {
    hasNormalPrior: true,
    classes,
    likelihood: decoderLikelihood(likelihood, deviation),
    encode: (variables, x, labels) =>
      encodeConditionally(model, variables, x, told(labels), inference).mean,
    decode: (variables, codes, labels) =>
      outputAsData(likelihood, decode(variables, codes, labels)),
    posterior: (variables, x, labels) =>
      encodeConditionally(model, variables, x, told(labels), inference),
    logLikelihood: (variables, codes, x, labels) =>
      logLikelihood(likelihood, decode(variables, codes, labels), x, deviation),
  });
}
