/** The directions in which codes differ most (PCA), by orthogonal iteration. N codes of Z numbers. */

import type { CodeSet } from './code-set.ts';

export interface PrincipalAxis {
  /** [Z], of length 1. */
  readonly direction: Float64Array;
  readonly deviation: number;
  /** Of the codes' whole variance. */
  readonly share: number;
}

/** More codes than these change the directions hardly at all. */
const MOST_CODES = 3000;
const ITERATIONS = 60;

export function principalAxes(codes: CodeSet, most: number): PrincipalAxis[] {
  const { size, mean, deviation } = codes;
  const stride = Math.max(1, Math.floor(codes.count / MOST_CODES));
  const rows = Array.from({ length: Math.floor(codes.count / stride) }, (_, row) => row * stride);
  if (rows.length < 2) return [];
  const total = deviation.reduce((sum, value) => sum + value ** 2, 0);
  const axes = Array.from({ length: Math.min(most, size) }, (_, place) => startAxis(size, place));
  let variances = axes.map(() => 0);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const products = axes.map(() => new Float64Array(size));
    for (const row of rows) {
      const start = row * size;
      for (const [place, axis] of axes.entries()) {
        let dot = 0;
        for (let z = 0; z < size; z++) dot += (codes.values[start + z]! - mean[z]!) * axis[z]!;
        const product = products[place]!;
        for (let z = 0; z < size; z++) product[z]! += dot * (codes.values[start + z]! - mean[z]!);
      }
    }
    variances = orthonormalize(products).map((length) => length / rows.length);
    for (const [place, product] of products.entries()) axes[place] = product;
  }
  return axes
    .map((direction, place) => ({
      direction,
      deviation: Math.sqrt(variances[place]!),
      share: total > 0 ? variances[place]! / total : 0,
    }))
    .filter((axis) => axis.share > 1e-6)
    .sort((a, b) => b.deviation - a.deviation);
}

/** Different of each place, and along none of the code's own axes. */
function startAxis(size: number, place: number): Float64Array {
  return Float64Array.from({ length: size }, (_, z) => Math.sin(1 + (place + 1) * (z + 1) * 1.618));
}

/** Gram-Schmidt, in place. @returns the lengths that were left of each */
function orthonormalize(vectors: readonly Float64Array[]): number[] {
  return vectors.map((vector, place) => {
    for (const earlier of vectors.slice(0, place)) {
      const along = dotProduct(vector, earlier);
      for (let z = 0; z < vector.length; z++) vector[z]! -= along * earlier[z]!;
    }
    const length = Math.sqrt(dotProduct(vector, vector));
    if (length > 1e-12) for (let z = 0; z < vector.length; z++) vector[z]! /= length;
    return length;
  });
}

function dotProduct(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, z) => sum + value * b[z]!, 0);
}
