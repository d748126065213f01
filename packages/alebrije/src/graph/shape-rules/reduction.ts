/** Shape rules of reductions, scans and products. */

import type { OpName } from '../ops.ts';
import { broadcastShapes, reducedShape } from '../shape.ts';
import type { Shape, TensorType } from '../types.ts';
import { expectFloat, expectInputs, type Fail, type ShapeRules } from './rule.ts';

export function checkAxis(axis: number, shape: Shape, fail: Fail): void {
  if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length) {
    fail(`axis ${axis} does not exist in rank ${shape.length}`);
  }
}

function reduce(
  inputs: readonly TensorType[],
  { axes, keepDims }: { axes: readonly number[]; keepDims: boolean },
  fail: Fail,
): TensorType {
  const [x] = expectInputs(inputs, 1, fail);
  if (x.dtype !== 'float32' && x.dtype !== 'int32') fail('takes float32 or int32');
  for (const axis of axes) checkAxis(axis, x.shape, fail);
  if (axes.some((axis, index) => index > 0 && axis <= axes[index - 1]!)) {
    fail(`axes must ascend, not ${axes.join(', ')}`);
  }
  return { dtype: x.dtype, shape: reducedShape(x.shape, axes, keepDims) };
}

function alongAxis(
  inputs: readonly TensorType[],
  { axis }: { axis: number },
  fail: Fail,
): TensorType {
  const [x] = expectInputs(inputs, 1, fail);
  expectFloat(inputs, fail);
  checkAxis(axis, x.shape, fail);
  return x;
}

export const reductionShapeRules = {
  sum: reduce,
  max: reduce,
  argMax: (inputs, { axis, keepDims }, fail) => {
    const { shape } = alongAxis(inputs, { axis }, fail);
    return { dtype: 'int32', shape: reducedShape(shape, [axis], keepDims) };
  },
  cumsum: alongAxis,
  softmax: alongAxis,
  argsort: (inputs, attributes, fail) => ({
    dtype: 'int32',
    shape: alongAxis(inputs, attributes, fail).shape,
  }),
  topKMask: (inputs, { axis, k }, fail) => {
    const x = alongAxis(inputs, { axis }, fail);
    if (!Number.isInteger(k) || k < 1 || k > x.shape[axis]!)
      fail(`k = ${k} does not fit axis ${axis}`);
    return x;
  },
  matmul: (inputs, { transposeA, transposeB }, fail) => {
    const [a, b] = expectInputs(inputs, 2, fail);
    expectFloat(inputs, fail);
    if (a.shape.length < 2 || b.shape.length < 2) fail('takes operands of rank 2 or more');
    const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
    const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
    const [m, innerA] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
    const [innerB, n] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB];
    if (innerA !== innerB) fail(`inner sizes ${innerA} and ${innerB} differ`);
    const leading = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
    return { dtype: 'float32', shape: [...(leading ?? fail('leading axes differ')), m, n] };
  },
} satisfies Partial<ShapeRules<OpName>>;
