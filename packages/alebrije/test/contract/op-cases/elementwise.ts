/** Cases of elementwise ops. */

import * as build from '../../../src/graph/build.ts';
import type { DType, HostTensor, Node } from '../../../src/graph/types.ts';
import {
  between,
  bits,
  distinct,
  float32,
  int32,
  integers,
  normal,
  type OpCase,
  opCase,
} from './op-case.ts';

const smooth = (op: (x: Node) => Node, far: readonly number[]): readonly OpCase[] => [
  opCase('near 0', [normal(3, 4)], op),
  opCase('far', [float32(...far)], op),
  opCase('scalar', [normal()], op),
];

const positive = (op: (x: Node) => Node): readonly OpCase[] => [
  opCase('near 1', [between(0.2, 3, 3, 4)], op),
  opCase('far', [float32(0.015625, 0.5, 300, 20000)], op),
];

const kinked = (op: (x: Node) => Node): readonly OpCase[] => [
  opCase('matrix', [distinct([3, 4])], op),
  opCase('scalar', [distinct([])], op),
];

const castTo = (from: HostTensor, dtype: DType): OpCase =>
  opCase(`${from.dtype} to ${dtype}`, [from], (x) => build.cast(x, dtype));

type Binary = (a: Node, b: Node) => Node;

const broadcast = (
  op: Binary,
  left: (...shape: number[]) => HostTensor,
  right: (...shape: number[]) => HostTensor,
): readonly OpCase[] => [
  opCase('one shape', [left(2, 3), right(2, 3)], op),
  opCase('both broadcast', [left(2, 1, 3), right(4, 1)], op),
  opCase('scalar right', [left(2, 3), right()], op),
  opCase('scalar left', [left(), right(3)], op),
  opCase('one operand twice', [left(2, 2)], (a) => op(a, a)),
];

const whole = (op: Binary): OpCase =>
  opCase('int32', [int32(-7, -7, 7, 7, 6), int32(2, -2, 2, -2, 3)], op);

const arithmetic = (op: Binary): readonly OpCase[] => [...broadcast(op, normal, normal), whole(op)];

const extremum = (op: Binary): readonly OpCase[] => [
  // The same operand twice ties everywhere, where the two halves of the gradient add to the whole.
  ...broadcast(
    op,
    (...shape) => distinct(shape),
    (...shape) => distinct(shape, 0.005),
  ),
  whole(op),
];

const comparison = (op: Binary): readonly OpCase[] => [
  opCase('float32', [distinct([2, 1, 3]), distinct([4, 1], 0.005)], op),
  opCase('float32 with equal entries', [float32(-1, 0, 2.5), float32(-1, 1, 2)], op),
  opCase('int32', [integers(3, 3, 4), integers(3, 4)], op),
];

const logical = (op: Binary): readonly OpCase[] => [
  opCase('one shape', [bits(3, 4), bits(3, 4)], op),
  opCase('broadcast', [bits(3, 1), bits(4)], op),
];

const power = (exponent: number): OpCase =>
  opCase(`of any base to ${exponent}`, [distinct([2, 3])], (x) =>
    build.pow(x, build.scalar(exponent)),
  );

export const elementwiseCases = {
  cast: [
    castTo(distinct([10]), 'int32'),
    castTo(float32(-2.5, 0, 0.25), 'bool'),
    castTo(float32(0, 1, 127.5, 255), 'uint8'),
    castTo(integers(1000, 2, 3), 'float32'),
    castTo({ dtype: 'uint8', shape: [3], data: Uint8Array.of(0, 128, 255) }, 'float32'),
    castTo({ dtype: 'uint8', shape: [3], data: Uint8Array.of(0, 128, 255) }, 'int32'),
    castTo(bits(2, 3), 'float32'),
    castTo(bits(2, 3), 'int32'),
    castTo(int32(0, 3, -1), 'bool'),
  ],
  stopGradient: [{ ...opCase('', [normal(2, 3)], build.stopGradient), blocksGradient: true }],
  neg: [...smooth(build.neg, [-1000, 1000]), opCase('int32', [int32(-3, 0, 5)], build.neg)],
  abs: [...kinked(build.abs), opCase('int32', [int32(-3, 0, 5)], build.abs)],
  sign: [...kinked(build.sign), opCase('int32', [int32(-3, 0, 5)], build.sign)],
  exp: smooth(build.exp, [-80, -20, 5]),
  log: positive(build.log),
  sqrt: positive(build.sqrt),
  reciprocal: positive(build.reciprocal),
  sin: smooth(build.sin, [-20, -3, 3, 20]),
  cos: smooth(build.cos, [-20, -3, 3, 20]),
  tanh: smooth(build.tanh, [-50, -5, 0.001, 5, 50]),
  sigmoid: smooth(build.sigmoid, [-100, -20, 20, 100]),
  softplus: smooth(build.softplus, [-100, -20, 20, 100]),
  silu: smooth(build.silu, [-100, -20, 20, 100]),
  erf: smooth(build.erf, [-6, -3, 0.001, 3, 6]),
  relu: kinked(build.relu),
  leakyRelu: [0.2, 0.01].map((slope) =>
    opCase(`slope ${slope}`, [distinct([3, 4])], (x) => build.leakyRelu(x, slope)),
  ),
  step: [0, 0.2].map((low) => opCase(`low ${low}`, [distinct([3, 4])], (x) => build.step(x, low))),
  floor: kinked(build.floor),
  ceil: kinked(build.ceil),
  round: kinked(build.round),
  not: [opCase('', [bits(2, 3)], build.not)],
  add: arithmetic(build.add),
  sub: arithmetic(build.sub),
  mul: arithmetic(build.mul),
  div: [...broadcast(build.div, normal, (...shape) => between(0.5, 2, ...shape)), whole(build.div)],
  pow: [
    ...broadcast(
      build.pow,
      (...shape) => between(0.3, 2, ...shape),
      (...shape) => between(-2, 3, ...shape),
    ),
    ...[-1, 0, 1, 2, 3].map(power),
    opCase('of 0 to 2, 1 and 0', [float32(0, 0, 0)], (x) =>
      build.pow(x, build.constant('float32', [3], Float32Array.of(2, 1, 0))),
    ),
  ],
  maximum: extremum(build.maximum),
  minimum: extremum(build.minimum),
  equal: comparison(build.equal),
  less: comparison(build.less),
  greater: comparison(build.greater),
  and: logical(build.and),
  or: logical(build.or),
  select: [
    opCase('one shape', [bits(3, 4), normal(3, 4), normal(3, 4)], build.select),
    opCase('condition broadcast', [bits(4), normal(3, 4), normal(3, 1)], build.select),
    opCase('branches broadcast', [bits(2, 3, 4), normal(4), normal()], build.select),
    opCase('int32', [bits(5), integers(9, 5), integers(9)], build.select),
  ],
};
