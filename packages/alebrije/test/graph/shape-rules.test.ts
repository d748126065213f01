import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as build from '../../src/graph/build.ts';
import type { ConvAttributes, OpName } from '../../src/graph/ops.ts';
import { broadcastShapes, sizeOf } from '../../src/graph/shape.ts';
import { ShapeError } from '../../src/graph/shape-error.ts';
import { shapeRules } from '../../src/graph/shape-rules/table.ts';
import type { DType, Node, Shape } from '../../src/graph/types.ts';
import { tensorOf } from '../../src/tensor/tensor.ts';

const value = (dtype: DType, ...shape: number[]): Node => build.input('value', { dtype, shape });
const float = (...shape: number[]): Node => value('float32', ...shape);
const int = (...shape: number[]): Node => value('int32', ...shape);
const bool = (...shape: number[]): Node => value('bool', ...shape);

const geometry: ConvAttributes = {
  strides: [1, 1],
  dilations: [1, 1],
  padBegin: [0, 0],
  padEnd: [0, 0],
  groups: 1,
};
const pool = { kernel: [2, 2], strides: [2, 2], padBegin: [0, 0], padEnd: [0, 0] };
const slice = { starts: [0, 0], ends: [2, 3], steps: [1, 1] };
const pad = { low: [0, 0], high: [0, 0], interior: [0, 0], value: 0 };

const image = () => float(1, 4, 5, 5);
const noFloat = 'takes float32 only';

type Bad = readonly [problem: string, apply: () => unknown];

const floatOnly = (apply: (x: Node) => unknown): readonly Bad[] => [[noFloat, () => apply(int(3))]];

const signed = (apply: (x: Node) => unknown): readonly Bad[] => [
  ['takes float32 or int32', () => apply(value('uint8', 3))],
];

const arithmetic = (apply: (a: Node, b: Node) => unknown): readonly Bad[] => [
  ['shapes do not broadcast', () => apply(float(2, 3), float(2))],
  ['operands have different element types', () => apply(float(2), int(2))],
  ['takes float32 or int32', () => apply(bool(2), bool(2))],
];

const logical = (apply: (a: Node, b: Node) => unknown): readonly Bad[] => [
  ['takes bool', () => apply(int(2), int(2))],
  ['shapes do not broadcast', () => apply(bool(2), bool(3))],
];

const reduction = (apply: (x: Node, axes: readonly number[]) => unknown): readonly Bad[] => [
  ['axis 2 does not exist in rank 2', () => apply(float(2, 3), [2])],
  ['axis -1 does not exist in rank 2', () => apply(float(2, 3), [-1])],
  ['axes must ascend, not 1, 0', () => apply(float(2, 3), [1, 0])],
  ['axes must ascend, not 1, 1', () => apply(float(2, 3), [1, 1])],
  ['takes float32 or int32', () => apply(bool(2), [0])],
];

const alongAxis = (apply: (x: Node, axis: number) => unknown): readonly Bad[] => [
  ['axis 2 does not exist in rank 2', () => apply(float(2, 3), 2)],
  ['axis 0.5 does not exist in rank 2', () => apply(float(2, 3), 0.5)],
  [noFloat, () => apply(int(2, 3), 0)],
];

const pooling = (apply: (x: Node, geometry: typeof pool) => unknown): readonly Bad[] => [
  ['takes one or two spatial axes', () => apply(float(4, 4), pool)],
  [
    'the window does not fit spatial axis 1',
    () => apply(float(1, 1, 4, 4), { ...pool, kernel: [2, 5] }),
  ],
  [
    'padding must be smaller than the window',
    () => apply(float(1, 1, 4, 4), { ...pool, padBegin: [2, 0] }),
  ],
  [
    'strides must be whole numbers from 1, not 0, 2',
    () => apply(float(1, 1, 4, 4), { ...pool, strides: [0, 2] }),
  ],
  ['kernel needs 2 entries', () => apply(float(1, 1, 4, 4), { ...pool, kernel: [2] })],
];

