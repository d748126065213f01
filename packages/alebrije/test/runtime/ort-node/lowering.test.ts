/** Every op as ONNX Runtime computes it, against the reference interpreter. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as build from '../../../src/graph/build.ts';
import type { OpName } from '../../../src/graph/ops.ts';
import { graphOf } from '../../../src/graph/trace.ts';
import type { DType, HostTensor, Node, Shape } from '../../../src/graph/types.ts';
import { checkModel } from '../../../src/runtime/onnx/check.ts';
import { encodeModel } from '../../../src/runtime/onnx/encode.ts';
import { createInlineRuntime } from '../../../src/runtime/ort-node/inline-runtime.ts';
import { createReferenceRuntime } from '../../../src/runtime/reference/reference-runtime.ts';
import type { Runtime } from '../../../src/runtime/runtime.ts';
import { randomTensor, uniformDraws } from './random-feeds.ts';

interface Operand {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly low?: number;
  readonly high?: number;
}

interface Case {
  readonly operands: readonly Operand[];
  readonly apply: (...inputs: Node[]) => Node;
}

const f32 = (shape: Shape, low = -2, high = 2): Operand => ({ dtype: 'float32', shape, low, high });
const i32 = (shape: Shape, low = -5, high = 6): Operand => ({ dtype: 'int32', shape, low, high });
const u8 = (shape: Shape): Operand => ({ dtype: 'uint8', shape, low: 0, high: 256 });
const bool = (shape: Shape): Operand => ({ dtype: 'bool', shape, low: 0, high: 2 });
/** Few distinct values, so that there are ties. */
const ties = (shape: Shape): ((x: Node) => Node) => {
  return (x) => build.round(build.broadcastTo(x, shape));
};

const one = (operand: Operand, apply: (x: Node) => Node): Case => ({
  operands: [operand],
  apply: (x) => apply(x!),
});
const two = (a: Operand, b: Operand, apply: (a: Node, b: Node) => Node): Case => ({
  operands: [a, b],
  apply: (x, y) => apply(x!, y!),
});

const elementwise = (apply: (x: Node) => Node, low = -3, high = 3): Case[] => [
  one(f32([2, 3, 4], low, high), apply),
  one(f32([], low, high), apply),
];
const binary = (apply: (a: Node, b: Node) => Node, low = -2, high = 2): Case[] => [
  two(f32([2, 3], low, high), f32([2, 3], low, high), apply),
  two(f32([4, 1, 3], low, high), f32([2, 1], low, high), apply),
  two(f32([], low, high), f32([5], low, high), apply),
];
const integers = (apply: (a: Node, b: Node) => Node, low = -5): Case => {
  return two(i32([6, 5]), i32([5], low), apply);
};
const spread = (x: Node) => build.broadcastTo(x, [4, 5]);

const spread5 = (x: Node) => build.broadcastTo(x, [5, 5]);
const perChannel = (x: Node) => build.reshape(x, [x.type.shape[0]!, 1, 1]);
const firstWindow = { starts: [0, 0, 0, 0], ends: [2, 3, 3, 2], steps: [1, 1, 1, 1] };

const pool = {
  kernel: [2, 3],
  strides: [2, 2],
  padBegin: [1, 0],
  padEnd: [0, 2],
};
const overlapping = { kernel: [3, 3], strides: [1, 2], padBegin: [1, 1], padEnd: [1, 1] };
const pool1d = { kernel: [3], strides: [2], padBegin: [1], padEnd: [1] };
const geometry = {
  strides: [2, 1],
  dilations: [1, 2],
  padBegin: [1, 0],
  padEnd: [0, 3],
  groups: 1,
};

