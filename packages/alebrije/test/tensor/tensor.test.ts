import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../src/graph/shape-error.ts';
import {
  concat,
  constant,
  filled,
  fromHost,
  indices,
  oneHot,
  stack,
  type Tensor,
  tensorOf,
} from '../../src/tensor/tensor.ts';
import { evaluate, valuesOf } from './evaluation.ts';

const matrix = tensorOf([3, 1, 2, 6, 5, 4], [2, 3]);
const cube = tensorOf(
  Array.from({ length: 24 }, (_, index) => index),
  [2, 3, 4],
);

const results = (cases: readonly (readonly [string, Tensor, unknown])[]) => {
  test.each(cases)('%s', (_, tensor, expected) => {
    expect(valuesOf(tensor)).toEqual(expected);
  });
};

const refusals = (cases: readonly (readonly [string, () => unknown, string])[]) => {
  test.each(cases)('%s', (_, apply, problem) => {
    expect(apply).toThrow(ShapeError);
    expect(apply).toThrow(problem);
  });
};

describe('reductions', () => {
  results([
    ['all axes by default', matrix.sum(), 21],
    ['one axis', matrix.sum(0), [9, 6, 6]],
    ['a negative axis', matrix.sum(-1), [6, 15]],
    ['axes in any order', cube.sum([-1, 0]), [60, 92, 124]],
    ['kept axes', matrix.sum(1, true), [[6], [15]]],
    [
      'no axes',
      matrix.sum([]),
      [
        [3, 1, 2],
        [6, 5, 4],
      ],
    ],
    ['mean', matrix.mean(1), [2, 5]],
    ['mean of all', matrix.mean(), 3.5],
    [
      'mean over no axes',
      matrix.mean([]),
      [
        [3, 1, 2],
        [6, 5, 4],
      ],
    ],
    ['biased variance', tensorOf([1, 2, 3, 4]).variance(), 1.25],
    ['variance of rows', tensorOf([1, 3, 2, 6], [2, 2]).variance(-1), [1, 4]],
    ['max', matrix.max(-2), [6, 5, 4]],
    ['min', matrix.min(1), [1, 4]],
    ['argMax of the last axis by default', matrix.argMax(), [0, 0]],
    ['argMax kept', matrix.argMax(-2, true), [[1, 1, 1]]],
    [
      'cumsum of the last axis by default',
      matrix.cumsum(),
      [
        [3, 4, 6],
        [6, 11, 15],
      ],
    ],
    [
      'cumsum, exclusive',
      matrix.cumsum(0, { exclusive: true }),
      [
        [0, 0, 0],
        [3, 1, 2],
      ],
    ],
    [
      'cumsum, reverse',
      matrix.cumsum(-1, { reverse: true }),
      [
        [6, 3, 2],
        [15, 9, 4],
      ],
    ],
  ]);

  refusals([
    ['an axis beyond the rank', () => matrix.sum(2), 'sum: axis 2 does not exist in rank 2'],
    ['an axis before the first', () => matrix.mean(-3), 'axis -1 does not exist'],
    ['an axis twice', () => matrix.max([1, -1]), 'axes must ascend'],
    ['the mean of integers', () => indices(4).mean(), 'the mean takes float32 only'],
  ]);
});

describe('log-sum-exp', () => {
  const near = (tensor: Tensor) => Array.from(evaluate(tensor).data);

  test('stays finite at ±1000', () => {
    const rows = tensorOf([1000, 1000, 1000, -1000, -1000, -1000], [2, 3]);
    const [top, bottom] = near(rows.logSumExp(1));
    expect(top).toBeCloseTo(1000 + Math.log(3), 10);
    expect(bottom).toBeCloseTo(-1000 + Math.log(3), 10);
    expect(near(tensorOf([1000, -1000]).logSumExp())).toEqual([1000]);
    expect(near(tensorOf([1000, -1000]).logSoftmax())).toEqual([0, -2000]);
  });

  test('drops the reduced axes only', () => {
    const wide = tensorOf([1, 2, 3, 4], [1, 2, 2]);
    expect(wide.logSumExp(2).shape).toEqual([1, 2]);
    expect(wide.logSumExp(-1, true).shape).toEqual([1, 2, 1]);
    expect(wide.logSumExp([1, 2]).shape).toEqual([1]);
    expect(wide.logSumExp().shape).toEqual([]);
  });

  test('is the logarithm of the normaliser of softmax', () => {
    const logits = tensorOf([0.5, -1, 2]);
    const direct = near(logits.softmax().log());
    for (const [index, value] of near(logits.logSoftmax()).entries()) {
      expect(value).toBeCloseTo(direct[index]!, 12);
    }
  });
});

