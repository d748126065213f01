/** Convolution and transposed convolution on images in the layout NCHWc. */

import { range, sizeOf } from '../../../graph/shape.ts';
import type { Node } from '../../../graph/types.ts';
import { indexVector, reshapeTo, transposeTo } from '../emit.ts';
import { int, ints, type OnnxAttributes, text } from '../operators.ts';
import type { LoweredValue, LoweringContext } from '../rule.ts';
import { reorderFilter } from './filter.ts';
import { fillsBlocks, fromBlocks, type ImageShape, roundUpToBlock, toBlocks } from './layout.ts';

/** What a convolution does to its result while it writes it. */
export interface Epilogue {
  /** One value per output channel. */
  readonly bias?: string;
  readonly relu?: boolean;
  /** An image of the result's shape that is added to it before relu. */
  readonly sum?: Node;
}

export interface Geometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padBegin: readonly number[];
  readonly padEnd: readonly number[];
}

/**
 * @param image in blocks, or in its own order if it has less channels than a block
 * @param filter from `reorderFilter`
 * @returns the result in blocks
 */
export function emitConv(
  context: LoweringContext,
  image: string,
  filter: string,
  kernelSpatial: readonly number[],
  { strides, dilations, padBegin, padEnd }: Geometry,
  { bias, relu, sum }: Epilogue = {},
): string {
  const attributes: OnnxAttributes = {
    kernel_shape: ints(kernelSpatial),
    strides: ints(strides),
    dilations: ints(dilations),
    pads: ints([...padBegin, ...padEnd]),
    group: int(1),
    ...(relu && { activation: text('Relu') }),
  };
  const inputs = [image, filter, bias ?? '', sum ? context.blockedOf(sum) : ''];
  while (inputs.at(-1) === '') inputs.pop();
  return context.emit('nchwc.Conv', inputs, attributes);
}

/** The image is read once per channel, so this many of a block's channels at most. */
const FEW_CHANNELS = 1 / 4;
/** Results whose last block is filled up may have this many times the channels asked for. */
const MOST_FILLED_UP = 1.5;

/**
 * The image as `nchwc.Conv` takes it, or undefined where that operator takes none of so many channels
 * or is not worth the reordering. Both with all reordering around them, in ms on two cores with
 * AVX-512, `Conv` | `nchwc.Conv`, batch 32, 28x28, 3x3: 16→8: 0.85 | 0.66; 3→16: 0.39 | 0.30;
 * 8→16: 0.64 | 0.98; 16→17: 1.20 | 1.22; 48→48, 5x5, stride 2, 14x14: 1.65 | 0.95; 1x1, 16→16:
 * 0.20 | 0.23 (so only where the image is in blocks already).
 */
function convImage(
  context: LoweringContext,
  image: Node,
  result: Node,
  kernelSpatial: readonly number[],
): string | undefined {
  const block = context.target.channelBlock!;
  const outputs = result.type.shape[1]!;
  if (image.type.shape[1]! < block) {
    const isFew = image.type.shape[1]! <= block * FEW_CHANNELS;
    return isFew && fillsBlocks(context, result.type) ? context.valueOf(image) : undefined;
  }
  if (!fillsBlocks(context, image.type)) return undefined;
  const fills = roundUpToBlock(context, outputs) <= outputs * MOST_FILLED_UP;
  const pays = context.isBlocked(image) || (fills && sizeOf(kernelSpatial) > 1);
  return pays ? context.blockedOf(image) : undefined;
}

/** Whether a node is a convolution over two axes, of one group, on a target that has blocks. */
export function suitsBlocks(
  { target }: LoweringContext,
  node: Node<'conv'> | Node<'convTranspose'> | Node<'convKernelGradient'>,
): boolean {
  const { groups, strides } = node.attributes;
  return target.channelBlock !== undefined && groups === 1 && strides.length === 2;
}

