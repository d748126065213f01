/**
 * Linear readouts of attributes: the directions along which they can be told from codes, by least
 * squares. For two groups they are Fisher's discriminants up to length (R. A. Fisher, "The use of
 * multiple measurements in taxonomic problems", 1936). N examples, A attributes, Z code.
 */

import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { HostTensor } from '../graph/types.ts';
import { covarianceOf } from './covariance.ts';
import { rowsOf } from './samples.ts';

/** Added to the variance of each number of the code, as a share of their mean: some never vary. */
const RIDGE = 1e-3;

/**
 * @param attributes 1 where the example has the attribute, else 0, [N, A] row by row
 * @returns a direction [Z] for each attribute
 * @throws RangeError unless there is a row of attributes for each code
 */
export function linearReadouts(
  codes: HostTensor,
  attributes: ArrayLike<number>,
  width: number,
): Float64Array[] {
  const { count, size, data } = rowsOf(codes);
  if (attributes.length !== count * width) {
    throw new RangeError(
      `${count} codes need ${count * width} attributes, not ${attributes.length}`,
    );
  }
  const { mean, matrix } = covarianceOf(codes);
  const shared = Matrix.zeros(size, width);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < width; column++) {
      if (attributes[row * width + column] === 0) continue;
      for (let i = 0; i < size; i++) {
        const offset = data[row * size + i]! - mean[i]!;
        shared.set(i, column, shared.get(i, column) + offset / count);
      }
    }
  }
  const spread = Matrix.from1DArray(size, size, matrix);
  const ridge = (RIDGE * spread.trace()) / size || 1;
  for (let i = 0; i < size; i++) spread.set(i, i, spread.get(i, i) + ridge);
  const solved = new CholeskyDecomposition(spread).solve(shared);
  return Array.from({ length: width }, (_, column) => Float64Array.from(solved.getColumn(column)));
}
