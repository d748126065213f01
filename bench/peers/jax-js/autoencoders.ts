/** conv-ae, conv-vae and upsampling-ae as the recipes have them. */

import { activations } from './activations.ts';
import {
  chain,
  conv,
  convTranspose,
  dense,
  type Layer,
  Parameters,
  pointwise,
  toImages,
  toVectors,
  upsample,
} from './layers.ts';
import { crossEntropy, gaussianKl, normalDraws, sampleCode, sum } from './losses.ts';
import { batchNorm } from './normalization.ts';
import { randomTensor, type Training, tapeTraining } from './training.ts';

const SIDE = 32;
const ADAM = { learningRate: 1e-3 };
const CODE = 2;

const leakyRelu = pointwise(activations.leakyRelu);

const square = (side: number) => ({ height: side, width: side });

/** [32, 32, B, 1] → [B, 2048]. */
function trunk(parameters: Parameters): Layer {
  const halving = (side: number, from: number, to: number) =>
    conv(parameters, { ...square(side), from, to, kernel: 3, stride: 2, activation: 'relu' });
  return chain(halving(32, 1, 32), halving(16, 32, 64), halving(8, 64, 128), toVectors);
}

function logits(parameters: Parameters): Layer {
  const shape = { ...square(SIDE), from: 32, to: 1, kernel: 3, stride: 1 };
  return conv(parameters, { ...shape, activation: 'linear' });
}

/** [B, 2] → [4, 4, B, 128]. */
function expansion(parameters: Parameters): Layer {
  return chain(dense(parameters, CODE, 2048), toImages(4, 4));
}

function transposedDecoder(parameters: Parameters): Layer {
  const doubling = (side: number, from: number, to: number) =>
    convTranspose(parameters, {
      ...square(side),
      from,
      to,
      kernel: 3,
      stride: 2,
      activation: 'relu',
    });
  return chain(
    expansion(parameters),
    doubling(4, 128, 128),
    doubling(8, 128, 64),
    doubling(16, 64, 32),
    logits(parameters),
  );
}

function upsamplingDecoder(parameters: Parameters): Layer {
  const block = (side: number, from: number, to: number) =>
    chain(
      upsample,
      conv(parameters, {
        ...square(side),
        from,
        to,
        kernel: 3,
        stride: 1,
        activation: 'linear',
      }),
      batchNorm(parameters, to),
      leakyRelu,
    );
  return chain(
    expansion(parameters),
    block(8, 128, 128),
    block(16, 128, 64),
    block(32, 64, 32),
    logits(parameters),
  );
}

function autoencoder(batch: number, decoder: (parameters: Parameters) => Layer): Training {
  const parameters = new Parameters();
  const network = chain(trunk(parameters), dense(parameters, 2048, CODE), decoder(parameters));
  const images = { tensor: randomTensor([SIDE, SIDE, batch, 1]) };
  const loss = crossEntropy();
  return tapeTraining(parameters, ADAM, (tape) => tape.apply(loss, network(tape, images), images));
}

export const convAutoencoder = (batch: number) => autoencoder(batch, transposedDecoder);
export const upsamplingAutoencoder = (batch: number) => autoencoder(batch, upsamplingDecoder);

export function convVariationalAutoencoder(batch: number): Training {
  const parameters = new Parameters();
  const encoder = trunk(parameters);
  const mean = dense(parameters, 2048, CODE);
  const logVar = dense(parameters, 2048, CODE);
  const decoder = transposedDecoder(parameters);
  const images = { tensor: randomTensor([SIDE, SIDE, batch, 1]) };
  const noise = normalDraws([batch, CODE]);
  const reconstruction = crossEntropy(500);
  return tapeTraining(parameters, ADAM, (tape) => {
    const features = encoder(tape, images);
    const posterior = [mean(tape, features), logVar(tape, features)] as const;
    const code = tape.apply(sampleCode, ...posterior, tape.hold(noise()));
    const error = tape.apply(reconstruction, decoder(tape, code), images);
    return tape.apply(sum, error, tape.apply(gaussianKl, ...posterior));
  });
}
