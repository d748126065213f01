/**
 * Strided convolutions, each followed by batch normalisation and a leaky ReLU, as in the faces of
 * Foster, Generative Deep Learning (2nd ed.), chapter 3.
 */

import { activation, leakyRelu } from '../../nn/activations.ts';
import { branches, sequential } from '../../nn/composition.ts';
import { conv, convTranspose } from '../../nn/convolution.ts';
import { dense } from '../../nn/dense.ts';
import type { Layer } from '../../nn/layer.ts';
import { batchNorm } from '../../nn/normalization.ts';
import { flatten, reshape } from '../../nn/reshape.ts';

/** Of the layer LeakyReLU in Keras. */
const SLOPE = 0.3;

/**
 * Of the moving statistics, as is usual in PyTorch: Keras's 0.99 lags 100 steps behind weights that move fast,
 * and of 20,000 faces an epoch has 156.
 */
const MOMENTUM = 0.9;

const normalised = () => ({
  norm: batchNorm({ momentum: MOMENTUM }),
  activation: activation(leakyRelu(SLOPE)),
});

/** One block per number of filters, named block1, block2, ... */
function blocks(
  filters: readonly number[],
  layer: (filters: number) => Layer,
): Record<string, Layer> {
  return Object.fromEntries(
    filters.map((count, index) => [
      `block${index + 1}`,
      sequential({ conv: layer(count), ...normalised() }),
    ]),
  );
}

/** [C, H, W] → [2 Z]: mean and log variance. @param filters of each halving */
export function normalisedPosterior(filters: readonly number[], codeSize: number): Layer {
  return sequential({
    ...blocks(filters, (count) => conv(count, 3, { strides: 2, padding: 'same' })),
    flatten: flatten(),
    heads: branches({ mean: dense(codeSize), logVar: dense(codeSize) }),
  });
}

/**
 * Code [Z] → values in [0, 1], [channels, side, side].
 * @param filters of each halving of the encoder; the halvings divide the side
 */
export function normalisedDecoder(
  filters: readonly number[],
  { channels, side }: { readonly channels: number; readonly side: number },
): Layer {
  const inwards = filters.toReversed();
  const start = [inwards[0]!, side / 2 ** filters.length, side / 2 ** filters.length] as const;
  return sequential({
    expand: dense(start[0] * start[1] * start[2]),
    ...normalised(),
    reshape: reshape(start),
    ...blocks(inwards, (count) => convTranspose(count, 3, { strides: 2, padding: 'same' })),
    output: convTranspose(channels, 3, { padding: 'same', activation: 'sigmoid' }),
  });
}
