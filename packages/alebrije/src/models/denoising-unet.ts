/**
 * The U-Net that predicts noise: Ho et al., "Denoising diffusion probabilistic models" (NeurIPS 2020),
 * appendix B, after Ronneberger et al., "U-Net" (MICCAI 2015). B batch, C channels, H, W pixels.
 * Resolution is halved by averaging and doubled by repetition; groups are as wide at every resolution.
 */

import { UserError } from '../errors.ts';
import type { Shape } from '../graph/types.ts';
import { activate } from '../nn/activations.ts';
import { multiHeadAttention } from '../nn/attention.ts';
import { conv } from '../nn/convolution.ts';
import { dense } from '../nn/dense.ts';
import { zeros } from '../nn/initializers.ts';
import { type ChildLayer, type Layer, type LayerContext, sideInput } from '../nn/layer.ts';
import { dropout } from '../nn/noise.ts';
import { groupNorm } from '../nn/normalization.ts';
import { embedStep, type StepEmbedding, stepEmbeddingLayers } from '../nn/step-embedding.ts';
import { type CallChild, wiredLayer } from '../nn/wiring.ts';
import { averagePool, upsampleNearest } from '../tensor/spatial.ts';
import { concat, type Tensor } from '../tensor/tensor.ts';

export interface DenoisingUnetConfig extends StepEmbedding {
  /** Channels at each resolution, from the image's own; each has half as many pixels a side. */
  readonly widths: readonly number[];
  /** Channels that are normalised together; every width is a multiple of it. */
  readonly groupSize: number;
  /** Of the self-attention; every width that has one is a multiple of it. */
  readonly heads: number;
  /** Residual blocks at each resolution but the lowest, on the way down and as many on the way up; 1 unless given. */
  readonly blocks?: number;
  /** Resolutions whose blocks are followed by self-attention, 0 the image's own; the lowest always has it. */
  readonly attention?: readonly number[];
  /** Share of the activations inside a residual block that are dropped while training; 0 unless given. */
  readonly dropoutRate?: number;
}

/** For images of 28x28: 272,353 parameters with one channel. */
export const smallUnet: DenoisingUnetConfig = {
  widths: [16, 32, 64],
  sinusoids: 64,
  embeddingSize: 128,
  groupSize: 16,
  heads: 4,
};