/** Undefined where the layout does not suit. */
export function lowerBlockedConv(
  context: LoweringContext,
  node: Node<'conv'>,
  epilogue: Epilogue = {},
): LoweredValue | undefined {
  if (!suitsBlocks(context, node)) return undefined;
  const [x, kernel] = node.inputs as [Node, Node];
  const outputs = node.type.shape[1]!;
  const image = convImage(context, x, node, kernel.type.shape.slice(2));
  if (image === undefined || (epilogue.sum && !fillsBlocks(context, node.type))) return undefined;
  const filter = reorderFilter(context, context.valueOf(kernel), kernel.type.shape);
  const bias = epilogue.bias && padBias(context, epilogue.bias, outputs);
  const result = emitConv(context, image, filter, kernel.type.shape.slice(2), node.attributes, {
    ...epilogue,
    ...(bias && { bias }),
  });
  return withChannels(context, node, result);
}

/** A result whose last block may be filled up beyond the node's channels. */
function withChannels(context: LoweringContext, node: Node, result: string): LoweredValue {
  return fillsBlocks(context, node.type)
    ? { blocked: result }
    : { plain: fromBlocks(context, result, node.type.shape) };
}

/** [O] → [O rounded up to blocks]. */
function padBias(context: LoweringContext, bias: string, outputs: number): string {
  const rounded = roundUpToBlock(context, outputs);
  if (rounded === outputs) return bias;
  const row = [1, outputs, 1, 1];
  const blocked = toBlocks(context, reshapeTo(context, bias, [outputs], row), row);
  return reshapeTo(context, blocked, [1, rounded, 1, 1], [rounded]);
}

/** The part of a transposed convolution that computes every stride-th entry of one axis. */
interface Phase {
  /** Kernel positions, in the order in which they meet the image. */
  readonly taps: readonly number[];
  readonly padBegin: number;
  readonly padEnd: number;
}

/**
 * x[s · m + r] = Σ_t W[k₀ + s · t] · y[m + c − t], with k₀ = (r + padBegin) mod s and
 * c = (r + padBegin − k₀) / s: a convolution with every s-th position of the reversed kernel.
 * Undefined if a phase has no positions, or would have to skip entries of y.
 */
function phasesOf(
  { attributes, inputs }: Node<'convTranspose'>,
  axis: number,
): Phase[] | undefined {
  const stride = attributes.strides[axis]!;
  const dilation = attributes.dilations[axis]!;
  const extent = attributes.outputSpatial[axis]!;
  const [small, kernel] = inputs.map((input) => input.type.shape[axis + 2]!) as [number, number];
  if (extent % stride !== 0 || (stride > 1 && dilation > 1)) return undefined;
  const phases = range(stride).map((offset) => {
    const first = (offset + attributes.padBegin[axis]!) % stride;
    const shift = (offset + attributes.padBegin[axis]! - first) / stride;
    const taps = range(kernel).filter((tap) => tap % stride === first);
    return {
      taps: taps.reverse(),
      padBegin: dilation * (taps.length - 1) - shift,
      padEnd: extent / stride + shift - small,
    };
  });
  const exists = phases.every(
    ({ taps, padBegin, padEnd }) => taps.length > 0 && padBegin >= 0 && padEnd >= 0,
  );
  return exists ? phases : undefined;
}

