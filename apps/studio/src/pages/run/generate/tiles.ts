/** Answers of the server as images, one by one. */

import {
  decodeArray,
  type EncodedArray,
} from '../../../../../../packages/alebrije/src/server/contract/arrays.ts';

export interface Tile {
  /** [C, H, W] from 0 to 255. */
  readonly pixels: Uint8Array;
  readonly shape: readonly number[];
}

function asBytes(array: EncodedArray): Uint8Array {
  const values = decodeArray(array);
  if (values instanceof Uint8Array) return values;
  // Clamped arrays round, as the server's do for the moments on the way.
  return new Uint8Array(Uint8ClampedArray.from(values, (value) => 255 * value).buffer);
}

/** @param array [N, C, H, W]: uint8, or float32 from 0 to 1 */
export function tilesOf(array: EncodedArray): Tile[] {
  const [count = 0, ...shape] = array.shape;
  const bytes = asBytes(array);
  const size = bytes.length / Math.max(1, count);
  return Array.from({ length: count }, (_, place) => ({
    pixels: bytes.subarray(place * size, (place + 1) * size),
    shape,
  }));
}

/** @param array [C, H, W] */
export function tileOf(array: EncodedArray): Tile {
  return { pixels: asBytes(array), shape: array.shape };
}

/** RGBA pixels of a tile, [H, W, 4]. */
export function rgbaOf({ pixels, shape }: Tile): Uint8ClampedArray<ArrayBuffer> {
  const [channels = 1, height = 1, width = 1] = shape;
  const size = height * width;
  const rgba = new Uint8ClampedArray(4 * size);
  for (let place = 0; place < size; place++) {
    for (let colour = 0; colour < 3; colour++) {
      rgba[4 * place + colour] = pixels[(channels === 3 ? colour * size : 0) + place]!;
    }
    rgba[4 * place + 3] = 255;
  }
  return rgba;
}