const cases: { readonly [K in OpName]: readonly Case[] } = {
  input: [one(f32([2, 2]), (x) => x), one(bool([3]), (x) => x), one(u8([]), (x) => x)],
  constant: [
    one(f32([2]), () => build.constant('float32', [2, 1], Float32Array.of(1.5, -0))),
    one(f32([2]), () => build.constant('bool', [3], Uint8Array.of(1, 0, 1))),
    one(f32([2]), (x) => build.add(x, build.scalar(3))),
  ],
  cast: [
    one(f32([20], -5, 5), (x) => build.cast(x, 'int32')),
    one(f32([20], 0, 255), (x) => build.cast(x, 'uint8')),
    one(f32([20], -1, 1), (x) => build.cast(x, 'bool')),
    one(f32([20], -1, 1), (x) => build.cast(build.relu(x), 'bool')),
    ...(['float32', 'int32', 'uint8', 'bool'] as const).flatMap((to) => [
      one(u8([3, 4]), (x) => build.cast(x, to)),
      one(bool([3, 4]), (x) => build.cast(x, to)),
      one(i32([3, 4], 0, 3), (x) => build.cast(x, to)),
    ]),
  ],
  stopGradient: elementwise(build.stopGradient),
  neg: [...elementwise(build.neg), one(i32([4]), build.neg)],
  abs: [...elementwise(build.abs), one(i32([4]), build.abs)],
  sign: [...elementwise(build.sign), one(f32([9], -1, 1), (x) => build.sign(build.round(x)))],
  exp: elementwise(build.exp),
  log: elementwise(build.log, 0.1, 5),
  sqrt: elementwise(build.sqrt, 0, 5),
  reciprocal: elementwise(build.reciprocal, 0.2, 3),
  sin: elementwise(build.sin),
  cos: elementwise(build.cos),
  tanh: elementwise(build.tanh),
  sigmoid: elementwise(build.sigmoid, -100, 100),
  softplus: elementwise(build.softplus, -100, 100),
  silu: elementwise(build.silu, -100, 100),
  erf: elementwise(build.erf),
  relu: elementwise(build.relu),
  leakyRelu: elementwise((x) => build.leakyRelu(x, 0.2)),
  step: [
    ...elementwise((x) => build.step(x, 0.2)),
    one(f32([9], -1, 1), (x) => build.step(build.round(x))),
  ],
  floor: elementwise(build.floor),
  ceil: elementwise(build.ceil),
  round: [
    ...elementwise(build.round),
    one(i32([20]), (x) => build.round(build.mul(build.cast(x, 'float32'), build.scalar(0.5)))),
  ],
  not: [one(bool([7]), build.not)],
  add: [
    ...binary(build.add),
    integers(build.add),
    two(f32([4, 5]), f32([5]), (a, b) => build.add(a, spread(b))),
    two(f32([1, 5]), f32([5]), (a, b) => build.add(spread(a), spread(b))),
    // Fused with the product before it.
    two(f32([4, 5]), f32([5]), (a, b) => build.add(build.matmul(a, a, true), spread5(b))),
    two(f32([5, 5]), f32([5, 1]), (a, b) => build.add(b, build.matmul(a, a))),
    two(f32([2, 3, 7, 6]), f32([2]), (x, b) =>
      build.add(build.conv(x, build.slice(x, firstWindow), geometry), perChannel(b)),
    ),
    two(f32([3, 3, 7, 6]), f32([3]), (x, b) => {
      const kernel = build.slice(x, { ...firstWindow, ends: [3, 3, 3, 2] });
      const y = build.conv(x, kernel, geometry);
      return build.add(perChannel(b), build.convTranspose(y, kernel, geometry, [7, 6]));
    }),
  ],
  sub: [...binary(build.sub), integers(build.sub)],
  mul: [...binary(build.mul), integers(build.mul)],
  div: [...binary(build.div, 0.3), integers(build.div, 1)],
  pow: [
    ...binary(build.pow, 0.1, 3),
    one(f32([6]), (x) => build.pow(x, build.scalar(3))),
    one(f32([6]), (x) => build.pow(x, build.scalar(2))),
  ],
  maximum: [...binary(build.maximum), integers(build.maximum)],
  minimum: [...binary(build.minimum), integers(build.minimum)],
  equal: [
    integers(build.equal),
    two(f32([4, 5]), f32([5]), (a, b) => build.equal(build.round(a), build.round(spread(b)))),
  ],
  less: [...binary(build.less), integers(build.less)],
  greater: [...binary(build.greater), integers(build.greater)],
  and: [two(bool([4, 5]), bool([5]), build.and)],
  or: [two(bool([4, 1]), bool([5]), build.or)],
  select: (
    [
      [f32([4, 5]), f32([5])],
      [i32([5]), i32([4, 1])],
      [u8([4, 5]), u8([])],
      [bool([4, 5]), bool([5])],
    ] as const
  ).map(([ifTrue, ifFalse]) => ({
    operands: [bool([4, 1]), ifTrue, ifFalse],
    apply: (condition, a, b) => build.select(condition!, spread(a!), b!),
  })),
  sum: [
    ...[[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]].flatMap((axes) =>
      [true, false].map((keep) => one(f32([3, 4, 5]), (x) => build.sum(x, axes, keep))),
    ),
    one(f32([2, 3, 4, 5]), (x) => build.sum(x, [0, 2, 3])),
    one(i32([3, 4]), (x) => build.sum(x, [1])),
    one(f32([3]), (x) => build.makeNode('sum', [x], { axes: [], keepDims: false })),
  ],
  max: [
    one(f32([3, 4, 5]), (x) => build.max(x, [0, 2])),
    one(f32([3, 4, 5]), (x) => build.max(x, [1], true)),
    one(i32([3, 4]), (x) => build.max(x, [0, 1])),
  ],
  argMax: [
    one(f32([3, 4, 5]), (x) => build.argMax(x, 1)),
    one(f32([1, 40]), (x) => build.argMax(ties([3, 40])(x), 1, true)),
  ],
  cumsum: [true, false].flatMap((exclusive) =>
    [true, false].map((reverse) =>
      one(f32([3, 4, 2]), (x) => build.cumsum(x, { axis: 1, exclusive, reverse })),
    ),
  ),
  softmax: [0, 1, 2].map((axis) => one(f32([3, 4, 2], -50, 50), (x) => build.softmax(x, axis))),
  matmul: [true, false].flatMap((transposeA) =>
    [true, false].flatMap((transposeB) => {
      const a = (...leading: number[]) => f32([...leading, ...(transposeA ? [4, 3] : [3, 4])]);
      const b = (...leading: number[]) => f32([...leading, ...(transposeB ? [5, 4] : [4, 5])]);
      const product = (x: Node, y: Node) => build.matmul(x, y, transposeA, transposeB);
      return [
        two(a(), b(), product),
        two(a(2), b(2), product),
        two(a(2, 1), b(3), product),
        two(a(2, 6), b(), product),
        two(a(), b(2), product),
      ];
    }),
  ),
  conv: [
    two(f32([2, 3, 7, 6]), f32([4, 3, 3, 2]), (x, k) => build.conv(x, k, geometry)),
    two(f32([2, 4, 7, 6]), f32([6, 2, 3, 2]), (x, k) =>
      build.conv(x, k, { ...geometry, groups: 2 }),
    ),
  ],
  convTranspose: [
    two(f32([2, 4, 3, 7]), f32([4, 3, 3, 2]), (y, k) =>
      build.convTranspose(y, k, geometry, [7, 6]),
    ),
    two(f32([2, 4, 3, 7]), f32([4, 3, 3, 2]), (y, k) =>
      build.convTranspose(y, k, geometry, [6, 6]),
    ),
  ],
  convKernelGradient: [
    two(f32([2, 3, 7, 6]), f32([2, 4, 3, 7]), (x, y) =>
      build.convKernelGradient(x, y, geometry, [3, 2]),
    ),
  ],
  maxPool: [
    one(f32([2, 3, 7, 8]), (x) => build.maxPool(x, pool)),
    one(f32([2, 3, 7]), (x) => build.maxPool(x, pool1d)),
  ],
  maxPoolScatter: [pool, overlapping].map((attributes) =>
    one(f32([2, 3, 7, 8]), (x) => {
      const image = build.round(x);
      return build.maxPoolScatter(image, build.maxPool(image, attributes), attributes);
    }),
  ),
  maxPoolGather: [
    ...[pool, overlapping].map((attributes) =>
      two(f32([2, 3, 7, 8]), f32([2, 3, 7, 8]), (x, v) =>
        build.maxPoolGather(build.round(x), v, attributes),
      ),
    ),
    two(f32([2, 3, 7]), f32([2, 3, 7]), (x, v) => build.maxPoolGather(x, v, pool1d)),
  ],
  avgPool: [true, false].flatMap((countPadding) => [
    one(f32([2, 3, 7, 8]), (x) => build.avgPool(x, { ...pool, countPadding })),
    one(f32([2, 3, 7]), (x) => build.avgPool(x, { ...pool1d, countPadding })),
  ]),
  upsampleNearest: [
    one(f32([2, 3, 3, 2]), (x) => build.upsampleNearest(x, [2, 3])),
    one(f32([2, 3, 3, 5]), (x) => build.upsampleNearest(x, [7, 1])),
    one(f32([2, 3, 3]), (x) => build.upsampleNearest(x, [2])),
  ],
  reshape: [f32([2, 6]), i32([2, 6]), u8([2, 6]), bool([2, 6])].map((operand) =>
    one(operand, (x) => build.reshape(x, [3, 1, 4])),
  ),
  transpose: [
    ...[f32([2, 3, 4]), i32([2, 3, 4]), u8([2, 3, 4]), bool([2, 3, 4])].flatMap((operand) => [
      one(operand, (x) => build.transpose(x, [2, 0, 1])),
      one(operand, (x) => build.transpose(x, [2, 1, 0])),
    ]),
    one(f32([2, 3, 4, 5]), (x) => build.transpose(x, [2, 3, 0, 1])),
    one(f32([2, 1, 4, 1]), (x) => build.transpose(x, [3, 0, 1, 2])),
    one(f32([2, 1, 4, 1, 3]), (x) => build.transpose(x, [4, 0, 3, 2, 1])),
    one(f32([]), (x) => build.transpose(x, [])),
  ],
  broadcastTo: [f32([3, 1]), i32([3, 1]), u8([]), bool([1, 3, 1])].map((operand) =>
    one(operand, (x) => build.broadcastTo(x, [2, 3, 4])),
  ),
  slice: [f32([5, 6, 7]), i32([5, 6, 7]), u8([5, 6, 7]), bool([5, 6, 7])].map((operand) =>
    one(operand, (x) => build.slice(x, { starts: [1, 0, 2], ends: [4, 6, 7], steps: [1, 2, 3] })),
  ),
  pad: [
    one(f32([3, 4]), (x) =>
      build.pad(x, { low: [1, 0], high: [0, 2], interior: [0, 0], value: 7 }),
    ),
    one(f32([3, 4]), (x) =>
      build.pad(x, { low: [1, 0], high: [0, 3], interior: [1, 2], value: 7 }),
    ),
    one(f32([3, 4]), (x) =>
      build.pad(x, { low: [0, 2], high: [4, 1], interior: [2, 3], value: 0 }),
    ),
  ],
  concat: [f32, i32].flatMap((operand) => [
    two(operand([2, 3]), operand([2, 1]), (a, b) => build.concat([a, b, a], 1)),
    two(operand([2, 3]), operand([4, 3]), (a, b) => build.concat([a, b], 0)),
  ]),
  gather: [
    ...[f32([4, 3, 5]), i32([4, 3, 5]), u8([4, 3, 5]), bool([4, 3, 5])].map((data) =>
      two(data, i32([2, 6], 0, 3), (x, indices) => build.gather(x, indices, 1)),
    ),
    two(f32([4, 3]), i32([], 0, 4), (x, indices) => build.gather(x, indices, 0)),
  ],
  scatterAdd: [
    two(i32([30], 0, 4), f32([30, 5]), (indices, x) => build.scatterAdd(indices, x, 0, 4)),
    two(i32([2, 3], 0, 4), f32([5, 2, 3, 2]), (indices, x) => build.scatterAdd(indices, x, 1, 4)),
    two(i32([], 0, 4), f32([5, 2]), (indices, x) => build.scatterAdd(indices, x, 1, 4)),
  ],
  takeAlongAxis: [
    two(f32([3, 4, 2]), i32([3, 7, 2], 0, 4), (x, indices) => build.takeAlongAxis(x, indices, 1)),
    two(u8([3, 4]), i32([2, 4], 0, 3), (x, indices) => build.takeAlongAxis(x, indices, 0)),
  ],
  scatterAlongAxis: [
    two(i32([3, 7, 2], 0, 4), f32([3, 7, 2]), (indices, x) =>
      build.scatterAlongAxis(indices, x, 1, 5),
    ),
  ],
  argsort: [true, false].flatMap((descending) => [
    one(f32([1, 300]), (x) => build.argsort(ties([2, 300])(x), 1, descending)),
    one(f32([40, 3, 2]), (x) => build.argsort(build.round(x), 0, descending)),
  ]),
  topKMask: [1, 3, 12, 30].map((k) =>
    one(f32([5, 30]), (x) => build.topKMask(build.round(x), 1, k)),
  ),
};

