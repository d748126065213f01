import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConvAttributes, PoolAttributes } from '../../../src/graph/ops.ts';
import { range, sizeOf, windowCount } from '../../../src/graph/shape.ts';
import type { Shape } from '../../../src/graph/types.ts';
import type { ReferenceArray } from '../../../src/runtime/reference/array.ts';
import { evaluateOp, float, int, typeOf } from './build.ts';

function inner(a: ReferenceArray, b: ReferenceArray): number {
  expect(a.shape).toEqual(b.shape);
  let total = 0;
  for (const [index, value] of a.data.entries()) total += value * b.data[index]!;
  return total;
}

/** Small whole numbers, whose sums of products are exact: both sides must agree to the bit. */
const floats = (shape: Shape) =>
  fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((values) => float(shape, values));

const indices = (shape: Shape, size: number) =>
  fc
    .array(fc.nat(size - 1), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((values) => int(shape, values));

const floatType = (shape: Shape) => typeOf('float32', shape);

/** One spatial axis of a convolution whose kernel fits. */
const convAxis = fc
  .record({
    image: fc.integer({ min: 1, max: 7 }),
    kernel: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    begin: fc.nat(3),
    end: fc.nat(3),
  })
  .map((axis) => ({
    ...axis,
    output: windowCount(axis.image, axis.kernel, axis.stride, axis.begin, axis.end, axis.dilation),
  }))
  .filter(({ output }) => output > 0);

const convProblem = fc
  .record({
    axes: fc.array(convAxis, { minLength: 1, maxLength: 2 }),
    batch: fc.integer({ min: 1, max: 2 }),
    groups: fc.integer({ min: 1, max: 2 }),
    groupChannels: fc.integer({ min: 1, max: 2 }),
    groupOutputs: fc.integer({ min: 1, max: 2 }),
  })
  .chain(({ axes, batch, groups, groupChannels, groupOutputs }) => {
    const attributes: ConvAttributes = {
      strides: axes.map(({ stride }) => stride),
      dilations: axes.map(({ dilation }) => dilation),
      padBegin: axes.map(({ begin }) => begin),
      padEnd: axes.map(({ end }) => end),
      groups,
    };
    return fc.record({
      attributes: fc.constant(attributes),
      x: floats([batch, groups * groupChannels, ...axes.map(({ image }) => image)]),
      kernel: floats([groups * groupOutputs, groupChannels, ...axes.map(({ kernel }) => kernel)]),
      y: floats([batch, groups * groupOutputs, ...axes.map(({ output }) => output)]),
    });
  });

/** All coordinates of a shape, in row-major order. */
function coordinates(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (prefixes, extent) => prefixes.flatMap((prefix) => range(extent).map((i) => [...prefix, i])),
    [[]],
  );
}

/** The entry at some coordinates, zero outside of the array. */
function entryAt({ shape, data }: ReferenceArray, at: readonly number[]): number {
  if (at.some((i, axis) => i < 0 || i >= shape[axis]!)) return 0;
  return data[at.reduce((offset, i, axis) => offset * shape[axis]! + i, 0)]!;
}

describe('convolution', () => {
  test('is its definition', () => {
    fc.assert(
      fc.property(convProblem, ({ attributes, x, kernel, y }) => {
        const { strides, dilations, padBegin, groups } = attributes;
        const [outputChannels, groupChannels, ...kernelSpatial] = kernel.shape as [number, number];
        const expected = coordinates(y.shape).map(([b, o, ...position]) => {
          const group = Math.floor((o! * groups) / outputChannels);
          let total = 0;
          for (const [c, ...k] of coordinates([groupChannels, ...kernelSpatial])) {
            const at = position.map(
              (p, axis) => p * strides[axis]! + k[axis]! * dilations[axis]! - padBegin[axis]!,
            );
            const channel = group * groupChannels + c!;
            total += entryAt(x, [b!, channel, ...at]) * entryAt(kernel, [o!, c!, ...k]);
          }
          return total;
        });
        const given = evaluateOp('conv', [x, kernel], attributes, floatType(y.shape));
        expect([...given.data]).toEqual(expected);
      }),
    );
  });

  test('and its transposes agree: <conv(x, w), y> = <x, convTranspose(y, w)> = <w, convKernelGradient(x, y)>', () => {
    fc.assert(
      fc.property(convProblem, ({ attributes, x, kernel, y }) => {
        const forward = evaluateOp('conv', [x, kernel], attributes, floatType(y.shape));
        const image = evaluateOp(
          'convTranspose',
          [y, kernel],
          { ...attributes, outputSpatial: x.shape.slice(2) },
          floatType(x.shape),
        );
        const gradient = evaluateOp(
          'convKernelGradient',
          [x, y],
          { ...attributes, kernelSpatial: kernel.shape.slice(2) },
          floatType(kernel.shape),
        );
        expect(inner(x, image)).toBe(inner(forward, y));
        expect(inner(kernel, gradient)).toBe(inner(forward, y));
      }),
    );
  });
});

