/** One function per primitive op: applies it to nodes, with the shape rule checked at once. */

import type { ConvAttributes, Distribution, OpAttributes, OpName, PoolAttributes } from './ops.ts';
import { ShapeError } from './shape-error.ts';
import type { ShapeRule } from './shape-rules/rule.ts';
import { shapeRules } from './shape-rules/table.ts';
import type { DType, HostData, Node, Shape, TensorType } from './types.ts';

let lastId = 0;
let currentScope = '';

/** Marks all nodes made by `compute` as belonging to the layer `name` (inside the layers around it). */
export function withScope<R>(name: string, compute: () => R): R {
  const outer = currentScope;
  currentScope = outer ? `${outer}/${name}` : name;
  try {
    return compute();
  } finally {
    currentScope = outer;
  }
}

/** @throws ShapeError if the op's rule rejects the inputs or attributes */
export function makeNode<K extends OpName>(
  op: K,
  inputs: readonly Node[],
  attributes: OpAttributes[K],
): Node<K> {
  const types = inputs.map((input) => input.type);
  const rule = shapeRules[op] as ShapeRule<K>;
  const type = rule(types, attributes, (problem) => {
    throw new ShapeError(op, types, problem);
  });
  return { id: ++lastId, op, inputs, attributes, type, scope: currentScope };
}

export const input = (name: string, type: TensorType, random?: Distribution): Node<'input'> =>
  makeNode('input', [], random ? { name, type, random } : { name, type });

export const constant = (dtype: DType, shape: Shape, data: HostData): Node<'constant'> =>
  makeNode('constant', [], { dtype, shape, data });

/** A float32 scalar constant. */
export const scalar = (value: number): Node<'constant'> =>
  constant('float32', [], Float32Array.of(value));

type UnaryName = {
  [K in OpName]: OpAttributes[K] extends Record<never, never>
    ? Record<never, never> extends OpAttributes[K]
      ? K
      : never
    : never;
}[OpName];

const unary = (op: UnaryName) => (x: Node) => makeNode(op, [x], {});
const binary = (op: UnaryName) => (a: Node, b: Node) => makeNode(op, [a, b], {});

export const stopGradient = unary('stopGradient');
export const neg = unary('neg');
export const abs = unary('abs');
export const sign = unary('sign');
export const exp = unary('exp');
export const log = unary('log');
export const sqrt = unary('sqrt');
export const reciprocal = unary('reciprocal');
export const sin = unary('sin');
export const cos = unary('cos');
export const tanh = unary('tanh');
export const sigmoid = unary('sigmoid');
export const softplus = unary('softplus');
export const silu = unary('silu');
export const erf = unary('erf');
export const relu = unary('relu');
export const floor = unary('floor');
export const ceil = unary('ceil');
export const round = unary('round');
export const not = unary('not');
export const add = binary('add');
export const sub = binary('sub');
export const mul = binary('mul');
export const div = binary('div');
export const pow = binary('pow');
export const maximum = binary('maximum');
export const minimum = binary('minimum');
export const equal = binary('equal');
export const less = binary('less');
export const greater = binary('greater');
export const and = binary('and');
export const or = binary('or');

export const cast = (x: Node, dtype: DType) =>
  x.type.dtype === dtype ? x : makeNode('cast', [x], { dtype });
export const leakyRelu = (x: Node, slope: number) => makeNode('leakyRelu', [x], { slope });
export const step = (x: Node, low = 0) => makeNode('step', [x], { low });
export const select = (condition: Node, ifTrue: Node, ifFalse: Node) =>
  makeNode('select', [condition, ifTrue, ifFalse], {});

export const sum = (x: Node, axes: readonly number[], keepDims = false) =>
  axes.length === 0 ? x : makeNode('sum', [x], { axes, keepDims });
export const max = (x: Node, axes: readonly number[], keepDims = false) =>
  axes.length === 0 ? x : makeNode('max', [x], { axes, keepDims });
export const argMax = (x: Node, axis: number, keepDims = false) =>
  makeNode('argMax', [x], { axis, keepDims });
export const cumsum = (
  x: Node,
  attributes: { axis: number; exclusive: boolean; reverse: boolean },
) => makeNode('cumsum', [x], attributes);
export const softmax = (x: Node, axis: number) => makeNode('softmax', [x], { axis });

export const matmul = (a: Node, b: Node, transposeA = false, transposeB = false) =>
  makeNode('matmul', [a, b], { transposeA, transposeB });
export const conv = (x: Node, kernel: Node, geometry: ConvAttributes) =>
  makeNode('conv', [x, kernel], geometry);
export const convTranspose = (
  y: Node,
  kernel: Node,
  geometry: ConvAttributes,
  outputSpatial: readonly number[],
) => makeNode('convTranspose', [y, kernel], { ...geometry, outputSpatial });
export const convKernelGradient = (
  x: Node,
  y: Node,
  geometry: ConvAttributes,
  kernelSpatial: readonly number[],
) => makeNode('convKernelGradient', [x, y], { ...geometry, kernelSpatial });

export const maxPool = (x: Node, geometry: PoolAttributes) => makeNode('maxPool', [x], geometry);
export const maxPoolScatter = (x: Node, y: Node, geometry: PoolAttributes) =>
  makeNode('maxPoolScatter', [x, y], geometry);
export const maxPoolGather = (x: Node, v: Node, geometry: PoolAttributes) =>
  makeNode('maxPoolGather', [x, v], geometry);
export const avgPool = (x: Node, attributes: OpAttributes['avgPool']) =>
  makeNode('avgPool', [x], attributes);
export const upsampleNearest = (x: Node, scale: readonly number[]) =>
  makeNode('upsampleNearest', [x], { scale });

export const reshape = (x: Node, shape: Shape) => makeNode('reshape', [x], { shape });
export const transpose = (x: Node, permutation: readonly number[]) =>
  makeNode('transpose', [x], { permutation });
export const broadcastTo = (x: Node, shape: Shape) => makeNode('broadcastTo', [x], { shape });
export const slice = (x: Node, attributes: OpAttributes['slice']) =>
  makeNode('slice', [x], attributes);
export const pad = (x: Node, attributes: OpAttributes['pad']) => makeNode('pad', [x], attributes);
export const concat = (inputs: readonly Node[], axis: number) =>
  makeNode('concat', inputs, { axis });
export const gather = (data: Node, indices: Node, axis: number) =>
  makeNode('gather', [data, indices], { axis });
export const scatterAdd = (indices: Node, updates: Node, axis: number, size: number) =>
  makeNode('scatterAdd', [indices, updates], { axis, size });
export const takeAlongAxis = (data: Node, indices: Node, axis: number) =>
  makeNode('takeAlongAxis', [data, indices], { axis });
export const scatterAlongAxis = (indices: Node, updates: Node, axis: number, size: number) =>
  makeNode('scatterAlongAxis', [indices, updates], { axis, size });
export const argsort = (x: Node, axis: number, descending = false) =>
  makeNode('argsort', [x], { axis, descending });
export const topKMask = (x: Node, axis: number, k: number) =>
  makeNode('topKMask', [x], { axis, k });
