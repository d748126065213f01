/** From stored examples to what networks take and give back, by the kind of network. */

import { UserError } from '../../errors.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { Shape } from '../../graph/types.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { DataInfo } from '../recipe.ts';

/** Shapes leave out the batch axis. */
export interface ExampleShapes {
  /** What the encoder takes. */
  readonly input: Shape;
  readonly codeSize: number;
  /** An example as it is shown: images as [C, H, W]. */
  readonly dataShape: Shape;
  /** Stored examples [B, ...] → [B, ...input]. */
  readonly preprocess: (raw: Tensor) => Tensor;
}

/** What a recipe needs to say of its data. */
export interface ExampleOptions {
  /** For messages. */
  readonly recipe: string;
  readonly codeSize: number;
}

/** Side of the largest images that a dense network is given. */
const LARGEST_FLAT_SIDE = 64;

/** uint8 [B, C, H, W] in 0..255 → float32 in [0, 1]. */
export function unitPixels(raw: Tensor): Tensor {
  return raw.cast('float32').mul(1 / 255);
}

/** uint8 [B, C, H, W] in 0..255 → float32 in [−1, 1]. */
export function signedPixels(raw: Tensor): Tensor {
  return raw
    .cast('float32')
    .mul(2 / 255)
    .sub(1);
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

function expectImages(data: DataInfo, recipe: string, channels: number, side: number): void {
  const [c, h, w] = data.shape;
  if (data.kind === 'image' && c === channels && h! <= side && w! <= side) return;
  const kind = data.kind === 'image' ? `images of ${h}x${w}x${c}` : `vectors of ${c} numbers`;
  throw new UserError(
    `${recipe} takes images of at most ${side}x${side}x${channels}, not ${kind}: choose another dataset with --data`,
  );
}

/**
 * Grey images in a square of zeros, for convolutional networks.
 * @throws UserError if the data are no grey images, or larger than the square
 */
export function squareImages(
  data: DataInfo,
  side: number,
  { recipe, codeSize }: ExampleOptions,
): ExampleShapes {
  expectImages(data, recipe, 1, side);
  const shape = [1, side, side];
  const preprocess = (raw: Tensor) => padToSquare(unitPixels(raw), side);
  return { input: shape, codeSize, dataShape: shape, preprocess };
}

/**
 * Colour images in a square of zeros, for convolutional networks.
 * @throws UserError if the data are no colour images, or larger than the square
 */
export function colourImages(
  data: DataInfo,
  side: number,
  { recipe, codeSize }: ExampleOptions,
): ExampleShapes {
  expectImages(data, recipe, 3, side);
  const shape = [3, side, side];
  const preprocess = (raw: Tensor) => padToSquare(unitPixels(raw), side);
  return { input: shape, codeSize, dataShape: shape, preprocess };
}

/**
 * Grey images as vectors of pixels, for dense networks.
 * @throws UserError if the data are no grey images, or too large
 */
export function flatImages(data: DataInfo, { recipe, codeSize }: ExampleOptions): ExampleShapes {
  expectImages(data, recipe, 1, LARGEST_FLAT_SIDE);
  const preprocess = (raw: Tensor) => unitPixels(raw).flatten();
  return { input: [sizeOf(data.shape)], codeSize, dataShape: data.shape, preprocess };
}

/**
 * Grey images as sequences of rows [H, W], for recurrent networks.
 * @throws UserError if the data are no grey images, or too large
 */
export function imageRows(data: DataInfo, { recipe, codeSize }: ExampleOptions): ExampleShapes {
  expectImages(data, recipe, 1, LARGEST_FLAT_SIDE);
  const preprocess = (raw: Tensor) => unitPixels(raw).squeeze(1);
  return { input: data.shape.slice(1), codeSize, dataShape: data.shape, preprocess };
}

/**
 * Vectors of `size` numbers, as they are.
 * @throws UserError if the data are anything else
 */
export function vectors(
  data: DataInfo,
  size: number,
  { recipe, codeSize }: ExampleOptions,
): ExampleShapes {
  if (data.kind !== 'vector' || data.shape[0] !== size) {
    const given = data.kind === 'image' ? 'images' : `${data.shape[0]}`;
    throw new UserError(
      `${recipe} takes vectors of ${size} numbers, not ${given}: choose another dataset with --data`,
    );
  }
  return { input: [size], codeSize, dataShape: [size], preprocess: (raw) => raw };
}
