/**
 * The networks of DCGAN: Radford et al., "Unsupervised representation learning with deep convolutional
 * generative adversarial networks" (ICLR 2016), in the sizes of Géron, Hands-On Machine Learning (3rd
 * ed.), ch. 17. Z code.
 */

import { leakyRelu } from '../nn/activations.ts';
import { sequential } from '../nn/composition.ts';
import { conv, convTranspose } from '../nn/convolution.ts';
import { dense } from '../nn/dense.ts';
import type { Layer } from '../nn/layer.ts';
import { dropout } from '../nn/noise.ts';
import { batchNorm } from '../nn/normalization.ts';
import { flatten, reshape } from '../nn/reshape.ts';

export interface DcganConfig {
  /** Pixels a side of the images, a multiple of 4. */
  readonly side: number;
  /** Channels of the images. */
  readonly channels: number;
  /** Channels at half and at a quarter of the side, in both networks. */
  readonly widths: readonly [number, number];
  /** Share of the discriminator's activations that are dropped while training. */
  readonly dropoutRate: number;
}

/** For grey images of 28x28: 840,705 and 212,865 parameters with codes of 100 numbers. */
export const smallDcgan: DcganConfig = {
  side: 28,
  channels: 1,
  widths: [64, 128],
  dropoutRate: 0.4,
};

const resampling = { strides: 2, padding: 'same' } as const;

/** Code [Z] → image [channels, side, side] in [−1, 1]. */
export function dcganGenerator(config: DcganConfig = smallDcgan): Layer {
  const { side, channels, widths } = config;
  const [outer, inner] = widths;
  const quarter = side / 4;
  return sequential({
    expand: dense(inner * quarter * quarter),
    reshape: reshape([inner, quarter, quarter]),
    norm1: batchNorm(),
    conv1: convTranspose(outer, 5, { ...resampling, activation: 'relu' }),
    norm2: batchNorm(),
    conv2: convTranspose(channels, 5, { ...resampling, activation: 'tanh' }),
  });
}

/**
 * What turns an image [channels, side, side] in [−1, 1] into a quarter of its side; after them come
 * `flatten` and a layer of one unit.
 * @param wrap put around each convolution
 */
export function dcganDiscriminatorLayers(
  { widths, dropoutRate }: DcganConfig = smallDcgan,
  wrap: (layer: Layer) => Layer = (layer) => layer,
): Readonly<Record<string, Layer>> {
  const halving = (filters: number) =>
    wrap(conv(filters, 5, { ...resampling, activation: leakyRelu() }));
  const [outer, inner] = widths;
  return {
    conv1: halving(outer),
    dropout1: dropout(dropoutRate),
    conv2: halving(inner),
    dropout2: dropout(dropoutRate),
  };
}

/** Image [channels, side, side] in [−1, 1] → [1]: the logit of its being real. */
export function dcganDiscriminator(config: DcganConfig = smallDcgan): Layer {
  return sequential({ ...dcganDiscriminatorLayers(config), flatten: flatten(), logit: dense(1) });
}
