/**
 * Discs drawn by the processor, into the pixels of an image; softened over one pixel, as the shader does. In whole
 * numbers, and a pixel at a time as one word: tens of thousands of discs have to be drawn within a frame.
 */

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

/** The pixels that a disc covers, from its upper left corner. */
interface Mask {
  readonly columns: Uint8Array;
  readonly lines: Uint8Array;
  /** How much of each, of 255. */
  readonly parts: Uint8Array;
}

function discMask(reach: number, side: number, place: number): Mask {
  const x = reach + ((place % PLACES) + 0.5) / PLACES;
  const y = reach + (Math.floor(place / PLACES) + 0.5) / PLACES;
  const covered = Array.from({ length: side ** 2 }, (_, pixel) => {
    const [column, line] = [pixel % side, Math.floor(pixel / side)];
    const within = reach - Math.hypot(column + 0.5 - x, line + 0.5 - y);
    return { column, line, part: Math.round(255 * Math.min(1, Math.max(0, within))) };
  }).filter(({ part }) => part > 0);
  return {
    columns: Uint8Array.from(covered, ({ column }) => column),
    lines: Uint8Array.from(covered, ({ line }) => line),
    parts: Uint8Array.from(covered, ({ part }) => part),
  };
}

/** 1 / n, and a half, in whole numbers of 16 bits. */
const INVERSES = Uint32Array.from({ length: 256 }, (_, n) =>
  n === 0 ? 0 : Math.round(65_536 / n),
);
const HALF = 32_768;

/** Rounded, of products of two bytes. */
function dividedBy255(product: number): number {
  const half = product + 128;
  return (half + (half >> 8)) >> 8;
}

/**
 * Porter and Duff's "over" of pixels whose colours are not multiplied by their opacity. A word is opacity, blue, green
 * and red, from its highest byte on.
 */
function over(below: number, colour: number, opacity: number): number {
  const opacityBelow = below >>> 24;
  if (opacityBelow === 0) return colour | (opacity << 24);
  const all = opacity + dividedBy255(opacityBelow * (255 - opacity));
  const share = opacity * INVERSES[all]!;
  const red = below & 255;
  const green = (below >>> 8) & 255;
  const blue = (below >>> 16) & 255;
  const mixedRed = red + ((((colour & 255) - red) * share + HALF) >> 16);
  const mixedGreen = green + (((((colour >>> 8) & 255) - green) * share + HALF) >> 16);
  const mixedBlue = blue + (((((colour >>> 16) & 255) - blue) * share + HALF) >> 16);
  return mixedRed | (mixedGreen << 8) | (mixedBlue << 16) | (all << 24);
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
  const reach = radius * ratio + 0.5;
  const side = Math.ceil(2 * reach + 1);
  const masks = Array.from({ length: PLACES ** 2 }, (_, place) => discMask(reach, side, place));
  const words = new Int32Array(data.buffer, data.byteOffset, width * height);
  const isSpace = dimensions === 3;
  const nearest = isSpace ? new Float32Array(width * height).fill(Number.NEGATIVE_INFINITY) : null;
  for (let row = 0; row < count; row++) {
    const x = positions[row * dimensions]!;
    const y = positions[row * dimensions + 1]!;
    const z = isSpace ? positions[row * dimensions + 2]! : 0;
    const across = ratio * (m[0]! * x + m[4]! * y + m[8]! * z + m[12]!) - reach;
    const down = ratio * (m[1]! * x + m[5]! * y + m[9]! * z + m[13]!) - reach;
    const left = Math.floor(across);
    const top = Math.floor(down);
    // Nowhere is not inside either.
    if (!(left > -side && left < width && top > -side && top < height)) continue;
    const isInside = left >= 0 && top >= 0 && left + side <= width && top + side <= height;
    const depth = isSpace ? m[2]! * x + m[6]! * y + m[10]! * z + m[14]! : 0;
    const place = Math.floor((down - top) * PLACES) * PLACES + Math.floor((across - left) * PLACES);
    const { columns, lines, parts } = masks[place]!;
    const colour = colours[4 * row]! | (colours[4 * row + 1]! << 8) | (colours[4 * row + 2]! << 16);
    const opacity = colours[4 * row + 3]!;
    for (let covered = 0; covered < parts.length; covered++) {
      const column = left + columns[covered]!;
      const line = top + lines[covered]!;
      if (!isInside && (column < 0 || column >= width || line < 0 || line >= height)) continue;
      const part = parts[covered]!;
      const pixel = line * width + column;
      if (nearest) {
        if (depth < nearest[pixel]!) continue;
        if (part >= SOLID) nearest[pixel] = depth;
      }
      words[pixel] = over(words[pixel]!, colour, dividedBy255(part * opacity));
    }
  }
}
