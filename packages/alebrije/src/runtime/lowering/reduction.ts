/** Lowering of reductions, scans, sorting. */

import type { OpName } from '../../graph/ops.ts';
import { castTo, filled, indexScalar, indexVector } from './emit.ts';
import { int } from './operators.ts';
import type { LoweringContext, LoweringRules } from './rule.ts';
import { lowerSum } from './sum.ts';

/** The positions (int64) of the k largest or smallest entries, ties to the lower index. */
export function sortedIndices(
  context: LoweringContext,
  x: string,
  k: number,
  axis: number,
  largest: boolean,
): string {
  return context.emitOutputs('TopK', [x, indexVector(context, [k])], 2, {
    axis: int(axis),
    largest: int(largest),
    sorted: int(1),
  })[1]!;
}

export const reductionLowering = {
  sum: (context, node, [x]) => lowerSum(context, node, x),
  max: (context, { attributes: { axes, keepDims } }, [x]) =>
    // To ONNX an empty list of axes means all of them.
    axes.length === 0
      ? x
      : context.emit('ReduceMax', [x, indexVector(context, axes)], { keepdims: int(keepDims) }),
  argMax: (context, { attributes }, [x]) => {
    const index = context.emit('ArgMax', [x], {
      axis: int(attributes.axis),
      keepdims: int(attributes.keepDims),
      select_last_index: int(0),
    });
    return castTo(context, index, 'int32');
  },
  cumsum: (context, { attributes }, [x]) =>
    context.emit('CumSum', [x, indexScalar(context, attributes.axis)], {
      exclusive: int(attributes.exclusive),
      reverse: int(attributes.reverse),
    }),
  softmax: (context, { attributes }, [x]) =>
    context.emit('Softmax', [x], { axis: int(attributes.axis) }),
  argsort: (context, { attributes: { axis, descending }, type }, [x]) =>
    castTo(context, sortedIndices(context, x, type.shape[axis]!, axis, descending), 'int32'),
  topKMask: (context, { attributes: { axis, k }, type }, [x]) =>
    context.emit(
      'ScatterElements',
      [
        filled(context, type.shape, 0),
        sortedIndices(context, x, k, axis, true),
        filled(context, type.shape.with(axis, k), 1),
      ],
      { axis: int(axis) },
    ),
} satisfies Partial<LoweringRules<OpName>>;
