/** Initial values of parameters, as Keras defines them. */

import { sizeOf } from '../graph/shape.ts';
import type { HostTensor, Shape } from '../graph/types.ts';
import { drawNormal, drawUniform, fold, type Key } from '../tensor/key.ts';

/** How many inputs an output sums over, and how many outputs an input reaches. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

export type Initializer = (key: Key, shape: Shape, fans: Fans) => HostTensor;

/** Of a kernel [in, out]. */
export function denseFans([fanIn, fanOut]: Shape): Fans {
  return { fanIn: fanIn!, fanOut: fanOut! };
}

/** Of a kernel [O, C / groups, ...K]. */
export function convFans([filters, channels, ...window]: Shape): Fans {
  const taps = sizeOf(window);
  return { fanIn: channels! * taps, fanOut: filters! * taps };
}

/**
 * Of a transposed convolution's kernel [I, O, ...K]. As in Keras and PyTorch these are the fans of the
 * convolution that it transposes, so fanIn counts the output's channels.
 */
export const convTransposeFans = convFans;

function float32(shape: Shape, data: Float32Array): HostTensor {
  return { dtype: 'float32', shape, data };
}

export const constantInitializer =
  (value: number): Initializer =>
  (_, shape) =>
    float32(shape, new Float32Array(sizeOf(shape)).fill(value));

export const zeros = constantInitializer(0);
export const ones = constantInitializer(1);

/** Uniform in [−limit, limit). */
export const randomUniform =
  (limit: number): Initializer =>
  (key, shape) =>
    float32(
      shape,
      drawUniform(key, sizeOf(shape)).map((draw) => (2 * draw - 1) * limit),
    );

/** From N(0, standardDeviation²), not truncated. */
export const randomNormal =
  (standardDeviation: number): Initializer =>
  (key, shape) =>
    float32(
      shape,
      drawNormal(key, sizeOf(shape)).map((draw) => draw * standardDeviation),
    );

/** Draws of N(0, 1) on condition that |draw| ≤ 2, by rejection. */
function drawTruncatedNormal(key: Key, count: number): Float32Array {
  const kept = new Float32Array(count);
  let filled = 0;
  for (let round = 0; filled < count; round++) {
    for (const draw of drawNormal(fold(key, round), count - filled)) {
      if (Math.abs(draw) <= 2) kept[filled++] = draw;
    }
  }
  return kept;
}

/** The standard deviation of N(0, 1) truncated to ±2. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

/**
 * Entries of mean 0 and variance scale / n, where n is one of the fans or their mean.
 * 'normal' is truncated at two standard deviations of the normal that it is cut from.
 */
export function varianceScaling(
  scale: number,
  mode: 'fanIn' | 'fanOut' | 'fanMean',
  distribution: 'uniform' | 'normal',
): Initializer {
  return (key, shape, fans) => {
    const n = mode === 'fanMean' ? (fans.fanIn + fans.fanOut) / 2 : fans[mode];
    const deviation = Math.sqrt(scale / n);
    if (distribution === 'uniform')
      return randomUniform(deviation * Math.sqrt(3))(key, shape, fans);
    const stretch = deviation / TRUNCATED_DEVIATION;
    return float32(
      shape,
      drawTruncatedNormal(key, sizeOf(shape)).map((draw) => draw * stretch),
    );
  };
}

/** Glorot and Bengio, AISTATS 2010. */
export const glorotUniform = varianceScaling(1, 'fanMean', 'uniform');
export const glorotNormal = varianceScaling(1, 'fanMean', 'normal');
/** He et al., ICCV 2015. */
export const heUniform = varianceScaling(2, 'fanIn', 'uniform');
export const heNormal = varianceScaling(2, 'fanIn', 'normal');
/** LeCun et al., "Efficient backprop", 1998. */
export const lecunUniform = varianceScaling(1, 'fanIn', 'uniform');
export const lecunNormal = varianceScaling(1, 'fanIn', 'normal');

/** Makes vectors orthonormal in place (Gram-Schmidt, twice, which is enough in double precision). */
function orthonormalize(vectors: readonly Float64Array[]): void {
  const dot = (a: Float64Array, b: Float64Array) =>
    a.reduce((sum, entry, index) => sum + entry * b[index]!, 0);
  for (const [index, vector] of vectors.entries()) {
    for (const earlier of [...vectors.slice(0, index), ...vectors.slice(0, index)]) {
      const overlap = dot(vector, earlier);
      for (let i = 0; i < vector.length; i++) vector[i]! -= overlap * earlier[i]!;
    }
    const norm = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < vector.length; i++) vector[i]! /= norm;
  }
}

/**
 * Saxe et al., ICLR 2014: the tensor as a matrix [first axis, the others] has orthonormal rows or
 * columns, whichever are fewer; uniformly distributed among such matrices.
 */
export const orthogonal: Initializer = (key, shape) => {
  const rows = shape[0] ?? 1;
  const columns = sizeOf(shape) / rows;
  const length = Math.max(rows, columns);
  const draws = drawNormal(key, rows * columns);
  const vectors = Array.from({ length: Math.min(rows, columns) }, (_, index) =>
    Float64Array.from(draws.subarray(index * length, (index + 1) * length)),
  );
  orthonormalize(vectors);
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const entry = rows <= columns ? vectors[row]![column]! : vectors[column]![row]!;
      data[row * columns + column] = entry;
    }
  }
  return float32(shape, data);
};
