/** Cases of sources, shape changes and indexing. */

import * as build from '../../../src/graph/build.ts';
import type { OpAttributes } from '../../../src/graph/ops.ts';
import { bits, int32, integers, normal, type OpCase, opCase } from './op-case.ts';

const sliced = (image: readonly number[], starts: number[], ends: number[], steps: number[]) =>
  opCase(
    starts.map((start, axis) => `${start}:${ends[axis]}:${steps[axis]}`).join(', '),
    [normal(...image)],
    (x) => build.slice(x, { starts, ends, steps }),
  );

const padded = (name: string, attributes: OpAttributes['pad']): OpCase =>
  opCase(name, [normal(2, 3)], (x) => build.pad(x, attributes));

const joined = (name: string, shapes: readonly number[][], axis: number): OpCase => ({
  name,
  operands: shapes.map((shape) => normal(...shape)),
  build: (parts) => build.concat(parts, axis),
});

/** Shapes of indices into an axis, among them a single index without axes of its own. */
const pickedShapes = [[3], [2, 2], []];

export const shapeCases = {
  input: [
    opCase('float32', [normal(2, 3)], (x) => x),
    opCase('scalar', [normal()], (x) => x),
    opCase('int32', [integers(9, 3)], (x) => x),
    opCase('bool', [bits(3)], (x) => x),
    opCase('uint8', [{ dtype: 'uint8', shape: [3], data: Uint8Array.of(0, 7, 255) }], (x) => x),
  ],
  constant: [
    opCase('float32', [], () => build.constant('float32', [2], Float32Array.of(-1.5, 2))),
    opCase('scalar', [], () => build.scalar(3.25)),
    opCase('int32', [], () => build.constant('int32', [3], Int32Array.of(-1, 0, 7))),
    opCase('bool', [], () => build.constant('bool', [2], Uint8Array.of(1, 0))),
    opCase('uint8', [], () => build.constant('uint8', [2], Uint8Array.of(1, 200))),
  ],
  reshape: [
    ...[[6, 4], [24], [4, 1, 6], [2, 3, 2, 2]].map((shape) =>
      opCase(shape.join('x'), [normal(2, 3, 4)], (x) => build.reshape(x, shape)),
    ),
    opCase('to a scalar', [normal(1, 1)], (x) => build.reshape(x, [])),
    opCase('of a scalar', [normal()], (x) => build.reshape(x, [1, 1])),
    opCase('int32', [integers(9, 6)], (x) => build.reshape(x, [3, 2])),
  ],
  transpose: [
    ...[
      [2, 0, 1],
      [1, 2, 0],
      [0, 2, 1],
      [0, 1, 2],
    ].map((order) => opCase(order.join(', '), [normal(2, 3, 4)], (x) => build.transpose(x, order))),
    opCase('image to channels last', [normal(2, 3, 2, 4)], (x) => build.transpose(x, [0, 2, 3, 1])),
    opCase('int32', [integers(9, 2, 3)], (x) => build.transpose(x, [1, 0])),
  ],
  broadcastTo: [
    opCase('inner', [normal(3, 1)], (x) => build.broadcastTo(x, [2, 3, 4])),
    opCase('outer', [normal(4)], (x) => build.broadcastTo(x, [2, 3, 4])),
    opCase('scalar', [normal()], (x) => build.broadcastTo(x, [2, 2])),
    opCase('one axis of three', [normal(1, 3, 1)], (x) => build.broadcastTo(x, [2, 3, 1])),
    opCase('to its own shape', [normal(2, 3)], (x) => build.broadcastTo(x, [2, 3])),
    opCase('int32', [integers(9, 1, 3)], (x) => build.broadcastTo(x, [2, 3])),
  ],
  slice: [
    sliced([5, 7], [1, 2], [4, 6], [1, 1]),
    sliced([5, 7], [0, 1], [5, 7], [2, 3]),
    sliced([5, 7], [1, 0], [5, 6], [3, 2]),
    sliced([5, 7], [4, 3], [5, 4], [2, 1]),
    sliced([2, 3, 4], [0, 0, 0], [2, 3, 4], [1, 1, 1]),
    opCase('int32', [integers(9, 5)], (x) =>
      build.slice(x, { starts: [1], ends: [5], steps: [2] }),
    ),
  ],
  pad: [
    padded('zeros', { low: [1, 3], high: [2, 0], interior: [0, 0], value: 0 }),
    padded('value', { low: [0, 1], high: [1, 2], interior: [0, 0], value: -1.5 }),
    padded('interior', { low: [0, 1], high: [0, 1], interior: [0, 2], value: 0 }),
    padded('both axes and a value', { low: [1, 2], high: [2, 1], interior: [1, 1], value: 0.5 }),
    padded('nothing', { low: [0, 0], high: [0, 0], interior: [0, 0], value: 0 }),
  ],
  concat: [
    joined(
      'axis 0',
      [
        [2, 3],
        [1, 3],
      ],
      0,
    ),
    joined(
      'three along axis 1',
      [
        [2, 1, 2],
        [2, 3, 2],
        [2, 2, 2],
      ],
      1,
    ),
    joined(
      'last axis',
      [
        [2, 2, 1],
        [2, 2, 3],
      ],
      2,
    ),
    joined('one', [[3]], 0),
    opCase('the same twice', [normal(2, 2)], (x) => build.concat([x, x], 0)),
    opCase('int32', [integers(9, 2), integers(9, 3)], (a, b) => build.concat([a, b], 0)),
  ],
  gather: [
    ...[0, 1, 2].flatMap((axis) =>
      pickedShapes.map((shape) =>
        opCase(
          `axis ${axis}, indices [${shape}]`,
          [normal(2, 2, 2), integers(2, ...shape)],
          (x, indices) => build.gather(x, indices, axis),
        ),
      ),
    ),
    opCase('rows with a repeat', [normal(5, 3), int32(4, 0, 4)], (x, indices) =>
      build.gather(x, indices, 0),
    ),
    opCase('int32', [integers(9, 4, 2), int32(3, 0)], (x, indices) => build.gather(x, indices, 0)),
    opCase(
      'uint8',
      [{ dtype: 'uint8', shape: [3, 2], data: Uint8Array.of(0, 128, 255, 7, 9, 1) }, int32(2, 0)],
      (x, indices) => build.gather(x, indices, 0),
    ),
  ],
  scatterAdd: [
    ...[0, 1, 2].flatMap((axis) =>
      pickedShapes.map((shape) =>
        opCase(
          `axis ${axis}, indices [${shape}]`,
          [integers(4, ...shape), normal(...[2, 3].toSpliced(axis, 0, ...shape))],
          (indices, updates) => build.scatterAdd(indices, updates, axis, 4),
        ),
      ),
    ),
    opCase('one entry hit thrice', [int32(1, 1, 1), normal(3, 2)], (indices, updates) =>
      build.scatterAdd(indices, updates, 0, 3),
    ),
  ],
  takeAlongAxis: [0, 1, 2].flatMap((axis) =>
    [1, 5].map((count) => {
      const shape = [2, 3, 4];
      return opCase(
        `axis ${axis}, ${count}`,
        [normal(...shape), integers(shape[axis]!, ...shape.with(axis, count))],
        (x, indices) => build.takeAlongAxis(x, indices, axis),
      );
    }),
  ),
  scatterAlongAxis: [0, 1, 2].flatMap((axis) =>
    [1, 5].map((count) => {
      const shape = [2, 3, 4].with(axis, count);
      return opCase(
        `axis ${axis}, ${count}`,
        [integers(3, ...shape), normal(...shape)],
        (indices, updates) => build.scatterAlongAxis(indices, updates, axis, 3),
      );
    }),
  ),
};