/** Undefined where the layout does not suit. */
export function lowerBlockedConvTranspose(
  context: LoweringContext,
  node: Node<'convTranspose'>,
  epilogue: Epilogue = {},
): LoweredValue | undefined {
  if (!suitsBlocks(context, node)) return undefined;
  const [rows, columns] = [phasesOf(node, 0), phasesOf(node, 1)];
  const [y, kernel] = node.inputs as [Node, Node];
  const channels = node.type.shape[1]!;
  const image = convImage(context, y, node, kernel.type.shape.slice(2));
  if (!rows || !columns || image === undefined) return undefined;
  const [outputs, , height, width] = kernel.type.shape as ImageShape;
  const positions = height * width;
  // [O, C, K] → [K, O, C], of which every phase takes some positions.
  const flat = [outputs * channels, positions];
  const flattened = reshapeTo(context, context.valueOf(kernel), kernel.type.shape, flat);
  const byTap = transposeTo(context, flattened, flat, [1, 0]);
  const bias = epilogue.bias && padBias(context, epilogue.bias, channels);
  const phases = rows.map((row) =>
    columns.map((column) => {
      const taps = row.taps.flatMap((tap) => column.taps.map((other) => tap * width + other));
      const extents = [row.taps.length, column.taps.length] as const;
      const filter = transposedFilter(context, byTap, taps, [outputs, channels, ...extents]);
      const geometry = {
        strides: [1, 1],
        dilations: node.attributes.dilations,
        padBegin: [row.padBegin, column.padBegin],
        padEnd: [row.padEnd, column.padEnd],
      };
      return emitConv(context, image, filter, extents, geometry, {
        ...epilogue,
        ...(bias && { bias }),
      });
    }),
  );
  return withChannels(context, node, interleave(context, node, phases));
}

/**
 * @param byTap the kernel as [K, O · C]
 * @param taps the positions taken, in their order
 * @param shape O, C and the extents that the taps fill
 * @returns what `reorderFilter` makes of [C, O, ...extents]
 */
function transposedFilter(
  context: LoweringContext,
  byTap: string,
  taps: readonly number[],
  [outputs, channels, height, width]: ImageShape,
): string {
  const block = context.target.channelBlock!;
  const order = Int32Array.from(taps);
  const indices = context.constant({ dtype: 'int32', shape: [taps.length], data: order });
  const picked = context.emit('Gather', [byTap, indices], { axis: int(0) });
  const flat = [taps.length, outputs * channels];
  if (channels % block !== 0) {
    const split = [taps.length, outputs, channels];
    const part = transposeTo(context, reshapeTo(context, picked, flat, split), split, [2, 1, 0]);
    const shape = [channels, outputs, height, width];
    return reorderFilter(
      context,
      reshapeTo(context, part, [channels, outputs, taps.length], shape),
      shape,
    );
  }
  const inBlocks = outputs % block === 0;
  const rows = inBlocks ? [outputs / block, block] : [outputs, 1];
  const split = [taps.length, ...rows, channels / block, block];
  const permutation = [3, 1, 0, 2, 4];
  const moved = transposeTo(context, reshapeTo(context, picked, flat, split), split, permutation);
  return reshapeTo(
    context,
    moved,
    permutation.map((axis) => split[axis]!),
    [channels, outputs, height, width],
  );
}

/** Images of [B, C, H / s, W / s] in blocks, by the row and column where each begins, as one. */
function interleave(
  context: LoweringContext,
  { type, attributes: { strides } }: Node<'convTranspose'>,
  phases: readonly (readonly string[])[],
): string {
  const block = context.target.channelBlock!;
  const [batch, channels, height, width] = type.shape as ImageShape;
  const rounded = roundUpToBlock(context, channels);
  const rows = (batch * (rounded / block) * height) / strides[0]!;
  const columns = width / strides[1]!;
  /** Joins matrices of `count` rows side by side. */
  const join = (matrices: readonly string[], count: number, extent: number): string =>
    matrices.length === 1
      ? matrices[0]!
      : context.emit(
          'Concat',
          matrices.map((matrix) =>
            context.emit('Reshape', [matrix, indexVector(context, [count, extent])]),
          ),
          { axis: int(1) },
        );
  const whole = join(
    phases.map((row) => join(row, rows * columns, block)),
    rows,
    width * block,
  );
  const shape = [batch, rounded, height, width];
  return strides.every((stride) => stride === 1)
    ? whole
    : context.emit('Reshape', [whole, indexVector(context, shape)]);
}
