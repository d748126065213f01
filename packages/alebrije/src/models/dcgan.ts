/**
 * DCGAN: Radford et al., "Unsupervised representation learning with deep convolutional generative
 * adversarial networks" (ICLR 2016), in the sizes of Géron, Hands-On Machine Learning (3rd ed.),
 * ch. 17; losses of Goodfellow et al., "Generative adversarial nets" (NeurIPS 2014). B batch, Z code.
 */

import type { Tree } from '../graph/types.ts';
import { leakyRelu } from '../nn/activations.ts';
import { sequential } from '../nn/composition.ts';
import { conv, convTranspose } from '../nn/convolution.ts';
import { dense } from '../nn/dense.ts';
import { applyNamed, type Layer, type LayerContext, type Variables } from '../nn/layer.ts';
import { dropout } from '../nn/noise.ts';
import { batchNorm } from '../nn/normalization.ts';
import { flatten, reshape } from '../nn/reshape.ts';
import { normal, place } from '../tensor/random.ts';
import { concat, type Tensor } from '../tensor/tensor.ts';

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

/** Image [channels, side, side] in [−1, 1] → [1]: the logit of its being real. */
export function dcganDiscriminator(config: DcganConfig = smallDcgan): Layer {
  const { widths, dropoutRate } = config;
  const halving = (filters: number) => conv(filters, 5, { ...resampling, activation: leakyRelu() });
  const [outer, inner] = widths;
  return sequential({
    conv1: halving(outer),
    dropout1: dropout(dropoutRate),
    conv2: halving(inner),
    dropout2: dropout(dropoutRate),
    flatten: flatten(),
    logit: dense(1),
  });
}

export interface Gan {
  /** Code [B, Z] → data [B, ...]. */
  readonly generator: Layer;
  /** Data [B, ...] → logits [B, 1]. */
  readonly discriminator: Layer;
  /** Z. */
  readonly codeSize: number;
}

/** G(z) of codes z ~ N(0, I), with the generator's new state. */
function generate(
  { generator, codeSize }: Gan,
  variables: Variables<Tensor>,
  count: number,
  context: LayerContext,
) {
  const codes = normal(place(context.place, 'codes'), [count, codeSize]);
  return applyNamed('generator', generator, variables, codes, context);
}

/** −log σ(ℓ) per logit: the cross-entropy of "real". */
const notReal = (logits: Tensor) => logits.neg().softplus();
/** −log(1 − σ(ℓ)) per logit: the cross-entropy of "generated". */
const notGenerated = (logits: Tensor) => logits.softplus();

export interface GanLoss {
  /** float32 []. */
  readonly loss: Tensor;
  /** Logits of the generated images, [B, 1]. */
  readonly generated: Tensor;
  /** Of both networks; only the trained one's differs from before. */
  readonly state: Tree<Tensor>;
}

export interface DiscriminatorLoss extends GanLoss {
  /** Logits of the real images, [B, 1]. */
  readonly real: Tensor;
}

/**
 * The mean of −log D(x) over real images x [B, ...] and of −log(1 − D(G(z))) over as many generated
 * ones, halved: what the discriminator lowers. No gradient reaches the generator.
 */
export function discriminatorLoss(
  gan: Gan,
  variables: Variables<Tensor>,
  x: Tensor,
  context: LayerContext,
): DiscriminatorLoss {
  const batch = x.shape[0]!;
  const images = generate(gan, variables, batch, context).output.stopGradient();
  const judged = applyNamed(
    'discriminator',
    gan.discriminator,
    variables,
    concat([images, x], 0),
    context,
  );
  const [generated, real] = judged.output.split([batch, batch], 0) as [Tensor, Tensor];
  return {
    loss: notGenerated(generated).mean().add(notReal(real).mean()).mul(0.5),
    generated,
    real,
    state: { ...variables.state, discriminator: judged.state },
  };
}

/** The mean of −log D(G(z)): the non-saturating loss, which the generator lowers. */
export function generatorLoss(
  gan: Gan,
  variables: Variables<Tensor>,
  batch: number,
  context: LayerContext,
): GanLoss {
  const { output, state } = generate(gan, variables, batch, context);
  const judged = applyNamed('discriminator', gan.discriminator, variables, output, context);
  return {
    loss: notReal(judged.output).mean(),
    generated: judged.output,
    state: { ...variables.state, generator: state },
  };
}
