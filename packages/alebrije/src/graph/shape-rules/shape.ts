/** Shape rules of sources, shape changes and indexing. */

import type { OpName } from '../ops.ts';
import { broadcastShapes, range, sameShape, sizeOf } from '../shape.ts';
import type { Shape, TensorType } from '../types.ts';
import { checkAxis } from './reduction.ts';
import { expectFloat, expectInputs, type Fail, type ShapeRules } from './rule.ts';

function expectExtents(shape: Shape, fail: Fail): void {
  if (shape.some((extent) => !Number.isInteger(extent) || extent < 1)) {
    fail(`[${shape.join(', ')}] is no shape: every size must be a whole number from 1`);
  }
}

function expectPerAxis(values: readonly number[], name: string, x: TensorType, fail: Fail): void {
  if (values.length !== x.shape.length) fail(`${name} needs ${x.shape.length} entries`);
  if (values.some((value) => !Number.isInteger(value) || value < 0)) {
    fail(`${name} must be whole numbers from 0, not ${values.join(', ')}`);
  }
}

function expectIndices(indices: TensorType, fail: Fail): void {
  if (indices.dtype !== 'int32') fail('indices must be int32');
}

export const shapeShapeRules = {
  input: (inputs, { type }, fail) => {
    expectInputs(inputs, 0, fail);
    expectExtents(type.shape, fail);
    return type;
  },
  constant: (inputs, { dtype, shape, data }, fail) => {
    expectInputs(inputs, 0, fail);
    expectExtents(shape, fail);
    if (data.length !== sizeOf(shape)) {
      fail(`[${shape.join(', ')}] does not hold ${data.length} values`);
    }
    return { dtype, shape };
  },
  reshape: (inputs, { shape }, fail) => {
    const [x] = expectInputs(inputs, 1, fail);
    expectExtents(shape, fail);
    if (sizeOf(shape) !== sizeOf(x.shape)) {
      fail(`[${shape.join(', ')}] does not hold ${sizeOf(x.shape)} values`);
    }
    return { dtype: x.dtype, shape };
  },
  transpose: (inputs, { permutation }, fail) => {
    const [x] = expectInputs(inputs, 1, fail);
    const sorted = [...permutation].sort((a, b) => a - b);
    if (!sameShape(sorted, range(x.shape.length))) {
      fail(`[${permutation.join(', ')}] does not permute ${x.shape.length} axes`);
    }
    return { dtype: x.dtype, shape: permutation.map((axis) => x.shape[axis]!) };
  },
  broadcastTo: (inputs, { shape }, fail) => {
    const [x] = expectInputs(inputs, 1, fail);
    expectExtents(shape, fail);
    const common = broadcastShapes(x.shape, shape);
    if (!common || !sameShape(common, shape)) fail(`does not broadcast to [${shape.join(', ')}]`);
    return { dtype: x.dtype, shape };
  },
  slice: (inputs, { starts, ends, steps }, fail) => {
    const [x] = expectInputs(inputs, 1, fail);
    expectPerAxis(starts, 'starts', x, fail);
    expectPerAxis(ends, 'ends', x, fail);
    expectPerAxis(steps, 'steps', x, fail);
    const shape = x.shape.map((extent, axis) => {
      const [start, end, step] = [starts[axis]!, ends[axis]!, steps[axis]!];
      if (start >= end || end > extent || step < 1) {
        fail(`${start}:${end}:${step} is no slice of axis ${axis}`);
      }
      return Math.ceil((end - start) / step);
    });
    return { dtype: x.dtype, shape };
  },
  pad: (inputs, { low, high, interior }, fail) => {
    const [x] = expectInputs(inputs, 1, fail);
    expectFloat(inputs, fail);
    expectPerAxis(low, 'low', x, fail);
    expectPerAxis(high, 'high', x, fail);
    expectPerAxis(interior, 'interior', x, fail);
    const shape = x.shape.map(
      (extent, axis) => low[axis]! + high[axis]! + extent + (extent - 1) * interior[axis]!,
    );
    return { dtype: x.dtype, shape };
  },
  concat: (inputs, { axis }, fail) => {
    const [first] = inputs;
    if (!first) return fail('takes at least one input');
    checkAxis(axis, first.shape, fail);
    const free = (shape: Shape) => shape.filter((_, index) => index !== axis);
    if (
      inputs.some(
        ({ dtype, shape }) =>
          dtype !== first.dtype ||
          shape.length !== first.shape.length ||
          !sameShape(free(shape), free(first.shape)),
      )
    ) {
      fail(`inputs may differ in size along axis ${axis} only`);
    }
    const extent = inputs.reduce((total, { shape }) => total + shape[axis]!, 0);
    return { dtype: first.dtype, shape: first.shape.with(axis, extent) };
  },
  gather: (inputs, { axis }, fail) => {
    const [data, indices] = expectInputs(inputs, 2, fail);
    expectIndices(indices, fail);
    checkAxis(axis, data.shape, fail);
    return { dtype: data.dtype, shape: data.shape.toSpliced(axis, 1, ...indices.shape) };
  },
  scatterAdd: (inputs, { axis, size }, fail) => {
    const [indices, updates] = expectInputs(inputs, 2, fail);
    expectIndices(indices, fail);
    expectFloat([updates], fail);
    const rank = indices.shape.length;
    if (!Number.isInteger(axis) || axis < 0 || axis + rank > updates.shape.length) {
      fail(`indices of rank ${rank} do not fit axis ${axis} of rank ${updates.shape.length}`);
    }
    expectExtents([size], fail);
    if (!sameShape(updates.shape.slice(axis, axis + rank), indices.shape)) {
      fail(`the updates' axes from ${axis} on must have the indices' shape`);
    }
    return { dtype: updates.dtype, shape: updates.shape.toSpliced(axis, rank, size) };
  },
  takeAlongAxis: (inputs, { axis }, fail) => {
    const [data, indices] = expectInputs(inputs, 2, fail);
    expectIndices(indices, fail);
    checkAxis(axis, data.shape, fail);
    if (!sameShape(data.shape.with(axis, 1), indices.shape.with(axis, 1))) {
      fail(`data and indices may differ in size along axis ${axis} only`);
    }
    return { dtype: data.dtype, shape: indices.shape };
  },
  scatterAlongAxis: (inputs, { axis, size }, fail) => {
    const [indices, updates] = expectInputs(inputs, 2, fail);
    expectIndices(indices, fail);
    expectFloat([updates], fail);
    checkAxis(axis, updates.shape, fail);
    expectExtents([size], fail);
    if (!sameShape(indices.shape, updates.shape)) fail('indices and updates must have one shape');
    return { dtype: updates.dtype, shape: updates.shape.with(axis, size) };
  },
} satisfies Partial<ShapeRules<OpName>>;
