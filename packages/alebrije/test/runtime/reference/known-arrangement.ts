/** Known answers of sources, reductions, products, shape changes and indexing. */

import type { OpName } from '../../../src/graph/ops.ts';
import { bytes, float, int } from './build.ts';
import type { KnownCases } from './known-case.ts';

const grid = float([2, 3], [1, 2, 3, 4, 5, 6]);
const counting = (count: number) => Array.from({ length: count }, (_, index) => index);

export const knownArrangement = {
  input: [[[], { name: 'fed', type: { dtype: 'float32', shape: [2] } }, float([2], [0.1, 7])]],
  constant: [
    [
      [],
      { dtype: 'float32', shape: [2], data: Float32Array.of(0.5, Math.fround(0.1)) },
      float([2], [0.5, Math.fround(0.1)]),
    ],
    [[], { dtype: 'bool', shape: [], data: Uint8Array.of(1) }, bytes('bool', [], [1])],
  ],

  sum: [
    [[grid], { axes: [0], keepDims: false }, float([3], [5, 7, 9])],
    [[grid], { axes: [1], keepDims: true }, float([2, 1], [6, 15])],
    [[grid], { axes: [0, 1], keepDims: false }, float([], [21])],
    [[int([2], [2 ** 24, 1])], { axes: [0], keepDims: false }, int([], [2 ** 24 + 1])],
    [
      [float([2, 2, 2], counting(8))],
      { axes: [0, 2], keepDims: false },
      float([2], [0 + 1 + 4 + 5, 2 + 3 + 6 + 7]),
    ],
  ],
  max: [
    [[float([2, 2], [-3, -1, -2, -4])], { axes: [1], keepDims: false }, float([2], [-1, -2])],
    [[float([2, 2], [-3, -1, -2, -4])], { axes: [0], keepDims: true }, float([1, 2], [-2, -1])],
    [[int([2], [-7, -9])], { axes: [0], keepDims: false }, int([], [-7])],
  ],
  argMax: [
    [[float([2, 3], [1, 5, 5, -1, -3, -1])], { axis: 1, keepDims: false }, int([2], [1, 0])],
    [[float([2, 3], [1, 5, 5, 2, 5, 7])], { axis: 0, keepDims: true }, int([1, 3], [1, 0, 1])],
  ],
  cumsum: [
    [[grid], { axis: 1, exclusive: false, reverse: false }, float([2, 3], [1, 3, 6, 4, 9, 15])],
    [[grid], { axis: 1, exclusive: true, reverse: false }, float([2, 3], [0, 1, 3, 0, 4, 9])],
    [[grid], { axis: 1, exclusive: false, reverse: true }, float([2, 3], [6, 5, 3, 15, 11, 6])],
    [[grid], { axis: 0, exclusive: true, reverse: true }, float([2, 3], [4, 5, 6, 0, 0, 0])],
  ],
  // scipy.special.softmax
  softmax: [
    [
      [float([2, 3], [1, 2, 3, 1000, 1000, 1000])],
      { axis: 1 },
      float(
        [2, 3],
        [0.09003057317038046, 0.24472847105479764, 0.6652409557748218, 1 / 3, 1 / 3, 1 / 3],
      ),
    ],
    [
      [float([2, 3], [1, 2, 3, 1, 0, 3])],
      { axis: 0 },
      float([2, 3], [0.5, 0.8807970779778823, 0.5, 0.5, 0.11920292202211755, 0.5]),
    ],
  ],

  // np.matmul
  matmul: [
    [
      [float([2, 2, 3], counting(12)), float([3, 2], counting(6))],
      { transposeA: false, transposeB: false },
      float([2, 2, 2], [10, 13, 28, 40, 46, 67, 64, 94]),
    ],
    [
      [float([3, 2], [0, 3, 1, 4, 2, 5]), float([2, 3], [0, 2, 4, 1, 3, 5])],
      { transposeA: true, transposeB: true },
      float([2, 2], [10, 13, 28, 40]),
    ],
    [
      [float([2, 1, 1, 2], [1, 2, 3, 4]), float([2, 2, 1], [1, 10, 100, 1000])],
      { transposeA: false, transposeB: false },
      float([2, 2, 1, 1], [21, 2100, 43, 4300]),
    ],
  ],

  reshape: [[[grid], { shape: [3, 2] }, float([3, 2], [1, 2, 3, 4, 5, 6])]],
  transpose: [
    [[grid], { permutation: [1, 0] }, float([3, 2], [1, 4, 2, 5, 3, 6])],
    // np.arange(6).reshape(1, 2, 3).transpose(2, 0, 1)
    [[int([1, 2, 3], counting(6))], { permutation: [2, 0, 1] }, int([3, 1, 2], [0, 3, 1, 4, 2, 5])],
  ],
  broadcastTo: [
    [[float([2, 1], [1, 2])], { shape: [2, 2, 2] }, float([2, 2, 2], [1, 1, 2, 2, 1, 1, 2, 2])],
    [[bytes('bool', [], [1])], { shape: [3] }, bytes('bool', [3], [1, 1, 1])],
  ],
  slice: [
    [[grid], { starts: [0, 0], ends: [2, 3], steps: [1, 2] }, float([2, 2], [1, 3, 4, 6])],
    [[grid], { starts: [1, 1], ends: [2, 3], steps: [3, 1] }, float([1, 2], [5, 6])],
  ],
  pad: [
    [
      [float([1, 2], [1, 2])],
      { low: [0, 1], high: [1, 2], interior: [3, 2], value: 9 },
      float([2, 7], [9, 1, 9, 9, 2, 9, 9, 9, 9, 9, 9, 9, 9, 9]),
    ],
  ],
  concat: [
    [[grid, float([2, 1], [10, 20])], { axis: 1 }, float([2, 4], [1, 2, 3, 10, 4, 5, 6, 20])],
    [[int([1], [1]), int([2], [2, 3]), int([1], [4])], { axis: 0 }, int([4], [1, 2, 3, 4])],
  ],

  gather: [
    // np.take(grid, [[2, 0], [2, 2]], axis=1)
    [[grid, int([2, 2], [2, 0, 2, 2])], { axis: 1 }, float([2, 2, 2], [3, 1, 3, 3, 6, 4, 6, 6])],
    [
      [bytes('uint8', [2, 2], [1, 2, 3, 4]), int([], [1])],
      { axis: 0 },
      bytes('uint8', [2], [3, 4]),
    ],
  ],
  scatterAdd: [
    [
      [int([3], [2, 0, 2]), float([2, 3], [1, 2, 3, 4, 5, 6])],
      { axis: 1, size: 4 },
      float([2, 4], [2, 0, 4, 0, 5, 0, 10, 0]),
    ],
    [
      [int([2], [1, 1]), float([2, 2], [1, 2, 3, 4])],
      { axis: 0, size: 3 },
      float([3, 2], [0, 0, 4, 6, 0, 0]),
    ],
  ],
  // np.take_along_axis
  takeAlongAxis: [
    [[grid, int([2, 2], [2, 2, 0, 1])], { axis: 1 }, float([2, 2], [3, 3, 4, 5])],
    [[grid, int([1, 3], [1, 0, 1])], { axis: 0 }, float([1, 3], [4, 2, 6])],
  ],
  scatterAlongAxis: [
    [
      [int([2, 2], [2, 2, 0, 1]), float([2, 2], [1, 2, 3, 4])],
      { axis: 1, size: 3 },
      float([2, 3], [0, 0, 3, 3, 4, 0]),
    ],
    [
      [int([1, 3], [1, 0, 1]), float([1, 3], [1, 2, 3])],
      { axis: 0, size: 2 },
      float([2, 3], [0, 2, 0, 1, 0, 3]),
    ],
  ],
  argsort: [
    [[float([4], [2, 1, 2, 1])], { axis: 0, descending: false }, int([4], [1, 3, 0, 2])],
    [[float([4], [2, 1, 2, 1])], { axis: 0, descending: true }, int([4], [0, 2, 1, 3])],
    [
      [float([2, 2], [3, Infinity, 1, -Infinity])],
      { axis: 0, descending: false },
      int([2, 2], [1, 1, 0, 0]),
    ],
  ],
  topKMask: [
    [
      [float([2, 4], [1, 3, 3, 3, 0, 0, 0, 0])],
      { axis: 1, k: 2 },
      float([2, 4], [0, 1, 1, 0, 1, 1, 0, 0]),
    ],
    [[float([2, 2], [1, 5, 2, 4])], { axis: 0, k: 1 }, float([2, 2], [0, 1, 1, 0])],
  ],
} satisfies Partial<KnownCases<OpName>>;
