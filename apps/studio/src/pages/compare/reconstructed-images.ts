/** What a model makes of examples, as images to be drawn. */

import { decodeArray } from '../../../../../packages/alebrije/src/server/contract/arrays.ts';
import type { UseResults } from '../../api/contract.ts';

export interface DrawnImage {
  readonly key: number;
  /** [C, H, W] from 0 to 255. */
  readonly pixels: Uint8Array;
}

export interface ReconstructedImages {
  readonly shape: readonly number[];
  readonly originals: readonly DrawnImage[];
  readonly outputs: readonly DrawnImage[];
  /** Mean squared error of a pixel from 0 to 1. */
  readonly error: number;
}

/** @returns undefined if the examples are points */
export function reconstructedImages(
  answer: UseResults['reconstruct'],
): ReconstructedImages | undefined {
  const { examples, reconstructions } = answer;
  const shape = examples.shape.slice(1);
  if (shape.length !== 3) return undefined;
  const before = decodeArray(examples) as Float32Array;
  const after = decodeArray(reconstructions) as Float32Array;
  return {
    shape,
    originals: drawn(before, shape),
    outputs: drawn(after, shape),
    error:
      before.reduce((sum, value, place) => sum + (value - after[place]!) ** 2, 0) / before.length,
  };
}

function drawn(values: Float32Array, shape: readonly number[]): DrawnImage[] {
  const size = shape.reduce((product, side) => product * side, 1);
  // Clamped: what a linear output adds beyond black and white is not seen.
  const pixels = new Uint8Array(Uint8ClampedArray.from(values, (value) => 255 * value));
  return Array.from({ length: values.length / size }, (_, key) => ({
    key,
    pixels: pixels.subarray(key * size, (key + 1) * size),
  }));
}