let inline: Runtime;
const reference = createReferenceRuntime();
beforeAll(async () => {
  inline = await createInlineRuntime({ threads: 2 });
});
afterAll(() => inline.dispose());

async function compute(runtime: Runtime, node: Node, feeds: Record<string, HostTensor>) {
  const graph = graphOf({ result: node });
  const program = await runtime.compile(graph);
  const { host } = program.run(
    Object.fromEntries(graph.inputs.map(({ attributes: { name } }) => [name, feeds[name]!])),
  );
  const result = (await host).result!;
  program.dispose();
  return result;
}

describe.each(Object.keys(cases) as OpName[])('%s', (op) => {
  it.each(cases[op].map((entry, index) => [index, entry] as const))('case %i', async (_, entry) => {
    const draw = uniformDraws(op.length);
    const feeds: Record<string, HostTensor> = {};
    const inputs = entry.operands.map(({ dtype, shape, low, high }, index) => {
      feeds[`x${index}`] = randomTensor(draw, dtype, shape, low, high);
      return build.input(`x${index}`, { dtype, shape });
    });
    const node = entry.apply(...inputs);
    checkModel(encodeModel(graphOf({ result: node })));
    const expected = await compute(reference, node, feeds);
    const actual = await compute(inline, node, feeds);
    expect(actual.dtype).toBe(expected.dtype);
    expect(actual.shape).toEqual(expected.shape);
    expect(actual.data.constructor).toBe(expected.data.constructor);
    for (const [index, value] of expected.data.entries()) {
      const tolerance = expected.dtype === 'float32' ? 2e-5 * (1 + Math.abs(value)) : 0;
      expect(Math.abs(actual.data[index]! - value)).toBeLessThanOrEqual(tolerance);
    }
  });
});
