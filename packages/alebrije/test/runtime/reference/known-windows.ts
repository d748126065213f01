/** Known answers of convolutions and pooling. */

import type { ConvAttributes, OpName } from '../../../src/graph/ops.ts';
import { float } from './build.ts';
import type { KnownCases } from './known-case.ts';

const plain: ConvAttributes = {
  strides: [1, 1],
  dilations: [1, 1],
  padBegin: [0, 0],
  padEnd: [0, 0],
  groups: 1,
};
/** Two groups, stride 2, dilation 2, one zero before. */
const crooked: ConvAttributes = {
  strides: [2],
  dilations: [2],
  padBegin: [1],
  padEnd: [0],
  groups: 2,
};
const crookedKernel = float([2, 1, 2], [1, 10, 1, 100]);

const transposedInput = float([1, 1, 3, 3], [2, 3, 1, 0, 4, 2, 1, 6, 7]);
const transposedKernel = float([1, 1, 2, 2], [1, 2, 3, 4]);
const transposedBy2 = (padding: number, outputSpatial: readonly number[]) => ({
  ...plain,
  strides: [2, 2],
  padBegin: [padding, padding],
  padEnd: [padding, padding],
  outputSpatial,
});

const twoByTwo = { kernel: [2, 2], strides: [1, 1], padBegin: [0, 0], padEnd: [0, 0] };
const padded = { kernel: [2], strides: [1], padBegin: [1], padEnd: [1] };
const ties = float([1, 1, 2, 3], [1, 3, 3, 2, 3, 0]);

export const knownWindows = {
  conv: [
    // scipy.signal.correlate2d(image, kernel, 'valid')
    [
      [
        float([1, 1, 3, 4], [1, 2, 3, 0, 4, 5, 6, 1, 7, 8, 9, 2]),
        float([1, 1, 2, 2], [1, 0, 2, -1]),
      ],
      plain,
      float([1, 1, 2, 3], [4, 6, 14, 10, 12, 22]),
    ],
    [
      [float([1, 2, 4], [1, 2, 3, 4, 5, 6, 7, 8]), crookedKernel],
      crooked,
      float([1, 2, 2], [20, 42, 600, 806]),
    ],
  ],
  // The first four are the "Known answers for the transposed convolution" of the specification.
  convTranspose: [
    [
      [transposedInput, transposedKernel],
      { ...plain, outputSpatial: [4, 4] },
      float([1, 1, 4, 4], [2, 7, 7, 2, 6, 21, 25, 8, 1, 20, 41, 22, 3, 22, 45, 28]),
    ],
    [
      [transposedInput, transposedKernel],
      transposedBy2(0, [6, 6]),
      float(
        [1, 1, 6, 6],
        [
          [2, 4, 3, 6, 1, 2],
          [6, 8, 9, 12, 3, 4],
          [0, 0, 4, 8, 2, 4],
          [0, 0, 12, 16, 6, 8],
          [1, 2, 6, 12, 7, 14],
          [3, 4, 18, 24, 21, 28],
        ].flat(),
      ),
    ],
    [
      [transposedInput, transposedKernel],
      transposedBy2(1, [4, 4]),
      float([1, 1, 4, 4], [8, 9, 12, 3, 0, 4, 8, 2, 0, 12, 16, 6, 2, 6, 12, 7]),
    ],
    [
      [transposedInput, transposedKernel],
      transposedBy2(2, [2, 2]),
      float([1, 1, 2, 2], [4, 8, 12, 16]),
    ],
    [
      [float([1, 2, 2], [1, 2, 3, 4]), crookedKernel],
      { ...crooked, outputSpatial: [4] },
      float([1, 2, 4], [0, 12, 0, 20, 0, 304, 0, 400]),
    ],
  ],
  convKernelGradient: [
    [
      [float([1, 1, 2, 3], [1, 2, 3, 4, 5, 6]), float([1, 1, 1, 2], [1, 10])],
      { ...plain, kernelSpatial: [2, 2] },
      float([1, 1, 2, 2], [21, 32, 54, 65]),
    ],
    [
      [float([1, 2, 4], [1, 2, 3, 4, 5, 6, 7, 8]), float([1, 2, 2], [1, 10, 1, 100])],
      { ...crooked, kernelSpatial: [2] },
      float([2, 1, 2], [20, 42, 600, 806]),
    ],
  ],
  maxPool: [
    [[ties], twoByTwo, float([1, 1, 1, 2], [3, 3])],
    // Padding never wins, not even against negative values.
    [[float([1, 1, 2], [-5, -1])], padded, float([1, 1, 3], [-5, -1, -1])],
    [
      [float([1, 1, 2], [-Infinity, -Infinity])],
      padded,
      float([1, 1, 3], Array(3).fill(-Infinity)),
    ],
  ],
  maxPoolScatter: [
    [[ties, float([1, 1, 1, 2], [10, 1])], twoByTwo, float([1, 1, 2, 3], [0, 11, 0, 0, 0, 0])],
  ],
  maxPoolGather: [
    [
      [ties, float([1, 1, 2, 3], [10, 11, 12, 13, 14, 15])],
      twoByTwo,
      float([1, 1, 1, 2], [11, 11]),
    ],
  ],
  avgPool: [
    [[float([1, 1, 2], [2, 4])], { ...padded, countPadding: true }, float([1, 1, 3], [1, 3, 2])],
    [[float([1, 1, 2], [2, 4])], { ...padded, countPadding: false }, float([1, 1, 3], [2, 3, 4])],
    [
      [float([1, 2, 2, 2], [1, 2, 3, 4, 10, 20, 30, 40])],
      { ...twoByTwo, countPadding: false },
      float([1, 2, 1, 1], [2.5, 25]),
    ],
  ],
  upsampleNearest: [
    [
      [float([1, 2, 1, 2], [1, 2, 3, 4])],
      { scale: [2, 3] },
      float([1, 2, 2, 6], [1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4, 4]),
    ],
  ],
} satisfies Partial<KnownCases<OpName>>;
