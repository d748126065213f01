/** The index arithmetic of sliding windows, the same for convolutions, their transposes and pooling. */

import type { ConvAttributes } from '../../graph/ops.ts';
import type { Shape } from '../../graph/types.ts';

/** One place where a window touches the image; the fields are row-major offsets over the spatial axes. */
export interface Tap {
  readonly image: number;
  readonly kernel: number;
  /** The window's position, which is the entry of the output that it produces. */
  readonly output: number;
}

type WindowGeometry = Pick<ConvAttributes, 'strides' | 'dilations' | 'padBegin'>;

/**
 * All taps that lie inside the image, ordered by output, then by kernel.
 * Along each axis: image = output · stride + kernel · dilation − padBegin.
 * `padEnd` acts only through the extent of the output.
 * @param image, kernel, output extents of the spatial axes
 */
export function windowTaps(
  { strides, dilations, padBegin }: WindowGeometry,
  image: Shape,
  kernel: Shape,
  output: Shape,
): Tap[] {
  let positions: Tap[] = [{ image: 0, kernel: 0, output: 0 }];
  for (const [axis, extent] of output.entries()) {
    positions = positions.flatMap((outer) =>
      Array.from({ length: extent }, (_, index) => ({
        ...outer,
        output: outer.output * extent + index,
      })),
    );
  }
  return positions;
}