describe('shapes', () => {
  test('−1 takes what is left', () => {
    expect(cube.reshape([-1]).shape).toEqual([24]);
    expect(cube.reshape([4, -1, 2]).shape).toEqual([4, 3, 2]);
    expect(constant(1).reshape([-1, 1]).shape).toEqual([1, 1]);
  });

  test('flatten joins the axes after the first by default', () => {
    expect(cube.flatten().shape).toEqual([2, 12]);
    expect(cube.flatten(0).shape).toEqual([24]);
    expect(cube.flatten(-2).shape).toEqual([2, 12]);
    expect(tensorOf([1, 2]).flatten().shape).toEqual([2, 1]);
  });

  test('axes of size 1 come and go', () => {
    expect(matrix.expandDims(0).shape).toEqual([1, 2, 3]);
    expect(matrix.expandDims(1).shape).toEqual([2, 1, 3]);
    expect(matrix.expandDims(-1).shape).toEqual([2, 3, 1]);
    expect(matrix.expandDims(-3).shape).toEqual([1, 2, 3]);
    expect(matrix.reshape([1, 2, 1, 3]).squeeze().shape).toEqual([2, 3]);
    expect(matrix.reshape([1, 2, 1, 3]).squeeze(-2).shape).toEqual([1, 2, 3]);
  });

  results([
    [
      'transpose reverses the axes',
      matrix.transpose(),
      [
        [3, 6],
        [1, 5],
        [2, 4],
      ],
    ],
    [
      'a permutation',
      cube.transpose([2, 0, 1]).slice(0, 1, 2).squeeze(),
      [
        [1, 5, 9],
        [13, 17, 21],
      ],
    ],
    [
      'slice to the end',
      matrix.slice(1, 1),
      [
        [1, 2],
        [5, 4],
      ],
    ],
    ['slice from the end', matrix.slice(-1, -2, -1), [[1], [5]]],
    ['slice beyond the end', matrix.slice(1, 2, 99), [[2], [4]]],
    [
      'slice with a step',
      cube.slice(-1, 0, 4, 3).slice(0, 1).squeeze(0),
      [
        [12, 15],
        [16, 19],
        [20, 23],
      ],
    ],
    [
      'split',
      matrix.split([1, 2])[1]!,
      [
        [1, 2],
        [5, 4],
      ],
    ],
    ['split of rows', matrix.split([1, 1], 0)[1]!, [[6, 5, 4]]],
    [
      'pad',
      tensorOf([1, 2], [1, 2]).pad(
        [
          [1, 0],
          [0, 1],
        ],
        9,
      ),
      [
        [9, 9, 9],
        [1, 2, 9],
      ],
    ],
    [
      'broadcast',
      tensorOf([1, 2]).broadcastTo([2, 2]),
      [
        [1, 2],
        [1, 2],
      ],
    ],
    ['filled', filled([2], 7), [7, 7]],
    [
      'concat along the last axis',
      concat([matrix, matrix.slice(1, 0, 1)]),
      [
        [3, 1, 2, 3],
        [6, 5, 4, 6],
      ],
    ],
    [
      'stack',
      stack([tensorOf([1, 2]), tensorOf([3, 4])]),
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'stack along the last axis',
      stack([tensorOf([1, 2]), tensorOf([3, 4])], -1),
      [
        [1, 3],
        [2, 4],
      ],
    ],
    [
      'reverse one axis',
      matrix.reverse(-1),
      [
        [2, 1, 3],
        [4, 5, 6],
      ],
    ],
    [
      'reverse all',
      matrix.reverse(),
      [
        [4, 5, 6],
        [2, 1, 3],
      ],
    ],
  ]);

  refusals([
    ['a rest that does not divide', () => matrix.reshape([4, -1]), 'reshape: [4, 1.5] is no shape'],
    ['two rests', () => matrix.reshape([-1, -1]), 'does not hold 6 values'],
    ['a new axis beyond the rank', () => matrix.expandDims(4), 'reshape: no new axis fits at 4'],
    ['a new axis before the first', () => matrix.expandDims(-4), 'no new axis fits at -4'],
    ['a slice of no axis', () => matrix.slice(2, 0), 'slice: axis 2 does not exist'],
    ['an empty slice', () => matrix.slice(1, 2, 2), 'is no slice of axis 1'],
    ['a slice from before the first', () => matrix.slice(1, -4), 'starts must be whole numbers'],
    ['a backward slice', () => matrix.slice(1, 0, 3, -1), 'steps must be whole numbers'],
    ['parts that are too few', () => matrix.split([1, 1]), 'parts of 1, 1 do not fill axis -1'],
    ['parts that are too many', () => matrix.split([2, 2]), 'parts of 2, 2 do not fill axis -1'],
    ['a concat of different rows', () => concat([matrix, cube]), 'concat: inputs may differ'],
  ]);
});

