/**
 * The convolutional networks that most papers on disentanglement use: Locatello et al., "Challenging
 * common assumptions in the unsupervised learning of disentangled representations" (ICML 2019), table 1,
 * after Burgess et al., "Understanding disentangling in beta-VAE" (2018).
 */

import type { Vae } from '../../models/vae.ts';
import { branches, sequential } from '../../nn/composition.ts';
import { conv, convTranspose } from '../../nn/convolution.ts';
import { dense } from '../../nn/dense.ts';
import type { Layer } from '../../nn/layer.ts';
import { flatten, reshape } from '../../nn/reshape.ts';
import type { DataInfo } from '../recipe.ts';
import type { EncoderDecoderParts } from './encoder-decoder-system.ts';
import { type ExampleOptions, squareImages } from './examples.ts';

/** Sides of the images that the networks take; the papers' are of 64 pixels. */
const SIDES = { small: 32, large: 64 } as const;
const FILTERS = [32, 32, 64, 64] as const;
const HIDDEN = 256;

/**
 * Pixels over which the cross-entropy is summed, whatever the images' size: β weighs as much as in the papers,
 * as one of 32 pixels a side stands for four of theirs (β_norm of Higgins et al., ICLR 2017, section 4.2).
 */
const COUNTED_PIXELS = SIDES.large ** 2;

const halving = (filters: number) =>
  conv(filters, 4, { strides: 2, padding: 'same', activation: 'relu' });

const doubling = (filters: number) =>
  convTranspose(filters, 4, { strides: 2, padding: 'same', activation: 'relu' });

/** [1, side, side] → [2 Z]: mean and log variance. */
export function disentanglingPosterior(codeSize: number): Layer {
  const [first, second, third, fourth] = FILTERS;
  return sequential({
    conv1: halving(first),
    conv2: halving(second),
    conv3: halving(third),
    conv4: halving(fourth),
    flatten: flatten(),
    hidden: dense(HIDDEN, { activation: 'relu' }),
    heads: branches({ mean: dense(codeSize), logVar: dense(codeSize) }),
  });
}

/** Code [Z] → logits [1, side, side], the encoder mirrored. @param side 32 or 64 */
export function disentanglingDecoder(side: number): Layer {
  const [first, second, third, fourth] = FILTERS;
  const smallest = side / 2 ** FILTERS.length;
  return sequential({
    hidden: dense(HIDDEN, { activation: 'relu' }),
    expand: dense(fourth * smallest * smallest, { activation: 'relu' }),
    reshape: reshape([fourth, smallest, smallest]),
    conv1: doubling(third),
    conv2: doubling(second),
    conv3: doubling(first),
    logits: convTranspose(1, 4, { strides: 2, padding: 'same' }),
  });
}

export interface DisentanglingOptions extends ExampleOptions {
  /** Factor of the KL divergence beside the cross-entropy summed over 64x64 pixels. */
  readonly klWeight: number;
}

/**
 * A VAE of these networks, for grey images in a square of 32 pixels a side, or of 64 if they are larger.
 * @throws UserError if the data are no grey images, or larger than that
 */
export function disentanglingParts(
  data: DataInfo,
  { klWeight, ...options }: DisentanglingOptions,
): EncoderDecoderParts<Vae> {
  const isSmall = data.shape.slice(1).every((extent) => extent <= SIDES.small);
  const side = isSmall ? SIDES.small : SIDES.large;
  const examples = squareImages(data, side, options);
  return {
    model: {
      encoder: disentanglingPosterior(options.codeSize),
      decoder: disentanglingDecoder(side),
      likelihood: 'bernoulli',
      reconstructionWeight: COUNTED_PIXELS,
      klWeight,
    },
    ...examples,
  };
}
