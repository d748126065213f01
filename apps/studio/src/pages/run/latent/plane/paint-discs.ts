/** Discs drawn by the processor, into the pixels of an image; softened over one pixel, as the shader does. */

import type { ViewMatrix } from './camera.ts';
import type { PaintedPoints } from './painted-points.ts';

/** What is drawn on: red, green, blue and opacity of each pixel, row after row. */
export interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** Places within a pixel that a disc is told apart at, across and down. */
const PLACES = 4;
/** Of 255: what is covered less hides nothing behind it. */
const SOLID = 128;

interface Masks {
  /** Pixels across and down. */
  readonly side: number;
  /** For each place within a pixel, how much of each pixel the disc covers, of 255. */
  readonly covered: readonly Uint8Array[];
}

function discMasks(radius: number): Masks {
  const reach = radius + 0.5;
  const side = Math.ceil(2 * reach + 1);
  const covered = Array.from({ length: PLACES ** 2 }, (_, place) => {
    const x = reach + ((place % PLACES) + 0.5) / PLACES;
    const y = reach + (Math.floor(place / PLACES) + 0.5) / PLACES;
    return Uint8Array.from({ length: side ** 2 }, (__, pixel) => {
      const across = (pixel % side) + 0.5 - x;
      const down = Math.floor(pixel / side) + 0.5 - y;
      return 255 * Math.min(1, Math.max(0, reach - Math.hypot(across, down)));
    });
  });
  return { side, covered };
}

/**
 * Points of the plane in their order, those in space behind nearer ones.
 * @param ratio pixels of the image to one of the view
 */
export function paintDiscs(
  { data, width, height }: Pixels,
  { count, dimensions, positions, colours, radius }: PaintedPoints,
  m: ViewMatrix,
  ratio: number,
): void {
  const { side, covered } = discMasks(radius * ratio);
  const reach = radius * ratio + 0.5;
  const isSpace = dimensions === 3;
  const nearest = isSpace ? new Float32Array(width * height).fill(Number.NEGATIVE_INFINITY) : null;
  for (let row = 0; row < count; row++) {
    const x = positions[row * dimensions]!;
    const y = positions[row * dimensions + 1]!;
    const z = isSpace ? positions[row * dimensions + 2]! : 0;
    const across = ratio * (m[0]! * x + m[4]! * y + m[8]! * z + m[12]!) - reach;
    const down = ratio * (m[1]! * x + m[5]! * y + m[9]! * z + m[13]!) - reach;
    const [left, top] = [Math.floor(across), Math.floor(down)];
    if (!(left > -side && left < width && top > -side && top < height)) continue;
    const depth = isSpace ? m[2]! * x + m[6]! * y + m[10]! * z + m[14]! : 0;
    const place = Math.floor((down - top) * PLACES) * PLACES + Math.floor((across - left) * PLACES);
    const mask = covered[place]!;
    const [red, green, blue] = [colours[4 * row]!, colours[4 * row + 1]!, colours[4 * row + 2]!];
    const opacity = colours[4 * row + 3]! / (255 * 255);
    const lastLine = Math.min(side, height - top);
    const lastColumn = Math.min(side, width - left);
    for (let line = Math.max(0, -top); line < lastLine; line++) {
      for (let column = Math.max(0, -left); column < lastColumn; column++) {
        const part = mask[line * side + column]!;
        if (part === 0) continue;
        const pixel = (top + line) * width + left + column;
        if (nearest) {
          if (depth < nearest[pixel]!) continue;
          if (part >= SOLID) nearest[pixel] = depth;
        }
        const own = part * opacity;
        const at = 4 * pixel;
        const below = data[at + 3]! / 255;
        // Porter and Duff's "over", of colours that are not multiplied by their opacity.
        const all = own + below * (1 - own);
        const share = own / all;
        data[at] = data[at]! + (red - data[at]!) * share;
        data[at + 1] = data[at + 1]! + (green - data[at + 1]!) * share;
        data[at + 2] = data[at + 2]! + (blue - data[at + 2]!) * share;
        data[at + 3] = 255 * all;
      }
    }
  }
}
