import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConvAttributes, PoolAttributes } from '../../src/graph/ops.ts';
import { sizeOf } from '../../src/graph/shape.ts';
import { drawNormal, fold, key } from '../../src/tensor/key.ts';
import {
  averagePool,
  type ConvOptions,
  conv,
  convTranspose,
  globalAveragePool,
  maxPool,
  type PerAxis,
  resizeBilinear,
  upsampleNearest,
} from '../../src/tensor/spatial.ts';
import { filled, fromHost, type Tensor, tensorOf } from '../../src/tensor/tensor.ts';
import { gradient } from '../../src/tensor/trace.ts';
import { requireClose } from '../contract/check.ts';
import { type GoldenArray, loadLayers } from '../fixtures/golden/load-golden.ts';
import { evaluate, valuesOf } from './evaluation.ts';

const constantOf = ({ shape, data }: GoldenArray): Tensor => tensorOf(data, shape);

function random(seed: number, ...shape: number[]): Tensor {
  return fromHost({ dtype: 'float32', shape, data: drawNormal(fold(key(3), seed), sizeOf(shape)) });
}

const paddingOf = (y: Tensor): Pick<PoolAttributes, 'padBegin' | 'padEnd'> => {
  const { padBegin, padEnd } = y.node.attributes as ConvAttributes;
  return { padBegin, padEnd };
};

describe("padding 'same'", () => {
  // Width 13, window 6, stride 5 is the example of TensorFlow's guide on padding.
  test.each([
    { size: 13, window: 6, strides: 5, begin: 1, end: 2, output: 3 },
    { size: 28, window: 3, strides: 2, begin: 0, end: 1, output: 14 },
    { size: 7, window: 3, strides: 2, begin: 1, end: 1, output: 4 },
    { size: 28, window: 5, strides: 2, begin: 1, end: 2, output: 14 },
    { size: 8, window: 4, strides: 1, begin: 1, end: 2, output: 8 },
    { size: 6, window: 1, strides: 2, begin: 0, end: 0, output: 3 },
    { size: 2, window: 3, strides: 2, begin: 0, end: 1, output: 1 },
  ])('of $window over $size, stride $strides, is TensorFlow’s', (each) => {
    const { size, window, strides, begin, end, output } = each;
    const x = random(1, 1, 1, size);
    const pooled = maxPool(x, window, { strides, padding: 'same' });
    const convolved = conv(x, random(2, 1, 1, window), { strides, padding: 'same' });
    for (const y of [convolved, ...(begin < window && end < window ? [pooled] : [])]) {
      expect(y.shape).toEqual([1, 1, output]);
      expect(paddingOf(y)).toEqual({ padBegin: [begin], padEnd: [end] });
    }
  });

  test('gives ⌈size / stride⌉ entries, with the zeros spread evenly, the odd one at the end', () => {
    const extent = fc.integer({ min: 1, max: 12 });
    const small = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(extent, small, small, small, (size, window, strides, dilations) => {
        const y = conv(random(1, 1, 1, size), random(2, 1, 1, window), {
          strides,
          dilations,
          padding: 'same',
        });
        expect(y.shape[2]).toBe(Math.ceil(size / strides));
        const { padBegin, padEnd } = paddingOf(y);
        expect(padEnd[0]! - padBegin[0]!).toBeOneOf([0, 1]);
      }),
    );
  });

  test('of a transposed convolution multiplies each size by the stride', () => {
    const y = convTranspose(random(1, 1, 2, 4, 7), random(2, 2, 3, 3, 3), {
      strides: 2,
      padding: 'same',
    });
    expect(y.shape).toEqual([1, 3, 8, 14]);
    expect(paddingOf(y)).toEqual({ padBegin: [0, 0], padEnd: [1, 1] });
    const wide = { strides: 3, padding: 'same' } as const;
    expect(convTranspose(random(1, 1, 1, 4), random(2, 1, 1, 2), wide).shape).toEqual([1, 1, 12]);
  });
});

