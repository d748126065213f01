/**
 * A network that denoises vectors: residual blocks as those of the U-Net of Ho et al., "Denoising diffusion
 * probabilistic models" (NeurIPS 2020), with dense layers in place of convolutions. B batch, D data.
 */

import { activate } from '../nn/activations.ts';
import { dense } from '../nn/dense.ts';
import { zeros } from '../nn/initializers.ts';
import { type ChildLayer, type Layer, sideInput } from '../nn/layer.ts';
import { embedStep, type StepEmbedding, stepEmbeddingLayers } from '../nn/step-embedding.ts';
import { wiredLayer } from '../nn/wiring.ts';
import type { Tensor } from '../tensor/tensor.ts';

export interface DenoisingMlpConfig extends StepEmbedding {
  /** Units between the blocks, and inside them. */
  readonly width: number;
  readonly blocks: number;
}

/** For points of the plane: 132,994 parameters. */
export const smallMlp: DenoisingMlpConfig = {
  width: 128,
  blocks: 3,
  sinusoids: 64,
  embeddingSize: 64,
};

const silu = (x: Tensor) => activate(x, 'silu');

/**
 * [W] → [W]: x + dense2(silu(dense1(silu(x)) + shift)), the shift an affine map of the side input
 * `embedding` [B, E]. Begins as the identity.
 */
function denseBlock({ width, embeddingSize }: DenoisingMlpConfig): Layer {
  return wiredLayer('DenseBlock', {
    outputShape: (input) => input,
    children: (input) => [
      { name: 'dense1', layer: dense(width), input },
      { name: 'shift', layer: dense(width), input: [embeddingSize] },
      { name: 'dense2', layer: dense(width, { initializer: zeros }), input },
    ],
    forward(call, x, context) {
      const shift = call('shift', sideInput(context, 'embedding'));
      return x.add(call('dense2', silu(call('dense1', silu(x)).add(shift))));
    },
  });
}

/**
 * Noisy vectors [D] and, as side inputs, `steps`, their times t as float32 [B], and `labels`, int32 [B],
 * where it has classes → its prediction, [D]. Begins by predicting zeros.
 */
export function denoisingMlp(config: DenoisingMlpConfig = smallMlp): Layer {
  const { width, blocks } = config;
  const names = Array.from({ length: blocks }, (_, index) => `block${index + 1}`);
  return wiredLayer('DenoisingMlp', {
    outputShape: (input) => input,
    children: (input): ChildLayer[] => [
      ...stepEmbeddingLayers(config),
      { name: 'stem', layer: dense(width), input },
      ...names.map((name) => ({ name, layer: denseBlock(config), input: [width] })),
      { name: 'output', layer: dense(input[0]!, { initializer: zeros }), input: [width] },
    ],
    forward(call, x, context) {
      const embedding = { embedding: embedStep(config, call, context) };
      const last = names.reduce((h, name) => call(name, h, embedding), call('stem', x));
      return call('output', silu(last));
    },
  });
}
