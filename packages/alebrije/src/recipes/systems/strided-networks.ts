/** Convolutions that halve an image step by step down to a code, and transposed ones that double it. */

import { branches, sequential } from '../../nn/composition.ts';
import { conv, convTranspose } from '../../nn/convolution.ts';
import { dense } from '../../nn/dense.ts';
import type { Layer } from '../../nn/layer.ts';
import { flatten, reshape } from '../../nn/reshape.ts';

export interface StridedOptions {
  /** Of each halving, from the image to the code; decoders use them from last to first. */
  readonly filters: readonly number[];
  /** Units of a dense layer next to the code; none unless given. */
  readonly hidden?: number;
}

/** One layer per number of filters, named conv1, conv2, ... */
function convolutions(
  filters: readonly number[],
  layer: (filters: number) => Layer,
): Record<string, Layer> {
  return Object.fromEntries(filters.map((count, index) => [`conv${index + 1}`, layer(count)]));
}

const hiddenLayer = (units: number | undefined): Record<string, Layer> =>
  units === undefined ? {} : { hidden: dense(units, { activation: 'relu' }) };

/** [C, H, W] → [2 Z]: mean and log variance. */
export function stridedPosterior({ filters, hidden }: StridedOptions, codeSize: number): Layer {
  const halving = (count: number) =>
    conv(count, 3, { strides: 2, padding: 'same', activation: 'relu' });
  return sequential({
    ...convolutions(filters, halving),
    flatten: flatten(),
    ...hiddenLayer(hidden),
    heads: branches({ mean: dense(codeSize), logVar: dense(codeSize) }),
  });
}

/** Code [Z] → logits [channels, side, side]; the halvings divide the side. */
export function stridedDecoder(
  { filters, hidden }: StridedOptions,
  { channels, side }: { readonly channels: number; readonly side: number },
): Layer {
  const inwards = filters.toReversed();
  const start = [inwards[0]!, side / 2 ** filters.length, side / 2 ** filters.length] as const;
  const doubling = (count: number) =>
    convTranspose(count, 3, { strides: 2, padding: 'same', activation: 'relu' });
  return sequential({
    ...hiddenLayer(hidden),
    expand: dense(start[0] * start[1] * start[2], { activation: 'relu' }),
    reshape: reshape(start),
    ...convolutions(inwards, doubling),
    logits: convTranspose(channels, 3, { padding: 'same' }),
  });
}
