/**
 * The Fréchet distance of two normal distributions fitted to features: M. Heusel et al., "GANs trained
 * by a two time-scale update rule converge to a local Nash equilibrium", NeurIPS 2017, eq. (6). D numbers
 * in a feature.
 */

import type { Covariance } from '../covariance.ts';
import { largestEigenpairs } from '../eigenpairs.ts';

/** Of the largest eigenvalue: what is smaller is a rounding error of 0, whose root would not be small. */
const NEGLIGIBLE = 1e-13;

/** The roots of the eigenvalues of a positive semidefinite matrix [D, D], and their vectors. */
function rootedPairs(matrix: Float64Array, size: number) {
  const { values, vectors } = largestEigenpairs(matrix, size, size);
  const least = NEGLIGIBLE * values[0]!;
  return { roots: values.map((value) => (value > least ? Math.sqrt(value) : 0)), vectors };
}

/** Σ^½ = V Λ^½ Vᵀ, [D, D]. */
function squareRoot(matrix: Float64Array, size: number): Float64Array {
  const { roots, vectors } = rootedPairs(matrix, size);
  const result = new Float64Array(size * size);
  for (const [index, vector] of vectors.entries()) {
    for (let row = 0; row < size; row++) {
      const factor = roots[index]! * vector[row]!;
      if (factor === 0) continue;
      for (let column = 0; column < size; column++) {
        result[row * size + column]! += factor * vector[column]!;
      }
    }
  }
  return result;
}

function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = a[row * size + inner]!;
      for (let column = 0; column < size; column++) {
        result[row * size + column]! += factor * b[inner * size + column]!;
      }
    }
  }
  return result;
}

/** The unbiased covariance, divided by the count less one. */
function unbiased({ matrix, count }: Covariance): Float64Array {
  return matrix.map((entry) => (entry * count) / (count - 1));
}

function traceOf(matrix: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += matrix[i * size + i]!;
  return sum;
}

/**
 * ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 (Σ₁^½ Σ₂ Σ₁^½)^½), whose root has the trace of (Σ₁ Σ₂)^½ and is that of a
 * symmetric matrix. Never below 0; also for covariances of less than full rank.
 * @throws RangeError unless both are of features of one size, of at least two examples each
 */
export function frechetDistance(a: Covariance, b: Covariance): number {
  const { size } = a;
  if (size !== b.size || Math.min(a.count, b.count) < 2) {
    throw new RangeError(
      `${a.count} features of ${size} numbers and ${b.count} of ${b.size} have no Fréchet distance`,
    );
  }
  let means = 0;
  for (let i = 0; i < size; i++) means += (a.mean[i]! - b.mean[i]!) ** 2;
  const [first, second] = [unbiased(a), unbiased(b)];
  const root = squareRoot(first, size);
  const inner = product(product(root, second, size), root, size);
  const { roots } = rootedPairs(inner, size);
  const shared = roots.reduce((sum, value) => sum + value, 0);
  return Math.max(0, means + traceOf(first, size) + traceOf(second, size) - 2 * shared);
}