/** What each op must refuse. */
const refused: { readonly [K in OpName]: readonly Bad[] } = {
  input: [
    ['[2, 0] is no shape', () => float(2, 0)],
    ['[1.5] is no shape', () => float(1.5)],
  ],
  constant: [
    ['[3] does not hold 2 values', () => build.constant('float32', [3], new Float32Array(2))],
  ],
  // Any type can be cast to any other: only the number of inputs can be wrong.
  cast: [['takes 1 inputs, not 0', () => build.makeNode('cast', [], { dtype: 'int32' })]],
  stopGradient: [['takes 1 inputs, not 0', () => build.makeNode('stopGradient', [], {})]],
  neg: signed(build.neg),
  abs: signed(build.abs),
  sign: signed(build.sign),
  exp: floatOnly(build.exp),
  log: floatOnly(build.log),
  sqrt: floatOnly(build.sqrt),
  reciprocal: floatOnly(build.reciprocal),
  sin: floatOnly(build.sin),
  cos: floatOnly(build.cos),
  tanh: floatOnly(build.tanh),
  sigmoid: floatOnly(build.sigmoid),
  softplus: floatOnly(build.softplus),
  silu: floatOnly(build.silu),
  erf: floatOnly(build.erf),
  relu: floatOnly(build.relu),
  leakyRelu: [
    ...floatOnly((x) => build.leakyRelu(x, 0.2)),
    ['the slope must lie between 0 and 1, not 1', () => build.leakyRelu(float(2), 1)],
  ],
  step: [
    ...floatOnly((x) => build.step(x)),
    ['low must lie between 0 and 1, not 1', () => build.step(float(2), 1)],
  ],
  floor: floatOnly(build.floor),
  ceil: floatOnly(build.ceil),
  round: floatOnly(build.round),
  not: [['takes bool', () => build.not(float(2))]],
  add: arithmetic(build.add),
  sub: arithmetic(build.sub),
  mul: arithmetic(build.mul),
  div: arithmetic(build.div),
  pow: [['takes float32', () => build.pow(int(2), int(2))]],
  maximum: arithmetic(build.maximum),
  minimum: arithmetic(build.minimum),
  equal: arithmetic(build.equal),
  less: arithmetic(build.less),
  greater: arithmetic(build.greater),
  and: logical(build.and),
  or: logical(build.or),
  select: [
    ['the condition must be bool', () => build.select(float(2), float(2), float(2))],
    ['the branches have different', () => build.select(bool(2), float(2), int(2))],
    ['shapes do not broadcast', () => build.select(bool(3), float(2), float(2))],
    ['shapes do not broadcast', () => build.select(bool(2), float(3), float(2))],
  ],
  sum: reduction(build.sum),
  max: reduction(build.max),
  argMax: alongAxis(build.argMax),
  cumsum: alongAxis((x, axis) => build.cumsum(x, { axis, exclusive: false, reverse: false })),
  softmax: alongAxis(build.softmax),
  argsort: alongAxis(build.argsort),
  topKMask: [
    ...alongAxis((x, axis) => build.topKMask(x, axis, 1)),
    ['k = 4 does not fit axis 1', () => build.topKMask(float(2, 3), 1, 4)],
    ['k = 0 does not fit axis 1', () => build.topKMask(float(2, 3), 1, 0)],
    ['k = 1.5 does not fit axis 1', () => build.topKMask(float(2, 3), 1, 1.5)],
  ],
  matmul: [
    ['inner sizes 3 and 2 differ', () => build.matmul(float(2, 3), float(2, 3))],
    ['inner sizes 2 and 3 differ', () => build.matmul(float(2, 3), float(3, 4), true)],
    ['takes operands of rank 2 or more', () => build.matmul(float(3), float(3, 2))],
    ['leading axes differ', () => build.matmul(float(2, 3, 4), float(3, 4, 5))],
    [noFloat, () => build.matmul(int(2, 2), int(2, 2))],
  ],
  conv: [
    [
      'the kernel takes 3 channels, the image has 4',
      () => build.conv(image(), float(2, 3, 3, 3), geometry),
    ],
    [
      'the kernel does not fit spatial axis 0',
      () => build.conv(image(), float(2, 4, 6, 3), geometry),
    ],
    ['image and kernel differ in rank', () => build.conv(image(), float(2, 4, 3), geometry)],
    ['takes one or two spatial axes', () => build.conv(float(1, 4), float(2, 4), geometry)],
    [
      '3 output channels in 2 groups',
      () => build.conv(image(), float(3, 2, 3, 3), { ...geometry, groups: 2 }),
    ],
    [
      'takes groups from 1, not 0',
      () => build.conv(image(), float(2, 4, 3, 3), { ...geometry, groups: 0 }),
    ],
    [
      'padEnd must be whole numbers from 0, not -1, 0',
      () => build.conv(image(), float(2, 4, 3, 3), { ...geometry, padEnd: [-1, 0] }),
    ],
    [
      'strides needs 2 entries',
      () => build.conv(image(), float(2, 4, 3, 3), { ...geometry, strides: [1] }),
    ],
  ],
  convTranspose: [
    [
      'an output of 6x6 needs input [1, 4, 4, 4]',
      () => build.convTranspose(image(), float(4, 2, 3, 3), geometry, [6, 6]),
    ],
    [
      'an output of 7x7 needs input [1, 3, 5, 5]',
      () => build.convTranspose(image(), float(3, 2, 3, 3), geometry, [7, 7]),
    ],
    [
      'there is no image [1, 2, 7.5, 7]',
      () => build.convTranspose(image(), float(4, 2, 3, 3), geometry, [7.5, 7]),
    ],
    [noFloat, () => build.convTranspose(int(1, 4, 5, 5), float(4, 2, 3, 3), geometry, [7, 7])],
  ],
  convKernelGradient: [
    [
      'a kernel of 3x3 needs [1, 2, 3, 3]',
      () => build.convKernelGradient(image(), float(1, 2, 4, 4), geometry, [3, 3]),
    ],
    [
      'with a kernel [2, 1.5, 3, 3]',
      () =>
        build.convKernelGradient(
          float(1, 3, 5, 5),
          float(1, 2, 3, 3),
          { ...geometry, groups: 2 },
          [3, 3],
        ),
    ],
  ],
  maxPool: pooling(build.maxPool),
  maxPoolScatter: [
    ...pooling((x, attributes) => build.maxPoolScatter(x, float(1, 1, 2, 2), attributes)),
    [
      'the second input must have the shape of the pooled first',
      () => build.maxPoolScatter(float(1, 1, 4, 4), float(1, 1, 4, 4), pool),
    ],
  ],
  maxPoolGather: [
    ...pooling((x, attributes) => build.maxPoolGather(x, x, attributes)),
    [
      'both inputs must have one shape',
      () => build.maxPoolGather(float(1, 1, 4, 4), float(1, 1, 2, 2), pool),
    ],
  ],
  avgPool: pooling((x, attributes) => build.avgPool(x, { ...attributes, countPadding: true })),
  upsampleNearest: [
    ['scale needs 2 entries', () => build.upsampleNearest(image(), [2])],
    ['scale must be whole numbers from 1', () => build.upsampleNearest(image(), [2, 0])],
    ['takes one or two spatial axes', () => build.upsampleNearest(float(2, 2), [])],
    [noFloat, () => build.upsampleNearest(int(1, 1, 2, 2), [2, 2])],
  ],
  reshape: [
    ['[4] does not hold 6 values', () => build.reshape(float(2, 3), [4])],
    ['[-2, -3] is no shape', () => build.reshape(float(2, 3), [-2, -3])],
  ],
  transpose: [
    ['[0, 0] does not permute 2 axes', () => build.transpose(float(2, 3), [0, 0])],
    ['[0] does not permute 2 axes', () => build.transpose(float(2, 3), [0])],
    ['[1, 2] does not permute 2 axes', () => build.transpose(float(2, 3), [1, 2])],
  ],
  broadcastTo: [
    ['does not broadcast to [3]', () => build.broadcastTo(float(2), [3])],
    ['does not broadcast to [3]', () => build.broadcastTo(float(2, 3), [3])],
    ['does not broadcast to [1]', () => build.broadcastTo(float(2), [1])],
    ['[0] is no shape', () => build.broadcastTo(float(1), [0])],
  ],
  slice: [
    ['0:4:1 is no slice of axis 1', () => build.slice(float(2, 3), { ...slice, ends: [2, 4] })],
    ['2:2:1 is no slice of axis 0', () => build.slice(float(2, 3), { ...slice, starts: [2, 0] })],
    ['0:2:0 is no slice of axis 0', () => build.slice(float(2, 3), { ...slice, steps: [0, 1] })],
    ['starts must be whole', () => build.slice(float(2, 3), { ...slice, starts: [-1, 0] })],
    ['ends needs 2 entries', () => build.slice(float(2, 3), { ...slice, ends: [1] })],
  ],
  pad: [
    ['low must be whole numbers from 0', () => build.pad(float(2, 3), { ...pad, low: [-1, 0] })],
    ['interior needs 2 entries', () => build.pad(float(2, 3), { ...pad, interior: [1] })],
    [noFloat, () => build.pad(int(2, 3), pad)],
  ],
  concat: [
    ['takes at least one input', () => build.concat([], 0)],
    ['axis 1 does not exist in rank 1', () => build.concat([float(2)], 1)],
    ['may differ in size along axis 0 only', () => build.concat([float(2, 3), float(2, 4)], 0)],
    ['may differ in size along axis 0 only', () => build.concat([float(2), float(2, 1)], 0)],
    ['may differ in size along axis 0 only', () => build.concat([float(2), int(2)], 0)],
  ],
  gather: [
    ['indices must be int32', () => build.gather(float(2, 3), float(2), 0)],
    ['axis 2 does not exist in rank 2', () => build.gather(float(2, 3), int(2), 2)],
  ],
  scatterAdd: [
    ["must have the indices' shape", () => build.scatterAdd(int(2), float(3, 2), 0, 4)],
    ['indices of rank 0 do not fit axis 3', () => build.scatterAdd(int(), float(2, 3), 3, 4)],
    ['indices of rank 1 do not fit axis -1', () => build.scatterAdd(int(3), float(2, 3), -1, 4)],
    ['[0] is no shape', () => build.scatterAdd(int(2), float(2), 0, 0)],
    ['indices must be int32', () => build.scatterAdd(float(2), float(2), 0, 4)],
    [noFloat, () => build.scatterAdd(int(2), int(2), 0, 4)],
  ],
  takeAlongAxis: [
    ['may differ in size along axis 1 only', () => build.takeAlongAxis(float(2, 3), int(1, 3), 1)],
    ['may differ in size along axis 0 only', () => build.takeAlongAxis(float(2, 3), int(2), 0)],
    ['indices must be int32', () => build.takeAlongAxis(float(2), float(2), 0)],
  ],
  scatterAlongAxis: [
    ['must have one shape', () => build.scatterAlongAxis(int(2), float(3), 0, 4)],
    ['[-1] is no shape', () => build.scatterAlongAxis(int(2), float(2), 0, -1)],
    ['axis 1 does not exist in rank 1', () => build.scatterAlongAxis(int(2), float(2), 1, 4)],
  ],
};

