/** The strided convolutional networks of Foster, Generative Deep Learning (2nd ed.), chapter 3. */

import { activation, leakyRelu } from '../../nn/activations.ts';
import { branches, sequential } from '../../nn/composition.ts';
import { conv, convTranspose } from '../../nn/convolution.ts';
import { dense } from '../../nn/dense.ts';
import type { Layer } from '../../nn/layer.ts';
import { batchNorm } from '../../nn/normalization.ts';
import { flatten, reshape } from '../../nn/reshape.ts';
import { upsample } from '../../nn/upsample.ts';

/** Images of this many pixels a side; three halvings leave 4x4. */
export const CONVOLUTIONAL_SIDE = 32;

const halving = (filters: number) =>
  conv(filters, 3, { strides: 2, padding: 'same', activation: 'relu' });

const trunk = { conv1: halving(32), conv2: halving(64), conv3: halving(128), flatten: flatten() };

/** [1, 32, 32] → code [Z]. */
export function convolutionalEncoder(codeSize: number): Layer {
  return sequential({ ...trunk, code: dense(codeSize) });
}

/** [1, 32, 32] → [2 Z]: mean and log variance. */
export function convolutionalPosterior(codeSize: number): Layer {
  return sequential({
    ...trunk,
    heads: branches({ mean: dense(codeSize), logVar: dense(codeSize) }),
  });
}

/** Code [Z] → logits [1, 32, 32], doubling by transposed convolution. */
export function convolutionalDecoder(): Layer {
  const doubling = (filters: number) =>
    convTranspose(filters, 3, { strides: 2, padding: 'same', activation: 'relu' });
  return sequential({
    expand: dense(2048),
    reshape: reshape([128, 4, 4]),
    conv1: doubling(128),
    conv2: doubling(64),
    conv3: doubling(32),
    logits: conv(1, 3, { padding: 'same' }),
  });
}

/** Code [Z] → logits [1, 32, 32], doubling by repetition and convolution. */
export function upsamplingDecoder(): Layer {
  const block = (filters: number) =>
    sequential({
      upsample: upsample(2),
      conv: conv(filters, 3, { padding: 'same' }),
      norm: batchNorm(),
      activation: activation(leakyRelu(0.2)),
    });
  return sequential({
    expand: dense(2048),
    reshape: reshape([128, 4, 4]),
    block1: block(128),
    block2: block(64),
    block3: block(32),
    logits: conv(1, 3, { padding: 'same' }),
  });
}
