/** Codes at which a decoder or a generator is asked, so that one sees how it bends the space of its codes. */

import { LINE_CODES, SQUARE_CODES } from './pictures.ts';

/** Least and largest code along an axis. */
export type CodeRange = readonly [least: number, largest: number];

/** Codes beyond these are rare under N(0, 1): 1 in 80. */
export const NORMAL_RANGE: CodeRange = [-2.5, 2.5];

/** From the least code of each axis to the largest. @param codes [N, Z] */
export function rangesOf(codes: Float32Array, codeSize: number): CodeRange[] {
  return Array.from({ length: codeSize }, (_, axis) => {
    let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = axis; i < codes.length; i += codeSize) {
      least = Math.min(least, codes[i]!);
      largest = Math.max(largest, codes[i]!);
    }
    return [least, largest];
  });
}

/** Codes in equal steps [G, 1], or on a square [G², 2], row by row from the least. */
export function gridCodes(ranges: readonly CodeRange[]): Float32Array {
  const [first, second] = ranges as readonly [CodeRange, CodeRange?];
  const at = ([least, largest]: CodeRange, share: number) => least + share * (largest - least);
  if (!second) {
    return Float32Array.from({ length: LINE_CODES }, (_, i) => at(first, i / (LINE_CODES - 1)));
  }
  const codes = new Float32Array(2 * SQUARE_CODES ** 2);
  for (let row = 0; row < SQUARE_CODES; row++) {
    for (let column = 0; column < SQUARE_CODES; column++) {
      const place = 2 * (row * SQUARE_CODES + column);
      codes[place] = at(first, column / (SQUARE_CODES - 1));
      codes[place + 1] = at(second, row / (SQUARE_CODES - 1));
    }
  }
  return codes;
}

/** Ranges as one array [Z, 2]. */
export function packRanges(ranges: readonly CodeRange[]): Float32Array {
  return Float32Array.from(ranges.flat());
}

/** Draws of a Gaussian with the mean and the deviation of each axis of codes [N, Z], from normal draws [M, Z]. */
export function likeCodes(
  codes: Float32Array,
  normal: Float32Array,
  codeSize: number,
): Float32Array {
  const count = codes.length / codeSize;
  const sums = new Float64Array(codeSize);
  const squares = new Float64Array(codeSize);
  for (let i = 0; i < codes.length; i++) {
    sums[i % codeSize]! += codes[i]! / count;
    squares[i % codeSize]! += codes[i]! ** 2 / count;
  }
  return normal.map((draw, i) => {
    const mean = sums[i % codeSize]!;
    const deviation = Math.sqrt(Math.max(0, squares[i % codeSize]! - mean ** 2));
    return mean + deviation * draw;
  });
}