describe.each(Object.keys(refused) as OpName[])('%s refuses', (op) => {
  test.each(refused[op])('%s', (problem, apply) => {
    expect(apply).toThrow(ShapeError);
    expect(apply).toThrow(problem);
    expect(apply).toThrow(new RegExp(`^${op}: `));
  });
});

/** Ops that take any element type. */
const numberOfInputs = Object.keys(shapeRules) as OpName[];

test.each(numberOfInputs.filter((op) => op !== 'concat'))('%s refuses five inputs', (op) => {
  const attributes = { ...geometry, ...slice, ...pad, axis: 0, axes: [0], shape: [], slope: 0.1 };
  expect(() => build.makeNode(op, new Array(5).fill(float(2)), attributes as never)).toThrow(
    /takes \d inputs, not 5|takes float32/,
  );
});

describe('the message of a ShapeError', () => {
  test('names the op, the types and the line that asked for it', () => {
    const line = 1 + Number(/:(\d+):\d+\)?$/.exec(new Error().stack!.split('\n')[1]!)![1]);
    expect(() => build.add(float(2, 3), float(4))).toThrow(
      `add: shapes do not broadcast; given float32[2, 3] and float32[4] (graph/shape-rules.test.ts:${line})`,
    );
  });

  test('names that line also through a method of a composite', () => {
    const logits = tensorOf([1, 2, 3]);
    expect(() => logits.logSoftmax(3)).toThrow('(graph/shape-rules.test.ts:');
    expect(() => logits.slice(1, 0)).toThrow('(graph/shape-rules.test.ts:');
  });

  test('has no empty list of types', () => {
    expect(() => float(0)).toThrow(/every size must be a whole number from 1 \(graph/);
  });

  test('is part of the printed stack', () => {
    const error = new ShapeError('add', [], 'does not fit');
    expect(error.stack).toContain('add: does not fit');
  });
});