/** For accelerators: 5,128,769 parameters with one channel. */
export const largeUnet: DenoisingUnetConfig = {
  widths: [64, 128, 256],
  sinusoids: 128,
  embeddingSize: 256,
  groupSize: 16,
  heads: 4,
  blocks: 2,
  attention: [1],
  dropoutRate: 0.1,
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
  const { dropoutRate = 0 } = config;
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
        ...(dropoutRate > 0
          ? [{ name: 'dropout', layer: dropout(dropoutRate), input: inner }]
          : []),
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
      const active = silu(call('norm2', shifted));
      const second = call('conv2', dropoutRate > 0 ? call('dropout', active) : active);
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

/** The n-th block on the way down or up at a resolution: 'down1', then 'down1Block2'. */
const blockName = (way: 'down' | 'up', resolution: number, index: number) =>
  `${way}${resolution + 1}${index === 0 ? '' : `Block${index + 1}`}`;

/** Beside a block at a resolution with self-attention. */
const attentionName = (block: string) => `${block}Attention`;

/** @throws UserError if the image cannot be halved as often, or the channels be divided */
function checkConfig(config: DenoisingUnetConfig, [, height, width]: Shape): void {
  const { widths, groupSize, heads, attention = [] } = config;
  const halvings = widths.length - 1;
  if (height! % 2 ** halvings !== 0 || width! % 2 ** halvings !== 0) {
    throw new UserError(
      `a U-Net of ${widths.length} resolutions takes images whose sides are multiples of ${2 ** halvings}, not ${height}x${width}`,
    );
  }
  for (const [resolution, channels] of widths.entries()) {
    if (channels % groupSize !== 0) {
      throw new UserError(
        `a U-Net’s channels are multiples of its groupSize ${groupSize}, unlike ${channels}`,
      );
    }
    const attends = resolution === halvings || attention.includes(resolution);
    if (attends && channels % heads !== 0) {
      throw new UserError(
        `channels with self-attention are multiples of its ${heads} heads, unlike ${channels}`,
      );
    }
  }
}

function unetChildren(config: DenoisingUnetConfig, input: Shape): ChildLayer[] {
  checkConfig(config, input);
  const { widths, blocks = 1, attention = [] } = config;
  const [channels, height, width] = input as readonly [number, number, number];
  const [first, last] = [widths[0]!, widths.at(-1)!];
  const lowest = widths.length - 1;
  const at = (index: number, depth: number) => [depth, height / 2 ** index, width / 2 ** index];
  const before = (index: number) => widths[Math.max(index - 1, 0)]!;
  const block = (name: string, index: number, depth: number): ChildLayer => ({
    name,
    layer: residualBlock(widths[index]!, config),
    input: at(index, depth),
  });
  /** A resolution's blocks, the first of which takes `depth` channels and the others `laterDepth`. */
  const stack = (way: 'down' | 'up', index: number, depth: number, laterDepth: number) =>
    Array.from({ length: blocks }, (_, n): ChildLayer[] => {
      const name = blockName(way, index, n);
      const residual = block(name, index, n === 0 ? depth : laterDepth);
      const own = at(index, widths[index]!);
      return attention.includes(index)
        ? [residual, { name: attentionName(name), layer: attentionBlock(config), input: own }]
        : [residual];
    }).flat();
  const outer = widths.slice(0, -1);
  return [
    ...stepEmbeddingLayers(config),
    { name: 'stem', layer: conv(first, 3, { padding: 1 }), input },
    ...outer.flatMap((depth, index) => stack('down', index, before(index), depth)),
    block('middle1', lowest, before(lowest)),
    { name: 'attention', layer: attentionBlock(config), input: at(lowest, last) },
    block('middle2', lowest, last),
    ...outer
      .map((depth, index) => stack('up', index, widths[index + 1]! + depth, 2 * depth))
      .reverse()
      .flat(),
    { name: 'norm', layer: norm(first, config), input: at(0, first) },
    {
      name: 'output',
      layer: conv(channels, 3, { padding: 1, initializer: zeros }),
      input: at(0, first),
    },
  ];
}

function unetForward(
  config: DenoisingUnetConfig,
  call: CallChild,
  x: Tensor,
  context: LayerContext,
): Tensor {
  const { widths, blocks = 1, attention = [] } = config;
  const lowest = widths.length - 1;
  const embedding = { embedding: embedStep(config, call, context) };
  const skips: Tensor[] = [];
  const blockAt = (way: 'down' | 'up', index: number, n: number, value: Tensor) => {
    const name = blockName(way, index, n);
    const output = call(name, value, embedding);
    return attention.includes(index) ? call(attentionName(name), output) : output;
  };
  let h = call('stem', x);
  for (let index = 0; index < lowest; index++) {
    for (let n = 0; n < blocks; n++) {
      h = blockAt('down', index, n, h);
      skips.push(h);
    }
    h = averagePool(h, 2);
  }
  h = call('attention', call('middle1', h, embedding));
  h = call('middle2', h, embedding);
  for (let index = lowest - 1; index >= 0; index--) {
    h = upsampleNearest(h, 2);
    for (let n = 0; n < blocks; n++) {
      h = blockAt('up', index, n, concat([h, skips.pop()!], 1));
    }
  }
  return call('output', silu(call('norm', h)));
}

/**
 * Noisy images [C, H, W] and, as side inputs, `steps`, their times t as float32 [B], and `labels`, int32
 * [B], where it has classes → its prediction, [C, H, W]. Begins by predicting zeros.
 */
export function denoisingUnet(config: DenoisingUnetConfig = smallUnet): Layer {
  return wiredLayer('DenoisingUnet', {
    outputShape: (input) => input,
    children: (input) => unetChildren(config, input),
    forward: (call, x, context) => unetForward(config, call, x, context),
  });
}
