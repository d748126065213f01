/** The index arithmetic of sliding windows, the same for convolutions, their transposes and pooling. */

import type { ConvAttributes } from '../../graph/ops.ts';
import type { Shape } from '../../graph/types.ts';

/** One contact of a window with the image; the fields are row-major offsets over the spatial axes. */
export interface Tap {
  readonly image: number;
  readonly kernel: number;
  /** The window's position, which is the entry of the output that it produces. */
  readonly output: number;
}

type WindowGeometry = Pick<ConvAttributes, 'strides' | 'dilations' | 'padBegin'>;

/**
 * All taps inside the image; those of one output are in row-major order of the image.
 * Along each axis, image = output · stride + kernel · dilation − padBegin; `padEnd` acts only
 * through the extent of the output.
 * @param image extents of the spatial axes, as are `kernel` and `output`
 */
export function windowTaps(
  { strides, dilations, padBegin }: WindowGeometry,
  image: Shape,
  kernel: Shape,
  output: Shape,
): Tap[] {
  let taps: Tap[] = [{ image: 0, kernel: 0, output: 0 }];
  for (const axis of image.keys()) {
    const along: Tap[] = [];
    for (let o = 0; o < output[axis]!; o++) {
      for (let k = 0; k < kernel[axis]!; k++) {
        const i = o * strides[axis]! + k * dilations[axis]! - padBegin[axis]!;
        if (i >= 0 && i < image[axis]!) along.push({ image: i, kernel: k, output: o });
      }
    }
    taps = taps.flatMap((outer) =>
      along.map((inner) => ({
        image: outer.image * image[axis]! + inner.image,
        kernel: outer.kernel * kernel[axis]! + inner.kernel,
        output: outer.output * output[axis]! + inner.output,
      })),
    );
  }
  return taps;
}
