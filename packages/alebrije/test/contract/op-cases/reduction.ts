/** Cases of reductions, scans, orders and products. */

import * as build from '../../../src/graph/build.ts';
import type { Node } from '../../../src/graph/types.ts';
import { distinct, equal, float32, integers, normal, type OpCase, opCase } from './op-case.ts';

const reduction = (
  op: (x: Node, axes: readonly number[], keepDims: boolean) => Node,
): readonly OpCase[] => [
  ...[[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]].flatMap((axes) =>
    [false, true].map((keepDims) =>
      opCase(`axes ${axes.join(', ')}${keepDims ? ' kept' : ''}`, [distinct([2, 3, 4])], (x) =>
        op(x, axes, keepDims),
      ),
    ),
  ),
  opCase('axis of one entry', [distinct([3, 1])], (x) => op(x, [1], false)),
  opCase('int32', [integers(100, 2, 3)], (x) => op(x, [1], false)),
];

/** Many equal terms, whose rounding errors add up instead of cancelling. */
const longSums: readonly OpCase[] = [
  { shape: [100, 1, 32, 32], axes: [0, 1, 2, 3] },
  { shape: [20_011], axes: [0] },
  { shape: [3, 7000], axes: [1] },
  { shape: [3000, 2, 5], axes: [0, 1] },
  { shape: [3000, 2, 3], axes: [0, 2] },
].map(({ shape, axes }) =>
  opCase(`of [${shape}] over ${axes}`, [equal(Math.LN2, shape)], (x) => build.sum(x, axes)),
);

const alongEachAxis = (op: (x: Node, axis: number) => Node): readonly OpCase[] => [
  ...[0, 1, 2].map((axis) => opCase(`axis ${axis}`, [distinct([2, 3, 4])], (x) => op(x, axis))),
  opCase('vector', [distinct([5])], (x) => op(x, 0)),
];

const flags = [false, true];
const ties = [1, 2, 1, 2, 1];

/** One case per choice of transposes, for operands with the given leading axes. */
const products = (name: string, left: number[], right: number[]): readonly OpCase[] =>
  flags.flatMap((transposeA) =>
    flags.map((transposeB) =>
      opCase(
        `${name}${transposeA ? ', transposed left' : ''}${transposeB ? ', transposed right' : ''}`,
        [
          normal(...left, ...(transposeA ? [4, 2] : [2, 4])),
          normal(...right, ...(transposeB ? [3, 4] : [4, 3])),
        ],
        (a, b) => build.matmul(a, b, transposeA, transposeB),
      ),
    ),
  );

export const reductionCases = {
  sum: [...reduction(build.sum), ...longSums],
  max: reduction(build.max),
  argMax: [
    ...alongEachAxis((x, axis) => build.argMax(x, axis)),
    opCase('kept', [distinct([2, 3])], (x) => build.argMax(x, 1, true)),
    opCase('ties', [float32(...ties)], (x) => build.argMax(x, 0)),
  ],
  cumsum: flags.flatMap((exclusive) =>
    flags.flatMap((reverse) =>
      alongEachAxis((x, axis) => build.cumsum(x, { axis, exclusive, reverse })).map((each) => ({
        ...each,
        name: `${each.name}${exclusive ? ', exclusive' : ''}${reverse ? ', reverse' : ''}`,
      })),
    ),
  ),
  softmax: [
    ...alongEachAxis(build.softmax),
    opCase('far', [float32(100, -100, 99, 98)], (x) => build.softmax(x, 0)),
  ],
  matmul: [
    ...products('matrices', [], []),
    ...products('batches', [2], [2]),
    ...products('broadcast batches', [3, 1], [2]),
    ...products('shared right', [2, 2], []),
    ...products('shared left', [], [3]),
    opCase('row by column', [normal(1, 5), normal(5, 1)], (a, b) => build.matmul(a, b)),
    opCase('column by row', [normal(3, 1), normal(1, 2)], (a, b) => build.matmul(a, b)),
    opCase('an operand by itself', [normal(3, 4)], (a) => build.matmul(a, a, false, true)),
  ],
  argsort: flags.flatMap((descending) => [
    ...[0, 1].map((axis) =>
      opCase(`axis ${axis}${descending ? ', descending' : ''}`, [distinct([4, 5])], (x) =>
        build.argsort(x, axis, descending),
      ),
    ),
    opCase(`ties${descending ? ', descending' : ''}`, [float32(...ties)], (x) =>
      build.argsort(x, 0, descending),
    ),
  ]),
  topKMask: [
    ...[
      [0, 1],
      [0, 3],
      [1, 2],
      [1, 5],
    ].map(([axis, k]) =>
      opCase(`axis ${axis}, ${k}`, [distinct([4, 5])], (x) => build.topKMask(x, axis!, k!)),
    ),
    opCase('3-D, middle axis', [distinct([2, 4, 3])], (x) => build.topKMask(x, 1, 2)),
  ],
};