describe('convolution', () => {
  test('is cross-correlation: the kernel is not flipped', () => {
    const x = tensorOf([0, 0, 1, 0, 0], [1, 1, 5]);
    const kernel = tensorOf([1, 2, 3], [1, 1, 3]);
    expect(valuesOf(conv(x, kernel, { padding: 'same' }))).toEqual([[[0, 3, 2, 1, 0]]]);
  });

  // Each image is one that the transposed convolution's output shape names.
  test.each<[string, readonly [number, number], ConvOptions & { outputPadding?: PerAxis }]>([
    ['valid', [7, 7], { padding: 'valid', strides: 2 }],
    ['valid with a rest', [7, 8], { strides: 2, outputPadding: [0, 1] }],
    ['same', [8, 6], { padding: 'same', strides: 2 }],
    ['one number', [7, 8], { padding: 1, dilations: 2 }],
    [
      '[before, after]',
      [7, 8],
      {
        padding: [
          [2, 0],
          [0, 1],
        ],
        strides: [1, 2],
      },
    ],
    ['groups', [7, 8], { padding: 1, groups: 2 }],
  ])('and its transpose are adjoint: %s', (_, spatial, options) => {
    const x = random(1, 2, 4, ...spatial);
    const kernel = random(2, 6, 4 / (options.groups ?? 1), 3, 3);
    const forward = conv(x, kernel, options);
    const y = random(3, ...forward.shape);
    // The adjoint of a linear map is its gradient along y.
    const adjoint = gradient(forward.mul(y).sum(), x);
    const backward = convTranspose(y, kernel, options);
    requireClose('transposed', evaluate(backward), evaluate(adjoint), 1e-12);
  });
});

describe('pooling', () => {
  const x = tensorOf([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 1, 3, 3]);

  test('windows do not overlap by default, and a rest is dropped', () => {
    expect(valuesOf(maxPool(x, 2))).toEqual([[[[5]]]]);
    expect(valuesOf(maxPool(x, [3, 1]))).toEqual([[[[7, 8, 9]]]]);
  });

  test("the padding's zeros do not count in a mean", () => {
    const mean = averagePool(x, 2, { padding: 'same' });
    expect(valuesOf(mean)).toEqual([
      [
        [
          [3, 4.5],
          [7.5, 9],
        ],
      ],
    ]);
  });

  test('the padding is never the largest', () => {
    expect(valuesOf(maxPool(x.neg(), 2, { padding: 'same' }))).toEqual([
      [
        [
          [-1, -3],
          [-7, -9],
        ],
      ],
    ]);
  });

  test('global means keep batch and channels', () => {
    expect(valuesOf(globalAveragePool(x))).toEqual([[5]]);
    expect(globalAveragePool(random(1, 2, 3, 5)).shape).toEqual([2, 3]);
  });

  test('upsampling repeats', () => {
    const up = upsampleNearest(tensorOf([1, 2], [1, 1, 1, 2]), [1, 2]);
    expect(valuesOf(up)).toEqual([[[[1, 1, 2, 2]]]]);
    expect(upsampleNearest(x, 2).shape).toEqual([1, 1, 6, 6]);
  });
});

describe('bilinear resizing', () => {
  const cases = loadLayers().cases.filter(({ name }) => name.startsWith('bilinear'));

  test('has golden values', () => {
    expect(cases.length).toBeGreaterThanOrEqual(5);
  });

  test.each(cases)(
    '$name matches PyTorch',
    ({ options, inputs, outputs, cotangent, gradients }) => {
      const [height, width] = options.size as [number, number];
      const x = constantOf(inputs.x!);
      const y = resizeBilinear(x, height, width);
      const dx = gradient(y.mul(constantOf(cotangent!)).sum(), x);
      // The weights are float32.
      requireClose('output', evaluate(y), { ...outputs.output!, dtype: 'float32' }, 2e-7);
      requireClose('gradient', evaluate(dx), { ...gradients!.x!, dtype: 'float32' }, 2e-7);
    },
  );

  test('keeps a constant image and its own size', () => {
    const resized = evaluate(resizeBilinear(filled([1, 1, 3, 5], 2), 7, 4));
    for (const value of resized.data) expect(value).toBeCloseTo(2, 6);
    const x = random(1, 1, 2, 3, 4);
    expect(valuesOf(resizeBilinear(x, 3, 4))).toEqual(valuesOf(x));
  });
});

test('padding that could only be ignored is refused', () => {
  const image = filled([1, 1, 5, 5], 1);
  const kernel = filled([1, 1, 3, 3], 1);
  expect(() => conv(image, kernel, { padding: [[1, 1]] })).toThrow(
    'padding has 1 entries; one per spatial axis is needed',
  );
  expect(() => convTranspose(image, kernel, { padding: [[1, 1]] })).toThrow(
    'padding has 1 entries',
  );
  expect(() => convTranspose(image, kernel, { padding: 'same', outputPadding: 1 })).toThrow(
    'leave out outputPadding',
  );
});
