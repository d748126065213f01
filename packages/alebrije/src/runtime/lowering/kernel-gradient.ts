/**
 * The gradient of a convolution in its kernel,
 *   dk[o, c, k] = Σ_{b, p} x[b, c, stride · p + dilation · k − padBegin] · y[b, o, p],
 * by three routes of very different speed. Letters as in `graph/ops.ts`; G groups.
 */

import { range, sizeOf } from '../../graph/shape.ts';
import type { Node, Shape } from '../../graph/types.ts';
import { emitConv, oppositePadding, reshapeTo, reverseAxis, sliceTo, transposeTo } from './emit.ts';
import { int } from './operators.ts';
import type { LoweringContext, ValueNames } from './rule.ts';
import { joinedTaps, prefersTaps, spatialMajor, tapRows } from './taps.ts';

/** - `dilated`: a convolution of x with y as its kernel, strides and dilations exchanged.
 *  - `swapped`: the same with the roles of x and y exchanged; only for stride 1.
 *  - `taps`: one matrix product per kernel position; only for one group. */
export type KernelGradientRoute = 'dilated' | 'swapped' | 'taps';

type KernelGradientNode = Node<'convKernelGradient'>;

const spatialOf = (shape: Shape): Shape => shape.slice(2);

/** [B, G · M, ...S] → [M, G · B, ...S], so that a grouped Conv can sum over the batch of each group. */
function batchAsChannels(
  context: LoweringContext,
  value: string,
  [batch, channels, ...spatial]: readonly number[],
  groups: number,
): { readonly value: string; readonly shape: Shape } {
  const perGroup = channels! / groups;
  const split = [batch!, groups, perGroup, ...spatial];
  const permutation = [2, 1, 0, ...range(split.length).slice(3)];
  const moved = transposeTo(
    context,
    reshapeTo(context, value, [batch!, channels!, ...spatial], split),
    split,
    permutation,
  );
  const movedShape = [perGroup, groups, batch!, ...spatial];
  const result = [perGroup, groups * batch!, ...spatial];
  return { value: reshapeTo(context, moved, movedShape, result), shape: result };
}

/** [B, M, ...S] → [M, B, ...S]. */
function batchLast(context: LoweringContext, value: string, shape: Shape): string {
  return transposeTo(context, value, shape, [1, 0, ...range(shape.length).slice(2)]);
}

function dilated(
  context: LoweringContext,
  { attributes, inputs: [x, y], type }: KernelGradientNode,
  [nameX, nameY]: ValueNames,
): string {
  const { strides, dilations, padBegin, padEnd, groups, kernelSpatial } = attributes;
  const [shapeX, shapeY] = [x!.type.shape, y!.type.shape];
  const image = batchAsChannels(context, nameX, shapeX, groups);
  const product = emitConv(
    context,
    [image.value, batchLast(context, nameY, shapeY)],
    { image: image.shape, window: spatialOf(shapeY) },
    { strides: dilations, dilations: strides, padBegin, padEnd, groups },
  );
  // [C / G, O, ...]; positions past the kernel belong to rows that conv's stride left unused.
  const computed = spatialOf(shapeX).map((extent, axis) => {
    const window = strides[axis]! * (shapeY[axis + 2]! - 1) + 1;
    const padded = extent + padBegin[axis]! + padEnd[axis]!;
    return Math.floor((padded - window) / dilations[axis]!) + 1;
  });
  const [outputs, channels] = type.shape as [number, number];
  const ends = [channels, outputs, ...kernelSpatial];
  const cropped = sliceTo(context, product, [channels, outputs, ...computed], {
    starts: ends.map(() => 0),
    ends,
    steps: ends.map(() => 1),
  });
  return transposeTo(context, cropped, ends, [1, 0, ...range(ends.length).slice(2)]);
}

/** Whether the `swapped` route exists: stride 1 and no padding beyond the window. */
function canSwap({ attributes }: KernelGradientNode): boolean {
  const { strides, dilations, padBegin, padEnd, kernelSpatial } = attributes;
  const opposite = [padBegin, padEnd].flatMap((pad) =>
    oppositePadding(pad, kernelSpatial, dilations),
  );
  return strides.every((stride) => stride === 1) && opposite.every((width) => width >= 0);
}

