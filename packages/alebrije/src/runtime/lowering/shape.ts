/** Lowering of sources, shape changes and indexing. */

import type { OpName } from '../../graph/ops.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { Shape } from '../../graph/types.ts';
import { filled, indexVector, padTo, reshapeTo, sliceTo, transposeTo } from './emit.ts';
import { int, text } from './operators.ts';
import type { LoweringContext, LoweringRules } from './rule.ts';

/**
 * Inserts `interior[axis]` copies of `fill` after every entry, so also after the last one:
 * [n] → [n, 1] → [n, 1 + interior] → [n · (1 + interior)].
 */
function insertInterior(
  context: LoweringContext,
  value: string,
  shape: Shape,
  interior: readonly number[],
  fill: number,
): { value: string; shape: Shape } {
  const dilated = shape.map((extent, axis) => extent * (1 + interior[axis]!));
  if (interior.every((count) => count === 0)) return { value, shape };
  const split = shape.flatMap((extent) => [extent, 1]);
  const padded = padTo(
    context,
    reshapeTo(context, value, shape, split),
    split.map(() => 0),
    interior.flatMap((count) => [0, count]),
    fill,
  );
  const paddedShape = split.map((extent, axis) =>
    axis % 2 === 0 ? extent : 1 + interior[(axis - 1) / 2]!,
  );
  return { value: reshapeTo(context, padded, paddedShape, dilated), shape: dilated };
}

export const shapeLowering = {
  // Inputs have their names before any rule runs.
  input: (context, node) => context.valueOf(node),
  constant: (context, { attributes }) => context.constant(attributes),
  reshape: (context, { inputs: [x], type }, [value]) =>
    reshapeTo(context, value, x!.type.shape, type.shape),
  transpose: (context, { inputs: [x], attributes }, [value]) =>
    transposeTo(context, value, x!.type.shape, attributes.permutation),
  broadcastTo: (context, { attributes }, [value]) =>
    context.emit('Expand', [value, indexVector(context, attributes.shape)]),
  slice: (context, { inputs: [x], attributes }, [value]) =>
    sliceTo(context, value, x!.type.shape, attributes),
  pad: (context, { inputs: [x], attributes }, [value]) => {
    const { low, high, interior, value: fill } = attributes;
    const dilated = insertInterior(context, value, x!.type.shape, interior, fill);
    // The entries inserted after the last one stand for the first of `high`, or are cut off.
    const surplus = high.map((count, axis) => count - interior[axis]!);
    const kept = dilated.shape.map((extent, axis) => extent + Math.min(0, surplus[axis]!));
    const cut = sliceTo(context, dilated.value, dilated.shape, {
      starts: kept.map(() => 0),
      ends: kept,
      steps: kept.map(() => 1),
    });
    return padTo(
      context,
      cut,
      low,
      surplus.map((count) => Math.max(0, count)),
      fill,
    );
  },
  concat: (context, { attributes, inputs }, values) =>
    context.emit('Concat', values.slice(0, inputs.length), { axis: int(attributes.axis) }),
  gather: (context, { attributes }, [data, indices]) =>
    context.emit('Gather', [data, indices], { axis: int(attributes.axis) }),
  scatterAdd: (context, node, [indices, updates]) => {
    // ScatterND would take the indices as they are, but adds to repeated indices from several
    // threads at once; ScatterElements is sequential, so exact and repeatable.
    const { axis, size } = node.attributes;
    const [picked, values] = [node.inputs[0]!.type.shape, node.inputs[1]!.type.shape];
    const before = sizeOf(values.slice(0, axis));
    const count = sizeOf(picked);
    const after = sizeOf(values.slice(axis + picked.length));
    const column = reshapeTo(context, indices, picked, [1, count, 1]);
    const flat = [before, count, after];
    const scattered = context.emit(
      'ScatterElements',
      [
        filled(context, [before, size, after], 0),
        context.emit('Expand', [column, indexVector(context, flat)]),
        reshapeTo(context, updates, values, flat),
      ],
      { axis: int(1), reduction: text('add') },
    );
    return reshapeTo(context, scattered, [before, size, after], node.type.shape);
  },
  takeAlongAxis: (context, { attributes }, [data, indices]) =>
    context.emit('GatherElements', [data, indices], { axis: int(attributes.axis) }),
  scatterAlongAxis: (context, { attributes, type }, [indices, updates]) =>
    context.emit('ScatterElements', [filled(context, type.shape, 0), indices, updates], {
      axis: int(attributes.axis),
      reduction: text('add'),
    }),
} satisfies Partial<LoweringRules<OpName>>;
