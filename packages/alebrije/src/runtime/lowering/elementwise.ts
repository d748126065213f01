/** Lowering of elementwise ops. */

import type { OpName } from '../../graph/ops.ts';
import { broadcastShapes, sameShape } from '../../graph/shape.ts';
import type { Node } from '../../graph/types.ts';
import { castTo } from './emit.ts';
import { float, type OnnxOperator } from './operators.ts';
import type { LoweringContext, LoweringRules, ValueNames } from './rule.ts';

const unary =
  (operator: OnnxOperator) =>
  (context: LoweringContext, _node: Node, [x]: ValueNames): string =>
    context.emit(operator, [x]);

/**
 * The operands of an op that broadcasts by itself: where an operand is a `broadcastTo`, its source
 * is used as long as the result keeps its shape, which saves writing the repeated entries.
 */
function broadcastOperands(context: LoweringContext, node: Node, inputs: ValueNames): string[] {
  const names: string[] = inputs.slice(0, node.inputs.length);
  const shapes = node.inputs.map((input) => input.type.shape);
  for (const [index, input] of node.inputs.entries()) {
    const source = input.op === 'broadcastTo' && input.inputs[0];
    if (!source) continue;
    const common = shapes
      .with(index, source.type.shape)
      .reduce((a, b) => broadcastShapes(a, b) ?? []);
    if (!sameShape(common, node.type.shape)) continue;
    shapes[index] = source.type.shape;
    names[index] = context.valueOf(source);
  }
  return names;
}

const broadcasting =
  (operator: OnnxOperator) =>
  (context: LoweringContext, node: Node, inputs: ValueNames): string =>
    context.emit(operator, broadcastOperands(context, node, inputs));

/** Every normal positive number times STEEP is above 1. */
export const STEEP = 3e38;

function scalar(context: LoweringContext, value: number): string {
  return context.constant({ dtype: 'float32', shape: [], data: Float32Array.of(value) });
}

export const elementwiseLowering = {
  cast: (context, node, [x]) =>
    node.inputs[0]!.type.dtype === node.type.dtype ? x : castTo(context, x, node.type.dtype),
  stopGradient: (_context, _node, [x]) => x,
  neg: unary('Neg'),
  abs: unary('Abs'),
  sign: unary('Sign'),
  exp: unary('Exp'),
  log: unary('Log'),
  sqrt: unary('Sqrt'),
  reciprocal: unary('Reciprocal'),
  sin: unary('Sin'),
  cos: unary('Cos'),
  tanh: unary('Tanh'),
  sigmoid: unary('Sigmoid'),
  softplus: unary('Softplus'),
  silu: (context, _node, [x]) => context.emit('Mul', [x, context.emit('Sigmoid', [x])]),
  erf: unary('Erf'),
  relu: unary('Relu'),
  leakyRelu: (context, { attributes }, [x]) =>
    context.emit('LeakyRelu', [x], { alpha: float(attributes.slope) }),
  // Twice as fast as Sign, Where and HardSigmoid.
  step: (context, { attributes }, [x]) =>
    context.emit('Clip', [
      context.emit('Mul', [x, scalar(context, STEEP)]),
      scalar(context, attributes.low),
      scalar(context, 1),
    ]),
  floor: unary('Floor'),
  ceil: unary('Ceil'),
  round: unary('Round'),
  not: unary('Not'),
  add: broadcasting('Add'),
  sub: broadcasting('Sub'),
  mul: broadcasting('Mul'),
  div: broadcasting('Div'),
  pow: broadcasting('Pow'),
  maximum: broadcasting('Max'),
  minimum: broadcasting('Min'),
  equal: broadcasting('Equal'),
  less: broadcasting('Less'),
  greater: broadcasting('Greater'),
  and: broadcasting('And'),
  or: broadcasting('Or'),
  select: (context, node, inputs) => {
    const [condition, ifTrue, ifFalse] = broadcastOperands(context, node, inputs) as [
      string,
      string,
      string,
    ];
    if (node.type.dtype !== 'bool') return context.emit('Where', [condition, ifTrue, ifFalse]);
    // ONNX Runtime has no Where over bool, and on WebGPU none over bytes.
    const chosen = context.emit('Where', [
      condition,
      castTo(context, ifTrue, 'int32'),
      castTo(context, ifFalse, 'int32'),
    ]);
    return castTo(context, chosen, 'bool');
  },
} satisfies Partial<LoweringRules<OpName>>;
