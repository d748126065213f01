/** From stored examples to what networks take. */

import { UserError } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { DataInfo } from '../recipe.ts';

/** uint8 [B, C, H, W] in 0..255 → float32 in [0, 1]. */
export function unitPixels(raw: Tensor): Tensor {
  return raw.cast('float32').mul(1 / 255);
}

/** Zeros around images [B, C, H, W], as evenly as possible, up to a square of `side` pixels. */
export function padToSquare(images: Tensor, side: number): Tensor {
  const [, , height, width] = images.shape as readonly [number, number, number, number];
  const margin = (extent: number): [number, number] => {
    const total = side - extent;
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  };
  return images.pad([[0, 0], [0, 0], margin(height), margin(width)]);
}

/** Images [C, H, W] for a recipe of `channels` channels and at most `side` pixels a side. */
export function expectImages(data: DataInfo, recipe: string, channels: number, side: number): void {
  const [c, h, w] = data.shape;
  if (data.kind === 'image' && c === channels && h! <= side && w! <= side) return;
  const kind = data.kind === 'image' ? `images of ${h}x${w}x${c}` : `vectors of ${c} numbers`;
  throw new UserError(
    `${recipe} takes images of at most ${side}x${side}x${channels}, not ${kind}: choose another dataset with --data`,
  );
}

/** @throws UserError unless the data are vectors of `size` numbers */
export function expectVectors(data: DataInfo, recipe: string, size: number): void {
  if (data.kind === 'vector' && data.shape[0] === size) return;
  throw new UserError(
    `${recipe} takes vectors of ${size} numbers, not ${data.kind === 'image' ? 'images' : `${data.shape[0]}`}: choose another dataset with --data`,
  );
}