/** y is the image and x the kernel; the result comes out with its spatial axes reversed. */
function swapped(
  context: LoweringContext,
  { attributes, inputs: [x, y], type }: KernelGradientNode,
  [nameX, nameY]: ValueNames,
): string {
  const { dilations, groups, kernelSpatial } = attributes;
  const image = batchAsChannels(context, nameY, y!.type.shape, groups);
  const product = emitConv(
    context,
    [image.value, batchLast(context, nameX, x!.type.shape)],
    { image: image.shape, window: spatialOf(x!.type.shape) },
    {
      strides: dilations,
      dilations: kernelSpatial.map(() => 1),
      padBegin: oppositePadding(attributes.padBegin, kernelSpatial, dilations),
      padEnd: oppositePadding(attributes.padEnd, kernelSpatial, dilations),
      groups,
    },
  );
  const [outputs, channels] = type.shape as [number, number];
  const positions = sizeOf(kernelSpatial);
  // [O / G, G · C / G, K] → [G, O / G, C / G, K]; reversing all spatial axes reverses K.
  const split = [outputs / groups, groups, channels, positions];
  const moved = transposeTo(
    context,
    reshapeTo(context, product, [outputs / groups, groups * channels, ...kernelSpatial], split),
    split,
    [1, 0, 2, 3],
  );
  const movedShape = [groups, outputs / groups, channels, positions];
  const reversed = reverseAxis(context, moved, 3, positions);
  return reshapeTo(context, reversed, movedShape, type.shape);
}

function taps(
  context: LoweringContext,
  { attributes, inputs: [x, y], type }: KernelGradientNode,
  [nameX, nameY]: ValueNames,
): string {
  const [batch, outputs, ...positions] = y!.type.shape as [number, number, ...number[]];
  const channels = x!.type.shape[1]!;
  const geometry = { ...attributes, shape: x!.type.shape, positions };
  const moved = spatialMajor(context, nameY, y!.type.shape);
  const rows = sizeOf(positions) * batch;
  const y2 = reshapeTo(context, moved, [...positions, batch * outputs], [rows, outputs]);
  const product = (x2: string) => context.emit('Gemm', [y2, x2], { transA: int(1) });
  // K matrices [O, C] → [O, K · C] → [O, C, K]; the patches of a convolution by taps are used again.
  const { groups } = attributes;
  const joined = prefersTaps(context.target, geometry, { groups, outputs })
    ? product(joinedTaps(context, nameX, geometry))
    : context.emit('Concat', tapRows(context, nameX, geometry).map(product), { axis: int(1) });
  const count = sizeOf(attributes.kernelSpatial);
  const split = [outputs, count, channels];
  const ordered = transposeTo(
    context,
    reshapeTo(context, joined, [outputs, count * channels], split),
    split,
    [0, 2, 1],
  );
  return reshapeTo(context, ordered, [outputs, channels, count], type.shape);
}

const routes = { dilated, swapped, taps };

/** The routes that can compute this gradient. */
export function availableRoutes(node: KernelGradientNode): KernelGradientRoute[] {
  return [
    'dilated',
    ...(canSwap(node) ? (['swapped'] as const) : []),
    ...(node.attributes.groups === 1 ? (['taps'] as const) : []),
  ];
}

/** From this many channels on both sides a matrix product per kernel position keeps its speed. */
const FEWEST_TAP_CHANNELS = 8;
/** Beyond this many positions the columns of `dilated` fill the vector registers as well. */
const MOST_TAPS = 64;

/**
 * The cost of `dilated` and `swapped` is that the product inside Conv has only K columns, and that
 * the image is copied K times, so the side with fewer channels should be the image. The cost of
 * `taps` is to reorder both operands and copy x K times, which few channels do not repay.
 * Measured on two cores at batch 100, 3x3 kernels, `dilated` | `swapped` | `taps` in ms:
 * 32→64 stride 2 at 16x16: 16 | - | 10; 64→128 stride 2 at 16x16: 48 | - | 20;
 * 64→64 at 16x16: 78 | 79 | 34; 128→128 at 8x8: 49 | 50 | 22; 8→16 at 28x28: 12 | 12 | 6;
 * 32→1 at 32x32: 43 | 4 | 36; 3→64 at 32x32: 14 | 55 | 61; 1→32 stride 2 at 32x32: 0.9 | - | 1.7;
 * 1x1 kernel, 64→64 at 16x16: 22 | 24 | 4.5.
 */
export function chooseRoute(node: KernelGradientNode): KernelGradientRoute {
  const { groups, kernelSpatial } = node.attributes;
  const [outputs, channels] = node.type.shape as [number, number];
  const positions = sizeOf(kernelSpatial);
  const fewest = Math.min(outputs, channels);
  if (groups === 1 && positions <= MOST_TAPS) {
    if (positions === 1 || fewest >= FEWEST_TAP_CHANNELS) return 'taps';
  }
  return canSwap(node) && outputs / groups < channels ? 'swapped' : 'dilated';
}

export function kernelGradient(
  context: LoweringContext,
  node: KernelGradientNode,
  inputs: ValueNames,
  route: KernelGradientRoute = chooseRoute(node),
): string {
  return routes[route](context, node, inputs);
}
