/** Which axis means what. */

import type { Shape } from '../graph/types.ts';

/**
 * The axis of the features in a batch of that rank: the channels of images [B, C, H, W], else the
 * last, as in [B, D] and sequences [B, T, D].
 */
export function featureAxis(rank: number): number {
  return rank === 4 ? 1 : rank - 1;
}

/** The shape in which `extent` values broadcast along one axis of a tensor: 1 on the others. */
export function alongAxis(rank: number, axis: number, extent: number): Shape {
  return new Array<number>(rank).fill(1).with(axis, extent);
}
