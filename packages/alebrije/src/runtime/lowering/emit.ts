/** Small building blocks shared by the rules. */

import type { ConvAttributes } from '../../graph/ops.ts';
import { range, sameShape, sizeOf } from '../../graph/shape.ts';
import type { Shape } from '../../graph/types.ts';
import { int, ints, type OnnxAttributes } from './operators.ts';
import type { LoweringContext, OnnxDType } from './rule.ts';

/** ONNX's TensorProto.DataType numbers. */
export const ONNX_TYPE: Readonly<Record<OnnxDType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
};

/** A stored 1-D int64 tensor: shapes, axes, starts, ... */
export function indexVector(context: LoweringContext, values: readonly number[]): string {
  const data = BigInt64Array.from(values, (value) => BigInt(value));
  return context.constant({ dtype: 'int64', shape: [values.length], data });
}

export function indexScalar(context: LoweringContext, value: number): string {
  return context.constant({ dtype: 'int64', shape: [], data: BigInt64Array.of(BigInt(value)) });
}

export function floatScalar(context: LoweringContext, value: number): string {
  return context.constant({ dtype: 'float32', shape: [], data: Float32Array.of(value) });
}

/** A float32 tensor of one value; computed when the model is loaded, not stored. */
export function filled(context: LoweringContext, shape: Shape, value: number): string {
  return context.emit('Expand', [floatScalar(context, value), indexVector(context, shape)]);
}

export function castTo(context: LoweringContext, value: string, dtype: OnnxDType): string {
  return context.emit('Cast', [value], { to: int(ONNX_TYPE[dtype]) });
}

export function reshapeTo(context: LoweringContext, value: string, from: Shape, to: Shape): string {
  if (sameShape(from, to)) return value;
  return context.emit('Reshape', [value, indexVector(context, to)]);
}

/** The runs of axes that a permutation keeps together, in output order; axes of size 1 are left out. */
function mergedAxes(shape: Shape, permutation: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const axis of permutation) {
    if (shape[axis] === 1) continue;
    const last = runs.at(-1);
    const between = last ? shape.slice(last.at(-1)! + 1, axis) : [];
    if (last && axis > last.at(-1)! && sizeOf(between) === 1) last.push(axis);
    else runs.push([axis]);
  }
  return runs;
}

/**
 * Transposes after merging the axes that move together: ONNX Runtime is fastest at moving one
 * axis, and [B, C, H, W] → [H, W, B, C] then is the transpose of a matrix.
 */
export function transposeTo(
  context: LoweringContext,
  value: string,
  shape: Shape,
  permutation: readonly number[],
): string {
  const result = permutation.map((axis) => shape[axis]!);
  const runs = mergedAxes(shape, permutation);
  if (runs.length < 2) return reshapeTo(context, value, shape, result);
  const sources = [...runs].sort((a, b) => a[0]! - b[0]!);
  const mergedShape = sources.map((run) => sizeOf(run.map((axis) => shape[axis]!)));
  const perm = runs.map((run) => sources.indexOf(run));
  const merged = reshapeTo(context, value, shape, mergedShape);
  const moved = context.emit('Transpose', [merged], { perm: ints(perm) });
  return reshapeTo(
    context,
    moved,
    perm.map((axis) => mergedShape[axis]!),
    result,
  );
}

export interface SliceRange {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly steps: readonly number[];
}

/** Slices the first axes of a value; axes that are kept whole are not mentioned. */
export function sliceTo(
  context: LoweringContext,
  value: string,
  shape: Shape,
  { starts, ends, steps }: SliceRange,
): string {
  const axes = [...starts.keys()].filter(
    (axis) => starts[axis] !== 0 || ends[axis] !== shape[axis] || steps[axis] !== 1,
  );
  if (axes.length === 0) return value;
  const pick = (values: readonly number[]) =>
    indexVector(
      context,
      axes.map((axis) => values[axis]!),
    );
  return context.emit('Slice', [
    value,
    pick(starts),
    pick(ends),
    indexVector(context, axes),
    pick(steps),
  ]);
}

/** Reverses one axis, of `count` entries. */
export function reverseAxis(
  context: LoweringContext,
  value: string,
  axis: number,
  count: number,
): string {
  if (count === 1) return value;
  const data = Int32Array.from({ length: count }, (_, index) => count - 1 - index);
  const indices = context.constant({ dtype: 'int32', shape: [count], data });
  return context.emit('Gather', [value, indices], { axis: int(axis) });
}

/** Pads every axis with a constant; all widths ≥ 0. */
export function padTo(
  context: LoweringContext,
  value: string,
  low: readonly number[],
  high: readonly number[],
  fill = 0,
): string {
  if ([...low, ...high].every((width) => width === 0)) return value;
  return context.emit('Pad', [
    value,
    indexVector(context, [...low, ...high]),
    floatScalar(context, fill),
  ]);
}

/**
 * The padding under which a convolution of stride 1 with the reversed kernel undoes the shifts of
 * one with padding `pad`; negative where `pad` reaches beyond the window.
 */
export function oppositePadding(
  pad: readonly number[],
  kernelSpatial: readonly number[],
  dilations: readonly number[],
): number[] {
  return kernelSpatial.map((extent, axis) => dilations[axis]! * (extent - 1) - pad[axis]!);
}

/** Every index into an array of this shape, row-major. */
export function everyIndex(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (prefixes, extent) =>
      prefixes.flatMap((prefix) => range(extent).map((offset) => [...prefix, offset])),
    [[]],
  );
}

/** The geometry shared by Conv and ConvTranspose. */
export function convAttributes(geometry: ConvAttributes): OnnxAttributes {
  return {
    strides: ints(geometry.strides),
    dilations: ints(geometry.dilations),
    pads: ints([...geometry.padBegin, ...geometry.padEnd]),
    group: int(geometry.groups),
  };
}

/**
 * Conv of an image with a kernel and perhaps a bias.
 * @param image the image's shape
 * @param window the kernel's extents
 */
export function emitConv(
  context: LoweringContext,
  [x, ...others]: readonly [x: string, kernel: string, ...bias: string[]],
  { image, window }: { readonly image: Shape; readonly window: Shape },
  geometry: ConvAttributes,
): string {
  const { padBegin, padEnd } = geometry;
  const plain = () => context.emit('Conv', [x, ...others], convAttributes(geometry));
  if (context.target.kernels !== 'webgpu' || window.some((extent) => extent > 1)) return plain();
  if (padEnd.every((width) => width === 0)) return plain();
  // A window of one entry is taken for a matrix product there, and the padding after the image is
  // forgotten. Padded apart, with the channels in the batch lest the Pad be joined with the Conv again.
  const [batch, channels, ...spatial] = image as [number, number, ...number[]];
  const planes = [batch * channels, ...spatial];
  const padded = padTo(
    context,
    reshapeTo(context, x, image, planes),
    [0, ...padBegin],
    [0, ...padEnd],
  );
  const extents = spatial.map((extent, axis) => padBegin[axis]! + extent + padEnd[axis]!);
  const images = reshapeTo(
    context,
    padded,
    [batch * channels, ...extents],
    [batch, channels, ...extents],
  );
  const none = padBegin.map(() => 0);
  const unpadded = convAttributes({ ...geometry, padBegin: none, padEnd: none });
  return context.emit('Conv', [images, ...others], unpadded);
}
