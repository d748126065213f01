/** Convolutions of which each place sees only those before it, in the order in which one reads. */

import { conv } from '../tensor/spatial.ts';
import { tensorOf } from '../tensor/tensor.ts';
import { leaf } from '../tensor/tree.ts';
import { buildLayer, plainParameter } from './build-layer.ts';
import { convFans, glorotUniform, zeros } from './initializers.ts';
import type { Layer } from './layer.ts';

/** 'A' sees the places before its own, 'B' its own too: van den Oord et al., ICML 2016, section 3.4. */
export type CausalMask = 'A' | 'B';

/** A place that a convolution sees: rows above its own, and columns to the right. */
export interface Tap {
  readonly above: number;
  readonly right: number;
  /** Where its weights are in the kernel's window, counted row by row. */
  readonly index: number;
}

/** The places that a masked window of odd size sees, row by row. */
export function tapsOf(size: number, mask: CausalMask): Tap[] {
  const reach = (size - 1) / 2;
  const taps: Tap[] = [];
  for (let above = reach; above >= 0; above--) {
    const last = above > 0 ? reach : mask === 'A' ? -1 : 0;
    for (let right = -reach; right <= last; right++) {
      taps.push({ above, right, index: (reach - above) * size + reach + right });
    }
  }
  return taps;
}

/**
 * [C, H, W] → [filters, H, W]. The kernel [O, C, (size + 1) / 2, size] holds the window's rows down to
 * the place's own, of which the mask leaves a part.
 * @param size of the window, odd
 * @throws RangeError if it is even
 */
export function maskedConv(filters: number, size: number, mask: CausalMask): Layer {
  if (size % 2 !== 1) throw new RangeError(`a masked window has a middle, unlike one of ${size}`);
  const reach = (size - 1) / 2;
  const taps = tapsOf(size, mask);
  const window = [reach + 1, size];
  const seen = new Array<number>((reach + 1) * size).fill(0);
  for (const { index } of taps) seen[index] = 1;
  const padding = [
    [reach, 0],
    [reach, reach],
  ] as const;
  return buildLayer('MaskedConv2D', {
    parameters: ([channels]) => ({
      kernel: {
        shape: [filters, channels!, ...window],
        initializer: glorotUniform,
        fans: convFans([filters, channels!, taps.length]),
      },
      bias: plainParameter([filters], zeros),
    }),
    forward: (params, x) => {
      const kernel = leaf(params, 'kernel').mul(tensorOf(seen, [1, 1, ...window]));
      return conv(x, kernel, { padding }).add(leaf(params, 'bias').reshape([filters, 1, 1]));
    },
  });
}
