/**
 * ONNX Runtime's layout NCHWc: an image [B, C, H, W] stored as [B, C / b, H, W, b], where b channels
 * fill one vector register (`LoweringTarget.channelBlock`). Its operators still say [B, C, H, W].
 * Convolutions in this layout are two to eight times as fast as on [B, C, H, W] (`docs/performance.md`).
 */

import type { Shape, TensorType } from '../../../graph/types.ts';
import { padTo } from '../emit.ts';
import { int } from '../operators.ts';
import type { LoweringContext } from '../rule.ts';

/** Batch, channels, height and width. */
export type ImageShape = readonly [number, number, number, number];

/** Whether a value is an image whose channels fill whole blocks. */
export function fillsBlocks(
  { target: { channelBlock } }: LoweringContext,
  { dtype, shape }: TensorType,
): boolean {
  return (
    channelBlock !== undefined &&
    dtype === 'float32' &&
    shape.length === 4 &&
    shape[1]! % channelBlock === 0
  );
}

/** ReorderInput takes no other numbers of channels. */
const CHANNEL_MULTIPLE = 4;

/** [B, C, H, W] → NCHWc; channels that do not fill their last block are followed by zeros. */
export function toBlocks(context: LoweringContext, value: string, shape: Shape): string {
  const channels = shape[1]!;
  const missing = Math.ceil(channels / CHANNEL_MULTIPLE) * CHANNEL_MULTIPLE - channels;
  const padded = padTo(context, value, [0, 0, 0, 0], [0, missing, 0, 0]);
  return context.emit('nchwc.ReorderInput', [padded]);
}

/** NCHWc → [B, C, H, W], without what filled the last block. */
export function fromBlocks(context: LoweringContext, value: string, shape: Shape): string {
  return context.emit('nchwc.ReorderOutput', [value], { channels: int(shape[1]!) });
}

/** [B, C / b, H · W, b]: the order in memory, as ONNX's own operators see it after a reshape. */
export function memoryOrder(
  { target }: LoweringContext,
  [batch, channels, height, width]: ImageShape,
): ImageShape {
  const block = target.channelBlock!;
  return [batch, channels / block, height * width, block];
}

/** The least multiple of the block that holds `count` entries. */
export function roundUpToBlock({ target }: LoweringContext, count: number): number {
  const block = target.channelBlock!;
  return Math.ceil(count / block) * block;
}