/** One spatial axis of a pooling op; the padding is smaller than the window. */
const poolAxis = fc
  .integer({ min: 1, max: 3 })
  .chain((kernel) =>
    fc.record({
      kernel: fc.constant(kernel),
      image: fc.integer({ min: 1, max: 6 }),
      stride: fc.integer({ min: 1, max: 3 }),
      begin: fc.nat(kernel - 1),
      end: fc.nat(kernel - 1),
    }),
  )
  .map((axis) => ({
    ...axis,
    output: windowCount(axis.image, axis.kernel, axis.stride, axis.begin, axis.end),
  }))
  .filter(({ output }) => output > 0);

const poolProblem = fc
  .record({
    axes: fc.array(poolAxis, { minLength: 1, maxLength: 2 }),
    batch: fc.integer({ min: 1, max: 2 }),
    channels: fc.integer({ min: 1, max: 2 }),
  })
  .chain(({ axes, batch, channels }) => {
    const attributes: PoolAttributes = {
      kernel: axes.map(({ kernel }) => kernel),
      strides: axes.map(({ stride }) => stride),
      padBegin: axes.map(({ begin }) => begin),
      padEnd: axes.map(({ end }) => end),
    };
    const imageShape = [batch, channels, ...axes.map(({ image }) => image)];
    return fc.record({
      attributes: fc.constant(attributes),
      x: floats(imageShape),
      v: floats(imageShape),
      y: floats([batch, channels, ...axes.map(({ output }) => output)]),
    });
  });

describe('max pooling', () => {
  test('<maxPoolGather(x, v), y> = <v, maxPoolScatter(x, y)>', () => {
    fc.assert(
      fc.property(poolProblem, ({ attributes, x, v, y }) => {
        const gathered = evaluateOp('maxPoolGather', [x, v], attributes, floatType(y.shape));
        const scattered = evaluateOp('maxPoolScatter', [x, y], attributes, floatType(x.shape));
        expect(inner(gathered, y)).toBe(inner(v, scattered));
      }),
    );
  });

  test('gathering x itself is maxPool, and that is the largest entry of each window', () => {
    fc.assert(
      fc.property(poolProblem, ({ attributes, x, y }) => {
        const { kernel, strides, padBegin } = attributes;
        const pooled = evaluateOp('maxPool', [x], attributes, floatType(y.shape));
        const gathered = evaluateOp('maxPoolGather', [x, x], attributes, floatType(y.shape));
        const expected = coordinates(y.shape).map(([b, c, ...position]) => {
          const inside = coordinates(kernel)
            .map((k) => k.map((i, axis) => position[axis]! * strides[axis]! + i - padBegin[axis]!))
            .filter((at) => at.every((i, axis) => i >= 0 && i < x.shape[axis + 2]!));
          return Math.max(...inside.map((at) => entryAt(x, [b!, c!, ...at])));
        });
        expect([...pooled.data]).toEqual(expected);
        expect([...gathered.data]).toEqual(expected);
      }),
    );
  });
});

const smallShape = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 });

