/** Small images with classes and attributes that a judge learns in a second. */

import type { Dataset, Examples } from '../../src/data/dataset.ts';
import { drawIntegers, key } from '../../src/tensor/key.ts';

/** Side of the images in pixels. */
export const SIDE = 8;
/** Of the attributes. */
export const NAMES = ['top', 'left'];

/** Noise; the upper half is brighter with the attribute 'top', the left half with 'left'. */
export function halves(seed: number, count: number): Examples {
  const noise = drawIntegers(key(seed), count * SIDE * SIDE, 120);
  const bits = drawIntegers(key(seed + 1), count * 2, 2);
  const data = Uint8Array.from(noise, (value, at) => {
    const image = Math.floor(at / (SIDE * SIDE));
    const [x, y] = [at % SIDE, Math.floor(at / SIDE) % SIDE];
    const top = bits[2 * image]! * (y < SIDE / 2 ? 60 : 0);
    const left = bits[2 * image + 1]! * (x < SIDE / 2 ? 60 : 0);
    return value + top + left;
  });
  return {
    values: { dtype: 'uint8', shape: [count, 1, SIDE, SIDE], data },
    labels: Int32Array.from({ length: count }, (_, image) => bits[2 * image]!),
    attributes: { names: NAMES, values: Uint8Array.from(bits) },
  };
}

export const halvesDataset: Dataset = {
  name: 'halves',
  kind: 'image',
  train: halves(1, 200),
  test: halves(3, 100),
  classNames: ['dark', 'bright'],
  source: 'test',
};
