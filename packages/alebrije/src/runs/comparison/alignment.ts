/** Runs that show the same images in frames of different sizes, brought to the size they are stored in. */

import { UserError } from '../../errors.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { HostTensor, Shape } from '../../graph/types.ts';
import { hostFloats } from '../../train/model-session.ts';

/** Half a step of 8-bit pixels. */
const TOLERANCE = 0.5 / 255;

/** Stored examples [N, ...] as numbers: uint8 images in [0, 1], vectors as they are. */
export function storedValues({ dtype, shape, data }: HostTensor): HostTensor {
  const scale = dtype === 'uint8' ? 1 / 255 : 1;
  return hostFloats(
    shape,
    Float32Array.from(data, (value) => value * scale),
  );
}

/**
 * The middle of images [N, C·H·W], flattened or not, as [N, C, h, w]; of vectors, themselves. A margin
 * that cannot be even is larger below and at the right, as `padToSquare` adds it.
 * @param shown shape of one example as a run shows it
 * @param stored shape of one example in the dataset, no larger
 */
export function cropToStored({ shape, data }: HostTensor, shown: Shape, stored: Shape): HostTensor {
  const count = shape[0]!;
  const floats = data as Float32Array;
  if (sizeOf(shown) === sizeOf(stored)) return hostFloats([count, ...stored], floats);
  const [channels, height, width] = stored as readonly [number, number, number];
  const [, fullHeight, fullWidth] = shown as readonly [number, number, number];
  const top = Math.floor((fullHeight - height) / 2);
  const left = Math.floor((fullWidth - width) / 2);
  const cropped = new Float32Array(count * sizeOf(stored));
  for (let plane = 0; plane < count * channels; plane++) {
    for (let row = 0; row < height; row++) {
      const start = (plane * fullHeight + top + row) * fullWidth + left;
      cropped.set(floats.subarray(start, start + width), (plane * height + row) * width);
    }
  }
  return hostFloats([count, ...stored], cropped);
}

/** Whether the one shape is the other with an even margin around, or the same. */
export function fitsAround(shown: Shape, stored: Shape): boolean {
  if (sizeOf(shown) === sizeOf(stored)) return true;
  if (shown.length !== 3 || stored.length !== 3) return false;
  return shown[0] === stored[0] && shown[1]! >= stored[1]! && shown[2]! >= stored[2]!;
}

/**
 * Makes sure that what a run takes is the stored examples, at most with a margin around them.
 * @param prepared what the run's networks take of the stored examples
 * @throws UserError if the run shrinks, stretches or colours them
 */
export function checkAlignment(
  name: string,
  prepared: HostTensor,
  { shown, stored }: { readonly shown: Shape; readonly stored: HostTensor },
): void {
  const shape = stored.shape.slice(1);
  const size = (axes: Shape) => axes.join('x');
  if (!fitsAround(shown, shape)) {
    throw new UserError(
      `${name} shows examples of ${size(shown)}, and the data are of ${size(shape)}: it cannot be compared with runs that keep them`,
    );
  }
  const { data } = cropToStored(prepared, shown, shape);
  if (data.some((value, index) => !(Math.abs(value - stored.data[index]!) <= TOLERANCE))) {
    throw new UserError(
      `${name} changes its examples before they are encoded: it cannot be compared with runs that keep them`,
    );
  }
}
