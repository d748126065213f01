/** Convolution kernels in the order that NCHWc convolutions take. b stands for the channel block. */

import type { Shape } from '../../../graph/types.ts';
import { reshapeTo, transposeTo } from '../emit.ts';
import type { LoweringContext } from '../rule.ts';
import { toBlocks } from './layout.ts';

/**
 * [O, C, ...K] → [O / b, C / b, ...K, b (of C), b (of O)]; if C is less than a block,
 * → [O / b, C, ...K, b (of O)] for images that are not in blocks. O is rounded up to blocks.
 * @returns the reordered kernel; its nominal shape is [O rounded up, C, ...K]
 */
export function reorderFilter(context: LoweringContext, kernel: string, shape: Shape): string {
  const block = context.target.channelBlock!;
  const [outputs, channels, height, width] = shape as [number, number, number, number];
  const rounded = Math.ceil(outputs / block) * block;
  const positions = height * width;
  const named = [rounded, channels, height, width];
  // To ReorderInput the kernel is an image of O channels: [O / b, C · K, b].
  const row = [1, outputs, 1, channels * positions];
  const blocked = toBlocks(context, reshapeTo(context, kernel, shape, row), row);
  const blockedRow = [1, rounded, 1, channels * positions];
  if (channels < block) return reshapeTo(context, blocked, blockedRow, named);
  const split = [(rounded / block) * (channels / block), block, positions, block];
  const moved = transposeTo(
    context,
    reshapeTo(context, blocked, blockedRow, split),
    split,
    [0, 2, 1, 3],
  );
  return reshapeTo(context, moved, [split[0]!, positions, block, block], named);
}