describe('indexing', () => {
  test('<gather(data, i), u> = <data, scatterAdd(i, u)>', () => {
    const problem = fc
      .record({
        shape: smallShape,
        indexShape: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
        seed: fc.nat(),
      })
      .chain(({ shape, indexShape, seed }) => {
        const axis = seed % shape.length;
        return fc.record({
          axis: fc.constant(axis),
          data: floats(shape),
          at: indices(indexShape, shape[axis]!),
          updates: floats(shape.toSpliced(axis, 1, ...indexShape)),
        });
      });
    fc.assert(
      fc.property(problem, ({ axis, data, at, updates }) => {
        const size = data.shape[axis]!;
        const gathered = evaluateOp('gather', [data, at], { axis }, floatType(updates.shape));
        const scattered = evaluateOp(
          'scatterAdd',
          [at, updates],
          { axis, size },
          floatType(data.shape),
        );
        expect(inner(gathered, updates)).toBe(inner(data, scattered));
      }),
    );
  });

  test('<takeAlongAxis(data, i), u> = <data, scatterAlongAxis(i, u)>', () => {
    const problem = fc
      .record({ shape: smallShape, count: fc.integer({ min: 1, max: 4 }), seed: fc.nat() })
      .chain(({ shape, count, seed }) => {
        const axis = seed % shape.length;
        return fc.record({
          axis: fc.constant(axis),
          data: floats(shape),
          at: indices(shape.with(axis, count), shape[axis]!),
          updates: floats(shape.with(axis, count)),
        });
      });
    fc.assert(
      fc.property(problem, ({ axis, data, at, updates }) => {
        const size = data.shape[axis]!;
        const taken = evaluateOp('takeAlongAxis', [data, at], { axis }, floatType(at.shape));
        const scattered = evaluateOp(
          'scatterAlongAxis',
          [at, updates],
          { axis, size },
          floatType(data.shape),
        );
        expect(inner(taken, updates)).toBe(inner(data, scattered));
      }),
    );
  });

  test('argsort sorts, stably, in both directions', () => {
    const problem = fc
      .record({ shape: smallShape, seed: fc.nat(), descending: fc.boolean() })
      .chain(({ shape, seed, descending }) =>
        fc.record({
          axis: fc.constant(seed % shape.length),
          descending: fc.constant(descending),
          x: fc
            .array(fc.nat(2), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
            .map((values) => float(shape, values)),
        }),
      );
    fc.assert(
      fc.property(problem, ({ axis, descending, x }) => {
        const order = evaluateOp('argsort', [x], { axis, descending }, typeOf('int32', x.shape));
        for (const at of coordinates(x.shape.with(axis, 1))) {
          const along = range(x.shape[axis]!).map((i) => at.with(axis, i));
          const ranked = along.map((here) => entryAt(order, here));
          expect([...ranked].sort((a, b) => a - b)).toEqual(range(ranked.length));
          for (let rank = 1; rank < ranked.length; rank++) {
            const [before, after] = [ranked[rank - 1]!, ranked[rank]!];
            const rise = entryAt(x, at.with(axis, after)) - entryAt(x, at.with(axis, before));
            if (rise === 0) expect(after).toBeGreaterThan(before);
            else expect(rise > 0).toBe(!descending);
          }
        }
      }),
    );
  });
});

describe('slice and pad', () => {
  test('<slice(x), y> = <x, pad(y)>, a step being filled by the interior', () => {
    const axis = fc
      .record({
        low: fc.nat(3),
        size: fc.integer({ min: 1, max: 4 }),
        interior: fc.nat(2),
        high: fc.nat(3),
      })
      .map((one) => ({
        ...one,
        extent: one.low + one.size + (one.size - 1) * one.interior + one.high,
      }));
    const problem = fc.array(axis, { minLength: 1, maxLength: 3 }).chain((axes) =>
      fc.record({
        axes: fc.constant(axes),
        x: floats(axes.map(({ extent }) => extent)),
        y: floats(axes.map(({ size }) => size)),
      }),
    );
    fc.assert(
      fc.property(problem, ({ axes, x, y }) => {
        const sliced = evaluateOp(
          'slice',
          [x],
          {
            starts: axes.map(({ low }) => low),
            ends: axes.map(({ extent, high }) => extent - high),
            steps: axes.map(({ interior }) => interior + 1),
          },
          floatType(y.shape),
        );
        const padded = evaluateOp(
          'pad',
          [y],
          {
            low: axes.map(({ low }) => low),
            high: axes.map(({ high }) => high),
            interior: axes.map(({ interior }) => interior),
            value: 0,
          },
          floatType(x.shape),
        );
        expect(inner(sliced, y)).toBe(inner(x, padded));
      }),
    );
  });
});
