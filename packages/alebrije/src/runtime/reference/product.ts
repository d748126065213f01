/** The matrix product. */

import type { OpName } from '../../graph/ops.ts';
import { broadcastOffsets, type ReferenceArray, type ReferenceRules, zeros } from './array.ts';

/** Sizes and strides of a stack of matrices, seen through an optional transposition. */
function matrices({ shape }: ReferenceArray, transposed: boolean) {
  const [rows, columns] = shape.slice(-2) as [number, number];
  const leading = shape.slice(0, -2);
  const size = rows * columns;
  return transposed
    ? { leading, size, rows: columns, columns: rows, rowStride: 1, columnStride: columns }
    : { leading, size, rows, columns, rowStride: columns, columnStride: 1 };
}

export const productReferenceRules = {
  matmul: ({ attributes: { transposeA, transposeB }, type }, inputs) => {
    const [a, b] = inputs as [ReferenceArray, ReferenceArray];
    const result = zeros(type);
    const left = matrices(a, transposeA);
    const right = matrices(b, transposeB);
    const leading = type.shape.slice(0, -2);
    const stackB = broadcastOffsets(right.leading, leading);
    let offset = 0;
    for (const [stack, matrixA] of broadcastOffsets(left.leading, leading).entries()) {
      for (let row = 0; row < left.rows; row++) {
        for (let column = 0; column < right.columns; column++) {
          const atA = matrixA * left.size + row * left.rowStride;
          const atB = stackB[stack]! * right.size + column * right.columnStride;
          let total = 0;
          for (let k = 0; k < left.columns; k++) {
            total += a.data[atA + k * left.columnStride]! * b.data[atB + k * right.rowStride]!;
          }
          result.data[offset++] = total;
        }
      }
    }
    return result;
  },
} satisfies Partial<ReferenceRules<OpName>>;
