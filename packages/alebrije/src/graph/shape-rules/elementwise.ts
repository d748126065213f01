/** Shape rules of elementwise ops: broadcasting and element types. */

import type { OpName } from '../ops.ts';
import { broadcastShapes } from '../shape.ts';
import type { DType, TensorType } from '../types.ts';
import { expectFloat, expectInputs, type Fail, type ShapeRules } from './rule.ts';

function floatUnary(inputs: readonly TensorType[], _: unknown, fail: Fail): TensorType {
  const [x] = expectInputs(inputs, 1, fail);
  expectFloat(inputs, fail);
  return x;
}

function signedUnary(inputs: readonly TensorType[], _: unknown, fail: Fail): TensorType {
  const [x] = expectInputs(inputs, 1, fail);
  if (x.dtype !== 'float32' && x.dtype !== 'int32') fail('takes float32 or int32');
  return x;
}

function broadcast(inputs: readonly TensorType[], allowed: readonly DType[], fail: Fail) {
  const [a, b] = expectInputs(inputs, 2, fail);
  if (a.dtype !== b.dtype) fail('operands have different element types');
  if (!allowed.includes(a.dtype)) fail(`takes ${allowed.join(' or ')}`);
  const shape = broadcastShapes(a.shape, b.shape);
  return { dtype: a.dtype, shape: shape ?? fail('shapes do not broadcast') };
}

const arithmetic = (inputs: readonly TensorType[], _: unknown, fail: Fail): TensorType =>
  broadcast(inputs, ['float32', 'int32'], fail);

const comparison = (inputs: readonly TensorType[], _: unknown, fail: Fail): TensorType => ({
  dtype: 'bool',
  shape: broadcast(inputs, ['float32', 'int32'], fail).shape,
});

const logical = (inputs: readonly TensorType[], _: unknown, fail: Fail): TensorType =>
  broadcast(inputs, ['bool'], fail);

export const elementwiseShapeRules = {
  cast: (inputs, { dtype }, fail) => ({
    dtype,
    shape: expectInputs(inputs, 1, fail)[0].shape,
  }),
  stopGradient: (inputs, _, fail) => expectInputs(inputs, 1, fail)[0],
  neg: signedUnary,
  abs: signedUnary,
  sign: signedUnary,
  exp: floatUnary,
  log: floatUnary,
  sqrt: floatUnary,
  reciprocal: floatUnary,
  sin: floatUnary,
  cos: floatUnary,
  tanh: floatUnary,
  sigmoid: floatUnary,
  softplus: floatUnary,
  silu: floatUnary,
  erf: floatUnary,
  relu: floatUnary,
  leakyRelu: (inputs, { slope }, fail) => {
    if (!(slope > 0 && slope < 1)) fail(`the slope must lie between 0 and 1, not ${slope}`);
    return floatUnary(inputs, {}, fail);
  },
  step: (inputs, { low }, fail) => {
    const x = floatUnary(inputs, {}, fail);
    if (!(low >= 0 && low < 1)) fail(`low must lie between 0 and 1, not ${low}`);
    return x;
  },
  floor: floatUnary,
  ceil: floatUnary,
  round: floatUnary,
  not: (inputs, _, fail) => {
    const [x] = expectInputs(inputs, 1, fail);
    if (x.dtype !== 'bool') fail('takes bool');
    return x;
  },
  add: arithmetic,
  sub: arithmetic,
  mul: arithmetic,
  div: arithmetic,
  pow: (inputs, _, fail) => broadcast(inputs, ['float32'], fail),
  maximum: arithmetic,
  minimum: arithmetic,
  equal: comparison,
  less: comparison,
  greater: comparison,
  and: logical,
  or: logical,
  select: (inputs, _, fail) => {
    const [condition, ifTrue, ifFalse] = expectInputs(inputs, 3, fail);
    if (condition.dtype !== 'bool') fail('the condition must be bool');
    if (ifTrue.dtype !== ifFalse.dtype) fail('the branches have different element types');
    const branches = broadcastShapes(ifTrue.shape, ifFalse.shape);
    const shape = branches && broadcastShapes(condition.shape, branches);
    return { dtype: ifTrue.dtype, shape: shape ?? fail('shapes do not broadcast') };
  },
} satisfies Partial<ShapeRules<OpName>>;
