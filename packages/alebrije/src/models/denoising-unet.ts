/**
 * The U-Net that predicts noise: Ho et al., "Denoising diffusion probabilistic models" (NeurIPS 2020),
 * appendix B, after Ronneberger et al., "U-Net" (MICCAI 2015). B batch, C channels, H, W pixels.
 * Resolution is halved by averaging and doubled by repetition; groups are as wide at every resolution.
 */

import type { Shape } from '../graph/types.ts';
import { activate } from '../nn/activations.ts';
import { multiHeadAttention } from '../nn/attention.ts';
import { sequential } from '../nn/composition.ts';
import { conv } from '../nn/convolution.ts';
import { dense } from '../nn/dense.ts';
import { zeros } from '../nn/initializers.ts';
import { type ChildLayer, type Layer, type LayerContext, sideInput } from '../nn/layer.ts';
import { groupNorm } from '../nn/normalization.ts';
import { sinusoidalEmbedding } from '../nn/sinusoidal.ts';
import { type CallChild, wiredLayer } from '../nn/wiring.ts';
import { averagePool, upsampleNearest } from '../tensor/spatial.ts';
import { concat, type Tensor } from '../tensor/tensor.ts';

export interface DenoisingUnetConfig {
  /** Channels at each resolution, from the image's own; each has half as many pixels a side. */
  readonly widths: readonly number[];
  /** Sines and cosines that stand for t. */
  readonly sinusoids: number;
  /** Units of the two dense layers that make the embedding of t from them. */
  readonly embeddingSize: number;
  /** Channels that are normalised together; every width is a multiple of it. */
  readonly groupSize: number;
  /** Of the self-attention at the lowest resolution. */
  readonly heads: number;
}

/** For images of 28x28: 272,353 parameters with one channel. */
export const smallUnet: DenoisingUnetConfig = {
  widths: [16, 32, 64],
  sinusoids: 64,
  embeddingSize: 128,
  groupSize: 16,
  heads: 4,
};

const EPSILON = 1e-5;

const norm = (channels: number, { groupSize }: DenoisingUnetConfig) =>
  groupNorm(channels / groupSize, { epsilon: EPSILON });

const silu = (x: Tensor) => activate(x, 'silu');

/**
 * [C, H, W] → [filters, H, W]: x + conv2(silu(norm(conv1(silu(norm(x))) + a shift per channel))), the
 * shift an affine map of the side input `embedding` [B, E]. Begins as the identity, or as the 1x1
 * convolution that x goes through where the channels change.
 */
function residualBlock(filters: number, config: DenoisingUnetConfig): Layer {
  return wiredLayer('ResidualBlock', {
    outputShape: ([, height, width]) => [filters, height!, width!],
    children(input) {
      const [channels, height, width] = input as readonly [number, number, number];
      const inner = [filters, height, width];
      const children: ChildLayer[] = [
        { name: 'norm1', layer: norm(channels, config), input },
        { name: 'conv1', layer: conv(filters, 3, { padding: 1 }), input },
        { name: 'shift', layer: dense(filters), input: [config.embeddingSize] },
        { name: 'norm2', layer: norm(filters, config), input: inner },
        {
          name: 'conv2',
          layer: conv(filters, 3, { padding: 1, initializer: zeros }),
          input: inner,
        },
      ];
      return channels === filters
        ? children
        : [...children, { name: 'skip', layer: conv(filters, 1), input }];
    },
    forward(call, x, context) {
      const shift = call('shift', sideInput(context, 'embedding'));
      const first = call('conv1', silu(call('norm1', x)));
      const shifted = first.add(shift.reshape([shift.shape[0]!, filters, 1, 1]));
      const second = call('conv2', silu(call('norm2', shifted)));
      return (x.shape[1] === filters ? x : call('skip', x)).add(second);
    },
  });
}

