/** Principal component analysis, and angles between the subspaces that it and a model find. */

import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { HostTensor } from '../graph/types.ts';
import type { Covariance } from './covariance.ts';
import { dot, largestEigenpairs, orthogonalize } from './eigenpairs.ts';
import { rowsOf } from './samples.ts';

export interface Pca {
  readonly mean: Float64Array;
  /** Orthonormal directions of the largest variances, the largest first. */
  readonly components: readonly Float64Array[];
  /** Variance of the data along each component. */
  readonly variances: Float64Array;
  /** Share of the data's whole variance that each component explains. */
  readonly explained: Float64Array;
}

/** @throws RangeError unless 1 ≤ count ≤ the numbers in a row */
export function fitPca({ mean, matrix, size }: Covariance, count: number): Pca {
  const { values, vectors } = largestEigenpairs(matrix, size, count);
  let total = 0;
  for (let i = 0; i < size; i++) total += matrix[i * size + i]!;
  return {
    mean,
    components: vectors,
    variances: values,
    explained: values.map((value) => value / total),
  };
}

/** Rows [N, ...] → their coordinates along the components, float32 [N, K]. */
export function pcaTransform({ mean, components }: Pca, values: HostTensor): HostTensor {
  const { count, size, data } = rowsOf(values);
  const codes = new Float32Array(count * components.length);
  const centred = new Float64Array(size);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < size; i++) centred[i] = data[row * size + i]! - mean[i]!;
    for (const [k, direction] of components.entries()) {
      codes[row * components.length + k] = dot(centred, direction);
    }
  }
  return { dtype: 'float32', shape: [count, components.length], data: codes };
}

/** Coordinates [N, K] → the points of the subspace, float32 [N, D]. */
export function pcaInverse({ mean, components }: Pca, codes: HostTensor): HostTensor {
  const { count, data: coordinates } = rowsOf(codes);
  const size = mean.length;
  const data = new Float32Array(count * size);
  const point = new Float64Array(size);
  for (let row = 0; row < count; row++) {
    point.set(mean);
    for (const [k, direction] of components.entries()) {
      const coordinate = coordinates[row * components.length + k]!;
      for (let i = 0; i < size; i++) point[i]! += coordinate * direction[i]!;
    }
    data.set(point, row * size);
  }
  return { dtype: 'float32', shape: [count, size], data };
}

/** What PCA makes of rows [N, ...], in their shape: the best that a linear code of K numbers can do. */
export function pcaReconstruct(pca: Pca, values: HostTensor): HostTensor {
  return { ...pcaInverse(pca, pcaTransform(pca, values)), shape: values.shape };
}

/** An orthonormal basis of the span, by Gram and Schmidt. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const vector of vectors) {
    const length = Math.sqrt(dot(vector, vector));
    const rest = vector.slice();
    orthogonalize(rest, basis);
    const norm = Math.sqrt(dot(rest, rest));
    if (!(norm > 1e-9 * length)) {
      throw new RangeError('the vectors of a subspace must be linearly independent');
    }
    basis.push(rest.map((entry) => entry / norm));
  }
  return basis;
}

function singularValues(rows: readonly (readonly number[] | Float64Array)[]): number[] {
  const matrix = new Matrix(rows.map((row) => [...row]));
  return new SingularValueDecomposition(matrix, { autoTranspose: true }).diagonal;
}

/**
 * The largest principal angle between the spans of two sets of vectors [D], in radians; with the
 * sine for small angles and the cosine for large ones (Björck and Golub, "Numerical methods for
 * computing angles between linear subspaces", Mathematics of Computation 27, 1973).
 * @throws RangeError if vectors of one set depend on each other
 */
export function largestPrincipalAngle(
  a: readonly Float64Array[],
  b: readonly Float64Array[],
): number {
  const [smaller, larger] = [orthonormal(a), orthonormal(b)].sort((p, q) => p.length - q.length);
  const cosine = Math.min(...singularValues(smaller!.map((p) => larger!.map((q) => dot(p, q)))));
  const remainders = smaller!.map((p) => {
    const remainder = p.slice();
    orthogonalize(remainder, larger!);
    return remainder;
  });
  return Math.atan2(Math.max(...singularValues(remainders)), cosine);
}
