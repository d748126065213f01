/** Random host arrays for the tests, from a small seeded generator. */

import { sizeOf } from '../../../src/graph/shape.ts';
import type { DType, HostTensor, Shape } from '../../../src/graph/types.ts';

/** Uniform draws from [0, 1): a linear congruential generator (Numerical Recipes, 7.1). */
export function uniformDraws(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Entries in [low, high): whole numbers unless the type is float32. */
export function randomTensor(
  draw: () => number,
  dtype: DType,
  shape: Shape,
  low = -2,
  high = 2,
): HostTensor {
  const values = Array.from({ length: sizeOf(shape) }, () => low + draw() * (high - low));
  if (dtype === 'float32') return { dtype, shape, data: Float32Array.from(values) };
  const whole = values.map(Math.floor);
  if (dtype === 'int32') return { dtype, shape, data: Int32Array.from(whole) };
  return { dtype, shape, data: Uint8Array.from(whole) };
}