describe('broadcasting', () => {
  const extents = [1, 2, 3];
  const shapes = fc.array(fc.constantFrom(...extents), { maxLength: 3 });
  const stretches = (from: Shape, to: Shape) =>
    from.length <= to.length &&
    from.every((extent, axis) => extent === 1 || extent === to[to.length - from.length + axis]);
  const shapesOfRank = (rank: number): Shape[] =>
    rank === 0
      ? [[]]
      : shapesOfRank(rank - 1).flatMap((shape) => extents.map((extent) => [...shape, extent]));

  test('gives the smallest of all shapes that both operands stretch to', () => {
    fc.assert(
      fc.property(shapes, shapes, (a, b) => {
        const common = shapesOfRank(Math.max(a.length, b.length))
          .filter((shape) => stretches(a, shape) && stretches(b, shape))
          .sort((left, right) => sizeOf(left) - sizeOf(right))[0];
        expect(broadcastShapes(a, b)).toEqual(common);
        if (common) expect(build.add(float(...a), float(...b)).type.shape).toEqual(common);
        else expect(() => build.add(float(...a), float(...b))).toThrow('do not broadcast');
      }),
    );
  });

  test('of a product joins the leading axes only', () => {
    fc.assert(
      fc.property(shapes, shapes, (a, b) => {
        const product = () => build.matmul(float(...a, 2, 3), float(...b, 3, 4)).type.shape;
        const leading = broadcastShapes(a, b);
        if (leading) expect(product()).toEqual([...leading, 2, 4]);
        else expect(product).toThrow('leading axes differ');
      }),
    );
  });
});
