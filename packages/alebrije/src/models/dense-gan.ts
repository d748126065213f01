/**
 * The networks of a dense GAN: Goodfellow et al., "Generative adversarial nets" (NeurIPS 2014), in the
 * sizes and with the activations of Géron, Hands-On Machine Learning (3rd ed.), ch. 17.
 */

import { sequential } from '../nn/composition.ts';
import { dense } from '../nn/dense.ts';
import { heNormal } from '../nn/initializers.ts';
import type { Layer } from '../nn/layer.ts';

export interface DenseGanConfig {
  /** Numbers in an image. */
  readonly pixels: number;
  /** Units of the hidden layers, in the order of the generator; the discriminator has them reversed. */
  readonly hidden: readonly number[];
}

/** For images of 28x28: 136,634 and 132,951 parameters with codes of 30 numbers. */
export const smallDenseGan: DenseGanConfig = { pixels: 784, hidden: [100, 150] };

const hiddenLayers = (units: readonly number[]): Readonly<Record<string, Layer>> =>
  Object.fromEntries(
    units.map((count, index) => [
      `hidden${index + 1}`,
      dense(count, { activation: 'relu', initializer: heNormal }),
    ]),
  );

/** Code [Z] → image [pixels] in [0, 1]. */
export function denseGenerator({ pixels, hidden }: DenseGanConfig = smallDenseGan): Layer {
  return sequential({ ...hiddenLayers(hidden), image: dense(pixels, { activation: 'sigmoid' }) });
}

/** Image [pixels] in [0, 1] → features, which a layer of one unit scores. */
export function denseDiscriminatorLayers({
  hidden,
}: DenseGanConfig = smallDenseGan): Readonly<Record<string, Layer>> {
  return hiddenLayers(hidden.toReversed());
}
