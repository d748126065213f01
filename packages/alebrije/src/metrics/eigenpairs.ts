/**
 * The largest eigenvalues of a symmetric matrix by the method of Lanczos with full
 * reorthogonalisation (Golub and Van Loan, Matrix Computations, 4th ed., section 10.3). A complete
 * decomposition of the covariance of 784 pixels takes seconds; its first hundred pairs take a fraction.
 */

import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { drawNormal, fold, key } from '../tensor/key.ts';

export interface Eigenpairs {
  /** Largest first. */
  readonly values: Float64Array;
  /** Unit vectors, one per value. */
  readonly vectors: readonly Float64Array[];
}

/** Of the largest eigenvalue: what the residual of an eigenpair may be. */
const TOLERANCE = 1e-9;
/** Of the largest entry: a smaller off-diagonal ends the Krylov space. */
const BREAKDOWN = 1e-12;
/** Matrices up to this size are decomposed completely, which also finds repeated eigenvalues. */
const COMPLETE_SIZE = 64;

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Subtracts the parts along orthonormal vectors; twice, since once leaves rounding errors. */
export function orthogonalize(vector: Float64Array, basis: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const direction of basis) {
      const part = dot(vector, direction);
      for (let i = 0; i < vector.length; i++) vector[i]! -= part * direction[i]!;
    }
  }
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return Float64Array.from({ length: size }, (_, row) =>
    dot(matrix.subarray(row * size, (row + 1) * size), vector),
  );
}

function normalized(vector: Float64Array): Float64Array {
  const norm = Math.sqrt(dot(vector, vector));
  return vector.map((entry) => entry / norm);
}

/** A unit vector orthogonal to a basis that does not span the space. */
function freshDirection(size: number, basis: readonly Float64Array[]): Float64Array {
  const vector = Float64Array.from(drawNormal(fold(key(0), basis.length), size));
  orthogonalize(vector, basis);
  return normalized(vector);
}

/** A ≈ V T Vᵀ with orthonormal V and tridiagonal T, which grows step by step. */
interface Tridiagonal {
  readonly basis: Float64Array[];
  readonly diagonal: number[];
  /** Entry i couples vector i to vector i + 1. */
  readonly coupling: number[];
  next: Float64Array;
}

function step(matrix: Float64Array, scale: number, state: Tridiagonal): void {
  const { basis, diagonal, coupling, next: direction } = state;
  const image = times(matrix, direction);
  diagonal.push(dot(image, direction));
  basis.push(direction);
  if (basis.length === direction.length) {
    coupling.push(0);
    return;
  }
  orthogonalize(image, basis);
  const norm = Math.sqrt(dot(image, image));
  const isEnd = norm <= BREAKDOWN * scale;
  coupling.push(isEnd ? 0 : norm);
  state.next = isEnd ? freshDirection(direction.length, basis) : normalized(image);
}

function solve({ basis, diagonal, coupling }: Tridiagonal, count: number) {
  const size = basis.length;
  const matrix = Matrix.zeros(size, size);
  for (let i = 0; i < size; i++) {
    matrix.set(i, i, diagonal[i]!);
    if (i + 1 === size) continue;
    matrix.set(i, i + 1, coupling[i]!);
    matrix.set(i + 1, i, coupling[i]!);
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues
    .map((_, index) => index)
    .sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!)
    .slice(0, count);
  const values = Float64Array.from(order, (index) => realEigenvalues[index]!);
  const weights = order.map((index) => Float64Array.from(eigenvectorMatrix.getColumn(index)));
  const residual = Math.max(...weights.map((w) => Math.abs(coupling.at(-1)! * w.at(-1)!)));
  return { values, weights, residual };
}

/**
 * @param matrix symmetric [size, size]; not checked
 * @throws RangeError unless 1 ≤ count ≤ size
 */
export function largestEigenpairs(matrix: Float64Array, size: number, count: number): Eigenpairs {
  if (count < 1 || count > size) {
    throw new RangeError(`a matrix of ${size} rows has no ${count} eigenvectors`);
  }
  const scale = matrix.reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 0);
  const state: Tridiagonal = {
    basis: [],
    diagonal: [],
    coupling: [],
    next: freshDirection(size, []),
  };
  let steps = size <= COMPLETE_SIZE ? size : Math.min(size, 2 * count + 30);
  for (;;) {
    while (state.basis.length < steps) step(matrix, scale, state);
    const { values, weights, residual } = solve(state, count);
    if (steps === size || residual <= TOLERANCE * values[0]!) {
      return { values, vectors: weights.map((w) => combine(state.basis, w)) };
    }
    steps = Math.min(size, Math.ceil(steps * 1.5));
  }
}

function combine(basis: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(basis[0]!.length);
  for (const [index, vector] of basis.entries()) {
    for (let i = 0; i < sum.length; i++) sum[i]! += weights[index]! * vector[i]!;
  }
  return sum;
}
