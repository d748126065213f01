/** Lowering of pooling and upsampling. */

import type { OpName, PoolAttributes } from '../../graph/ops.ts';
import { sizeOf } from '../../graph/shape.ts';
import { filled, indexVector, reshapeTo } from './emit.ts';
import { int, ints, type OnnxAttributes, text } from './operators.ts';
import type { LoweringContext, LoweringRules } from './rule.ts';

export const poolAttributes = (geometry: PoolAttributes): OnnxAttributes => ({
  kernel_shape: ints(geometry.kernel),
  strides: ints(geometry.strides),
  pads: ints([...geometry.padBegin, ...geometry.padEnd]),
});

/** The maxima of all windows, and their positions (int64) in the flattened x. */
function poolWithIndices(
  context: LoweringContext,
  x: string,
  geometry: PoolAttributes,
): readonly [string, string] {
  const outputs = context.emitOutputs('MaxPool', [x], 2, poolAttributes(geometry));
  return outputs as readonly [string, string];
}

export const poolingLowering = {
  maxPool: (context, { attributes }, [x]) => poolWithIndices(context, x, attributes)[0],
  maxPoolScatter: (context, { attributes, type, inputs: [, y] }, [x, values]) => {
    const pooled = y!.type.shape;
    const [, indices] = poolWithIndices(context, x, attributes);
    const flat = context.emit(
      'ScatterElements',
      [
        filled(context, [sizeOf(type.shape)], 0),
        reshapeTo(context, indices, pooled, [sizeOf(pooled)]),
        reshapeTo(context, values, pooled, [sizeOf(pooled)]),
      ],
      { axis: int(0), reduction: text('add') },
    );
    return reshapeTo(context, flat, [sizeOf(type.shape)], type.shape);
  },
  maxPoolGather: (context, { attributes, inputs: [image] }, [x, values]) => {
    const { shape } = image!.type;
    const [, indices] = poolWithIndices(context, x, attributes);
    const flat = reshapeTo(context, values, shape, [sizeOf(shape)]);
    return context.emit('Gather', [flat, indices], { axis: int(0) });
  },
  avgPool: (context, { attributes }, [x]) =>
    context.emit('AveragePool', [x], {
      ...poolAttributes(attributes),
      count_include_pad: int(attributes.countPadding),
    }),
  upsampleNearest: (context, { type }, [x]) =>
    context.emit('Resize', [x, '', '', indexVector(context, type.shape)], {
      mode: text('nearest'),
      coordinate_transformation_mode: text('asymmetric'),
      nearest_mode: text('floor'),
    }),
} satisfies Partial<LoweringRules<OpName>>;