/** [C, H, W] → [C, H, W]: x + self-attention over the pixels of norm(x). Begins as the identity. */
function attentionBlock(config: DenoisingUnetConfig): Layer {
  const { heads } = config;
  return wiredLayer('AttentionBlock', {
    outputShape: (input) => input,
    children(input) {
      const [channels, height, width] = input as readonly [number, number, number];
      const attention = multiHeadAttention(heads, channels / heads, { outputInitializer: zeros });
      return [
        { name: 'norm', layer: norm(channels, config), input },
        { name: 'attention', layer: attention, input: [height * width, channels] },
      ];
    },
    forward(call, x) {
      const pixels = call('norm', x).flatten(2).transpose([0, 2, 1]);
      const attended = call('attention', pixels).transpose([0, 2, 1]);
      return x.add(attended.reshape(x.shape));
    },
  });
}

const level = (name: string, index: number) => `${name}${index + 1}`;

/** @throws Error if the image cannot be halved as often as there are widths after the first */
function unetChildren(config: DenoisingUnetConfig, input: Shape): ChildLayer[] {
  const { widths, sinusoids, embeddingSize } = config;
  const [channels, height, width] = input as readonly [number, number, number];
  const halvings = widths.length - 1;
  if (height % 2 ** halvings !== 0 || width % 2 ** halvings !== 0) {
    throw new Error(
      `a U-Net of ${widths.length} resolutions takes images whose sides are multiples of ${2 ** halvings}, not ${height}x${width}`,
    );
  }
  const at = (index: number, depth: number) => [depth, height / 2 ** index, width / 2 ** index];
  const [first, last] = [widths[0]!, widths.at(-1)!];
  const before = (index: number) => widths[Math.max(index - 1, 0)]!;
  const block = (name: string, index: number, depth: number): ChildLayer => ({
    name,
    layer: residualBlock(widths[index]!, config),
    input: at(index, depth),
  });
  const outer = widths.slice(0, -1);
  const affine = dense(embeddingSize, { activation: 'silu' });
  return [
    { name: 'time', layer: sequential({ hidden: affine, output: affine }), input: [sinusoids] },
    { name: 'stem', layer: conv(first, 3, { padding: 1 }), input },
    ...outer.map((_, index) => block(level('down', index), index, before(index))),
    block('middle1', halvings, before(halvings)),
    { name: 'attention', layer: attentionBlock(config), input: at(halvings, last) },
    block('middle2', halvings, last),
    ...outer
      .map((depth, index) => block(level('up', index), index, widths[index + 1]! + depth))
      .reverse(),
    { name: 'norm', layer: norm(first, config), input: at(0, first) },
    {
      name: 'output',
      layer: conv(channels, 3, { padding: 1, initializer: zeros }),
      input: at(0, first),
    },
  ];
}

function unetForward(
  { widths, sinusoids }: DenoisingUnetConfig,
  call: CallChild,
  x: Tensor,
  context: LayerContext,
): Tensor {
  const time = sinusoidalEmbedding(sideInput(context, 'steps'), sinusoids);
  const embedding = { embedding: call('time', time) };
  const skips: Tensor[] = [];
  let h = call('stem', x);
  for (let index = 0; index < widths.length - 1; index++) {
    h = call(level('down', index), h, embedding);
    skips.push(h);
    h = averagePool(h, 2);
  }
  h = call('attention', call('middle1', h, embedding));
  h = call('middle2', h, embedding);
  for (let index = widths.length - 2; index >= 0; index--) {
    h = concat([upsampleNearest(h, 2), skips[index]!], 1);
    h = call(level('up', index), h, embedding);
  }
  return call('output', silu(call('norm', h)));
}

/**
 * Noisy images [C, H, W] and, as side input `steps`, their times t as float32 [B] → the noise in them,
 * [C, H, W]. Begins by predicting none.
 */
export function denoisingUnet(config: DenoisingUnetConfig = smallUnet): Layer {
  return wiredLayer('DenoisingUnet', {
    outputShape: (input) => input,
    children: (input) => unetChildren(config, input),
    forward: (call, x, context) => unetForward(config, call, x, context),
  });
}
