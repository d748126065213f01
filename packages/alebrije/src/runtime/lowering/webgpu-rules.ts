/**
 * What ONNX Runtime's WebGPU provider computes on the CPU, built from operators that it has on the
 * device: a value that leaves the device in the middle of a step stalls all that follows until it was
 * copied there and back. On the CPU remain `matmul` and `takeAlongAxis` of integers.
 */

import type { OpName } from '../../graph/ops.ts';
import { range } from '../../graph/shape.ts';
import type { DType } from '../../graph/types.ts';
import { elementwiseLowering, STEEP } from './elementwise.ts';
import { castTo, floatScalar, indexVector } from './emit.ts';
import { int } from './operators.ts';
import { sortedIndices } from './reduction.ts';
import type { LoweringContext, LoweringRule, LoweringRules, ValueNames } from './rule.ts';
import { shapeLowering } from './shape.ts';
import { webgpuPooling } from './webgpu-pooling.ts';

/** The largest number below 1. */
const BELOW_ONE = 1 - 2 ** -24;

/** x ↦ −1, 0 or 1, of float32. */
function signOf(context: LoweringContext, x: string): string {
  const steep = context.emit('Mul', [x, floatScalar(context, STEEP)]);
  return context.emit('Clip', [steep, floatScalar(context, -1), floatScalar(context, 1)]);
}

/**
 * To the nearest integer, halves to even: with f = ⌊x⌋ and the rest d = x − f, which is exact, one up
 * if 2d > 1, or if 2d = 1 and f is odd. The numbers next to 1 are 1 ± 2⁻²⁴ and more, so both are
 * 2d > 1 − 2⁻²⁴ · odd(f).
 */
function roundOf(context: LoweringContext, x: string): string {
  const floor = context.emit('Floor', [x]);
  const rest = context.emit('Sub', [x, floor]);
  const half = context.emit('Mul', [floor, floatScalar(context, 0.5)]);
  const isEven = context.emit('Equal', [context.emit('Floor', [half]), half]);
  const bound = context.emit('Where', [
    isEven,
    floatScalar(context, 1),
    floatScalar(context, BELOW_ONE),
  ]);
  const isAbove = context.emit('Greater', [context.emit('Add', [rest, rest]), bound]);
  return context.emit('Add', [floor, castTo(context, isAbove, 'float32')]);
}

function negated(context: LoweringContext, x: string): string {
  const zero = context.constant({ dtype: 'int32', shape: [], data: Int32Array.of(0) });
  return context.emit('Sub', [zero, x]);
}

const isNarrow = (dtype: DType): boolean => dtype === 'uint8' || dtype === 'bool';

/** A rule that only moves entries; bytes and truth values are moved as int32. */
const movedAsInt32 =
  <K extends OpName>(rule: LoweringRule<K>): LoweringRule<K> =>
  (context, node, inputs) => {
    const { dtype } = node.type;
    if (!isNarrow(dtype)) return rule(context, node, inputs);
    const wide = inputs.slice(0, node.inputs.length).map((name) => castTo(context, name, 'int32'));
    return castTo(context, rule(context, node, wide as string[] as unknown as ValueNames), dtype);
  };

export const webgpuRules: Partial<LoweringRules> = {
  ...webgpuPooling,
  neg: (context, node, inputs) =>
    node.type.dtype === 'int32'
      ? negated(context, inputs[0])
      : elementwiseLowering.neg(context, node, inputs),
  abs: (context, node, inputs) =>
    node.type.dtype === 'int32'
      ? context.emit('Max', [inputs[0], negated(context, inputs[0])])
      : elementwiseLowering.abs(context, node, inputs),
  sign: (context, { type }, [x]) =>
    type.dtype === 'int32'
      ? castTo(context, signOf(context, castTo(context, x, 'float32')), 'int32')
      : signOf(context, x),
  round: (context, _node, [x]) => roundOf(context, x),
  or: (context, _node, [a, b]) => {
    const neither = context.emit('And', [context.emit('Not', [a]), context.emit('Not', [b])]);
    return context.emit('Not', [neither]);
  },
  // The largest −index among the entries that equal the maximum. ArgMax counts in int64.
  argMax: (context, { attributes: { axis, keepDims }, inputs: [x] }, [name]) => {
    const { shape } = x!.type;
    const axes = indexVector(context, [axis]);
    const largest = context.emit('ReduceMax', [name, axes], { keepdims: int(1) });
    const count = shape[axis]!;
    const places = context.constant({
      dtype: 'int32',
      shape: shape.map((_, each) => (each === axis ? count : 1)),
      data: Int32Array.from(range(count), (index) => -index),
    });
    const none = context.constant({ dtype: 'int32', shape: [], data: Int32Array.of(-count) });
    const isLargest = context.emit('Equal', [name, largest]);
    const candidates = context.emit('Where', [isLargest, places, none]);
    const first = context.emit('ReduceMax', [candidates, axes], { keepdims: int(keepDims) });
    return negated(context, first);
  },
  // int64 can be an index, but not cast.
  argsort: (context, { attributes: { axis, descending }, type: { shape } }, [x]) => {
    const count = shape[axis]!;
    const data = Int32Array.from(range(count));
    const places = context.constant({ dtype: 'int32', shape: [count], data });
    const order = sortedIndices(context, x, count, axis, descending);
    return context.emit('Gather', [places, order], { axis: int(0) });
  },
  // Slice takes float32 only, Gather everything.
  slice: (context, node, inputs) => {
    if (node.type.dtype === 'float32') return shapeLowering.slice(context, node, inputs);
    const { starts, steps } = node.attributes;
    return node.type.shape.reduce((value, count, axis) => {
      const start = starts[axis]!;
      const step = steps[axis]!;
      if (start === 0 && step === 1 && count === node.inputs[0]!.type.shape[axis]) return value;
      const data = Int32Array.from(range(count), (index) => start + step * index);
      const places = context.constant({ dtype: 'int32', shape: [count], data });
      return context.emit('Gather', [value, places], { axis: int(axis) });
    }, inputs[0]);
  },
  concat: movedAsInt32<'concat'>(shapeLowering.concat),
  transpose: movedAsInt32<'transpose'>(shapeLowering.transpose),
};