describe('order and indexing', () => {
  const rows = fromHost({ dtype: 'int32', shape: [3], data: Int32Array.of(1, 0, 1) });
  results([
    [
      'sort',
      matrix.sort(),
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [
      'sort, descending along the first axis',
      matrix.sort(0, true),
      [
        [6, 5, 4],
        [3, 1, 2],
      ],
    ],
    [
      'argsort',
      matrix.argsort(),
      [
        [1, 2, 0],
        [2, 1, 0],
      ],
    ],
    [
      'top k',
      matrix.topKMask(2),
      [
        [1, 0, 1],
        [1, 1, 0],
      ],
    ],
    [
      'gather rows',
      matrix.gather(rows),
      [
        [6, 5, 4],
        [3, 1, 2],
        [6, 5, 4],
      ],
    ],
    [
      'gather columns',
      matrix.gather(rows, -1),
      [
        [1, 3, 1],
        [5, 6, 5],
      ],
    ],
    ['take along an axis', matrix.takeAlongAxis(matrix.argMax(-1, true)), [[3], [6]]],
    ['indices', indices(3), [0, 1, 2]],
    [
      'one-hot',
      oneHot(rows, 3),
      [
        [0, 1, 0],
        [1, 0, 0],
        [0, 1, 0],
      ],
    ],
  ]);

  test('one-hot rows get the last axis, as float32', () => {
    const labels = rows.reshape([3, 1]);
    expect(oneHot(labels, 4).shape).toEqual([3, 1, 4]);
    expect(oneHot(labels, 4).dtype).toBe('float32');
  });
});

describe('arithmetic', () => {
  results([
    ['with numbers', matrix.mul(2).sub(1).slice(0, 0, 1), [[5, 1, 3]]],
    ['integers with whole numbers', indices(4).mul(2).add(1), [1, 3, 5, 7]],
    ['integer division', indices(4).div(2), [0, 0, 1, 1]],
    [
      'clip',
      matrix.clip(2, 5),
      [
        [3, 2, 2],
        [5, 5, 4],
      ],
    ],
    [
      'select of numbers',
      matrix.greater(3).select(1, -1),
      [
        [-1, -1, -1],
        [1, 1, 1],
      ],
    ],
    ['select of a number beside integers', indices(3).less(1).select(9, indices(3)), [9, 1, 2]],
    [
      'logic',
      matrix.less(2).or(matrix.greater(5)).not().cast('int32'),
      [
        [1, 0, 1],
        [0, 1, 1],
      ],
    ],
    [
      'product',
      matrix.matmul(matrix, { transposeB: true }),
      [
        [14, 31],
        [31, 77],
      ],
    ],
    ['stopGradient is the identity', matrix.stopGradient().sum(), 21],
  ]);

  refusals([
    ['a fraction beside integers', () => indices(3).mul(0.5), 'mul: operands have different'],
    ['integers beside float32', () => matrix.add(indices(3)), 'given float32[2, 3] and int32[3]'],
    ['bytes without a cast', () => matrix.cast('uint8').add(1), 'given uint8[2, 3] and float32[]'],
  ]);
});
