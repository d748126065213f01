/**
 * A convolution by its kernel's positions, the taps: with space before batch and channels, what one tap sees
 * of the image is a strided slice of whole rows [B · C], and all taps side by side are one operand of a
 * matrix product.
 */

import { range, sizeOf } from '../../graph/shape.ts';
import type { Node, Shape } from '../../graph/types.ts';
import { everyIndex, padTo, reshapeTo, sliceTo, transposeTo } from './emit.ts';
import { int, ints } from './operators.ts';
import type { LoweringContext } from './rule.ts';
import type { LoweringTarget } from './target.ts';

/** What the taps of a convolution see. */
export interface TapGeometry {
  /** Of the image, [B, C, ...S]. */
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padBegin: readonly number[];
  readonly padEnd: readonly number[];
  readonly kernelSpatial: Shape;
  /** Of the result. */
  readonly positions: Shape;
}

/**
 * [B, M, ...S] → [...S, B · M]: shifting along S then copies whole blocks. Batch and channels are
 * one axis here, so that the transposition moves a single axis, which ONNX Runtime does ten times
 * faster than the general case, and which its optimizer leaves as it is.
 */
export function spatialMajor(context: LoweringContext, value: string, shape: Shape): string {
  const [batch, channels, ...spatial] = shape as [number, number, ...number[]];
  const flat = [batch * channels, ...spatial];
  const moved = reshapeTo(context, value, shape, flat);
  return context.emit('Transpose', [moved], { perm: ints([...range(flat.length).slice(1), 0]) });
}

/** Matrices [P · B, C], one per tap in the kernel's order: what it sees at every position of the result. */
export function tapRows(
  context: LoweringContext,
  image: string,
  { shape, strides, dilations, padBegin, padEnd, kernelSpatial, positions }: TapGeometry,
): readonly string[] {
  const [batch, channels, ...spatial] = shape as [number, number, ...number[]];
  const rows = sizeOf(positions) * batch;
  const moved = spatialMajor(context, image, shape);
  const padded = padTo(context, moved, [...padBegin, 0], [...padEnd, 0]);
  const paddedShape = spatial.map((extent, axis) => extent + padBegin[axis]! + padEnd[axis]!);
  return everyIndex(kernelSpatial).map((tap) => {
    const starts = tap.map((offset, axis) => offset * dilations[axis]!);
    const shifted = sliceTo(context, padded, [...paddedShape, batch * channels], {
      starts: [...starts, 0],
      ends: [
        ...starts.map((start, axis) => start + strides[axis]! * (positions[axis]! - 1) + 1),
        batch * channels,
      ],
      steps: [...strides, 1],
    });
    return reshapeTo(context, shifted, [...positions, batch * channels], [rows, channels]);
  });
}

/** The matrix [P · B, K · C] of all taps. */
export function joinedTaps(context: LoweringContext, image: string, geometry: TapGeometry): string {
  return context.emit('Concat', tapRows(context, image, geometry), { axis: int(1) });
}

/** Fewer images than this are not worth the reordering. */
const SMALLEST_BATCH = 8;
/** Nor are fewer channels on either side. */
const FEWEST_CHANNELS = 8;

/**
 * Whether all taps at once are best. Where there are more filters than positions, ONNX Runtime computes a
 * convolution image by image, and its threads, which in WebAssembly are slow to wake, meet twice per image.
 * Measured in Chromium on two cores, batch 100, 3x3 kernels with stride 2, as Conv | by taps, in ms, the
 * first by turns for seconds at a time: 64→128 at 16x16: 24 or 51 | 23; 128→128 at 8x8: 12 or 26 | 11;
 * 64→128 at 8x8: 6.4 or 13 | 6.3; with more positions than filters, 32→64 at 16x16: 5 | 7.
 */
export function prefersTaps(
  { kernels }: LoweringTarget,
  { shape: [batch, channels], kernelSpatial, positions }: TapGeometry,
  { groups, outputs }: { readonly groups: number; readonly outputs: number },
): boolean {
  return (
    kernels === 'wasm' &&
    groups === 1 &&
    sizeOf(kernelSpatial) > 1 &&
    outputs > sizeOf(positions) &&
    batch! >= SMALLEST_BATCH &&
    Math.min(channels!, outputs) >= FEWEST_CHANNELS
  );
}

export function tapsOf({ attributes, inputs: [x, kernel], type }: Node<'conv'>): TapGeometry {
  return {
    ...attributes,
    shape: x!.type.shape,
    kernelSpatial: kernel!.type.shape.slice(2),
    positions: type.shape.slice(2),
  };
}

/** [B, C, ...S] with a kernel [O, C, ...K] → [B, O, ...P], as one product. */
export function convByTaps(
  context: LoweringContext,
  node: Node<'conv'>,
  [image, kernel]: readonly [string, string],
  bias?: string,
): string {
  const geometry = tapsOf(node);
  const { positions, kernelSpatial } = geometry;
  const [batch, outputs] = node.type.shape as [number, number];
  const channels = geometry.shape[1]!;
  const taps = sizeOf(kernelSpatial);
  const flat = [outputs, channels, taps];
  const split = reshapeTo(context, kernel, [outputs, channels, ...kernelSpatial], flat);
  const turned = transposeTo(context, split, flat, [2, 1, 0]);
  const matrix = reshapeTo(context, turned, [taps, channels, outputs], [taps * channels, outputs]);
  const operands = [joinedTaps(context, image, geometry), matrix];
  const product = context.emit('Gemm', bias ? [...operands, bias] : operands);
  const rows = [sizeOf(positions) * batch, outputs];
  const moved = reshapeTo(context, product, rows, [...positions, batch * outputs]);
  const rank = positions.length;
  const back = context.emit('Transpose', [moved], { perm: ints([rank, ...range(rank)]) });
  return reshapeTo(context, back, [batch * outputs, ...positions], node.type.shape);
}
