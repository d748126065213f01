/**
 * Max-pooling on WebGPU, whose MaxPool gives no positions: they are found by comparing the maxima with
 * the image at each offset in the window. Letters as in `graph/ops.ts`; P positions of the window.
 */

import type { OpName, PoolAttributes } from '../../graph/ops.ts';
import { rowMajorStrides, sizeOf } from '../../graph/shape.ts';
import type { Shape } from '../../graph/types.ts';
import { everyIndex, filled, indexVector, padTo, reshapeTo, sliceTo } from './emit.ts';
import { int, text } from './operators.ts';
import { poolAttributes } from './pooling.ts';
import type { LoweringContext, LoweringRules } from './rule.ts';

/** Below all entries but −∞. */
const LOWEST = -3.4028234663852886e38;

/** Where one offset in the window lands, for every window: positions in the flattened S, int32 [1, 1, ...P]. */
function landingPositions(
  context: LoweringContext,
  offset: readonly number[],
  spatial: Shape,
  windows: Shape,
  { strides, padBegin }: PoolAttributes,
): string {
  const rows = rowMajorStrides(spatial);
  const data = Int32Array.from(everyIndex(windows), (window) =>
    window.reduce((position, index, axis) => {
      const entry = index * strides[axis]! + offset[axis]! - padBegin[axis]!;
      // No maximum lies in the padding, so any position in range will do there.
      return position + rows[axis]! * Math.min(Math.max(entry, 0), spatial[axis]! - 1);
    }, 0),
  );
  return context.constant({ dtype: 'int32', shape: [1, 1, ...windows], data });
}

/** The position of each window's first maximum in the flattened S, int32 [B, C, ...P]. */
function firstMaxima(
  context: LoweringContext,
  x: string,
  shape: Shape,
  pooled: Shape,
  geometry: PoolAttributes,
): string {
  const { kernel, strides, padBegin, padEnd } = geometry;
  const [spatial, windows] = [shape.slice(2), pooled.slice(2)];
  const maxima = context.emit('MaxPool', [x], poolAttributes(geometry));
  const padded = padTo(context, x, [0, 0, ...padBegin], [0, 0, ...padEnd], LOWEST);
  const paddedShape = shape.map(
    (extent, axis) => extent + (padBegin[axis - 2] ?? 0) + (padEnd[axis - 2] ?? 0),
  );
  const land = (offset: readonly number[]) =>
    landingPositions(context, offset, spatial, windows, geometry);
  // From the last offset to the first, so that the first that holds the maximum has the last word.
  const [last, ...earlier] = everyIndex(kernel).reverse();
  const start = context.emit('Expand', [land(last!), indexVector(context, pooled)]);
  return earlier.reduce((found, offset) => {
    const entries = sliceTo(context, padded, paddedShape, {
      starts: [0, 0, ...offset],
      ends: [
        ...shape.slice(0, 2),
        ...offset.map((first, axis) => first + strides[axis]! * (windows[axis]! - 1) + 1),
      ],
      steps: [1, 1, ...strides],
    });
    const holds = context.emit('Equal', [entries, maxima]);
    return context.emit('Where', [holds, land(offset), found]);
  }, start);
}

/** [B, C, ...S] → [B · C, S]. */
const planes = ([batch, channels, ...spatial]: Shape): number[] => [
  batch! * channels!,
  sizeOf(spatial),
];

export const webgpuPooling = {
  maxPool: (context, { attributes }, [x]) =>
    context.emit('MaxPool', [x], poolAttributes(attributes)),
  maxPoolScatter: (context, { attributes, type: { shape }, inputs: [, y] }, [x, values]) => {
    const pooled = y!.type.shape;
    const positions = firstMaxima(context, x, shape, pooled, attributes);
    const scattered = context.emit(
      'ScatterElements',
      [
        filled(context, planes(shape), 0),
        reshapeTo(context, positions, pooled, planes(pooled)),
        reshapeTo(context, values, pooled, planes(pooled)),
      ],
      { axis: int(1), reduction: text('add') },
    );
    return reshapeTo(context, scattered, planes(shape), shape);
  },
  maxPoolGather: (context, { attributes, type, inputs: [image] }, [x, values]) => {
    const { shape } = image!.type;
    const pooled = type.shape;
    const positions = firstMaxima(context, x, shape, pooled, attributes);
    const gathered = context.emit(
      'GatherElements',
      [
        reshapeTo(context, values, shape, planes(shape)),
        reshapeTo(context, positions, pooled, planes(pooled)),
      ],
      { axis: int(1) },
    );
    return reshapeTo(context, gathered, planes(pooled), pooled);
  },
} satisfies Partial<LoweringRules<OpName>>;
