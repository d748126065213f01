/**
 * The gradient of a convolution in its kernel from images in the layout NCHWc,
 *   dk[o, c, k] = Σ_{i, p} x[i, c, stride · p + dilation · k − padBegin] · y[i, o, p].
 * As one more NCHWc convolution, in which the batch i plays the part of the channels, y that of the
 * kernel, and every block of channels of x is an image; or, where one of the images has less
 * channels than a block, as a matrix product. b stands for the channel block, N for the batch.
 */

import { range, sizeOf } from '../../../graph/shape.ts';
import type { Node } from '../../../graph/types.ts';
import {
  filled,
  indexVector,
  oppositePadding,
  padTo,
  reshapeTo,
  sliceTo,
  transposeTo,
} from '../emit.ts';
import { int } from '../operators.ts';
import type { LoweringContext } from '../rule.ts';
import { emitConv, suitsBlocks } from './convolution.ts';
import { fillsBlocks, type ImageShape, memoryOrder, roundUpToBlock, toBlocks } from './layout.ts';

type KernelGradientNode = Node<'convKernelGradient'>;

/** Undefined where the layout does not suit. */
export function lowerBlockedKernelGradient(
  context: LoweringContext,
  node: KernelGradientNode,
): string | undefined {
  const { attributes, inputs } = node;
  const [x, y] = inputs as [Node, Node];
  const { strides, dilations, padBegin, padEnd, kernelSpatial } = attributes;
  if (!suitsBlocks(context, node)) return undefined;
  const isFew = ({ type }: Node) => type.shape[1]! < context.target.channelBlock!;
  if (isFew(x) && fillsBlocks(context, y.type)) {
    const offsets = kernelSpatial.map((extent, axis) =>
      range(extent).map((tap) => tap * dilations[axis]!),
    );
    return fewChannels(context, x, y, { strides, padBegin, padEnd, offsets });
  }
  if (isFew(y) && fillsBlocks(context, x.type) && strides.every((stride) => stride === 1)) {
    // x[p] meets y[p + padBegin − dilation · k]: the same, with the positions reversed.
    const opposite = (pads: readonly number[]) => oppositePadding(pads, kernelSpatial, dilations);
    const geometry = {
      strides,
      padBegin: opposite(padBegin),
      padEnd: opposite(padEnd),
      offsets: kernelSpatial.map((extent, axis) =>
        range(extent).map((tap) => (extent - 1 - tap) * dilations[axis]!),
      ),
    };
    if ([...geometry.padBegin, ...geometry.padEnd].some((width) => width < 0)) return undefined;
    const [outputs, channels, ...spatial] = node.type.shape as ImageShape;
    const swapped = fewChannels(context, y, x, geometry);
    const flat = [channels, outputs, sizeOf(spatial)];
    const flattened = reshapeTo(context, swapped, [channels, outputs, ...spatial], flat);
    const moved = transposeTo(context, flattened, flat, [1, 0, 2]);
    return reshapeTo(context, moved, [outputs, channels, flat[2]!], node.type.shape);
  }
  const isCorrelation = fillsBlocks(context, x.type) && fillsBlocks(context, y.type);
  if (!isCorrelation || dilations.some((dilation) => dilation > 1)) return undefined;
  // A kernel of one entry is one product without any shifting, if nothing is in blocks yet.
  const pays = sizeOf(kernelSpatial) > 1 || context.isBlocked(x) || context.isBlocked(y);
  return pays && fillsItsBlocks(context, x.type.shape[0]!) ? correlate(context, node) : undefined;
}

/** Blocks of the batch are filled up with zeros, which must not make most of the work. */
function fillsItsBlocks(context: LoweringContext, batch: number): boolean {
  return batch >= roundUpToBlock(context, batch) / 2;
}

/** Where the windows of `few` that meet the entries of `blocked` begin. */
interface Scan {
  readonly strides: readonly number[];
  readonly padBegin: readonly number[];
  readonly padEnd: readonly number[];
  /** Of each kernel position along each axis, from the padded image's first entry. */
  readonly offsets: readonly (readonly number[])[];
}

/**
 * One matrix product per image and block of channels: [K · C, S] times [S, b], where C are the
 * channels of `few`, which is shifted K times, and S the places of `blocked`, which is read as it is.
 * @returns [channels of blocked, channels of few, ...K]
 */
function fewChannels(
  context: LoweringContext,
  few: Node,
  blocked: Node,
  { strides, padBegin, padEnd, offsets }: Scan,
): string {
  const block = context.target.channelBlock!;
  const [batch, channels, height, width] = few.type.shape as ImageShape;
  const shape = blocked.type.shape as ImageShape;
  const places = shape.slice(2);
  const padded = padTo(context, context.valueOf(few), [0, 0, ...padBegin], [0, 0, ...padEnd]);
  const paddedShape = [
    batch,
    channels,
    height + padBegin[0]! + padEnd[0]!,
    width + padBegin[1]! + padEnd[1]!,
  ];
  const [rows, columns] = offsets as [readonly number[], readonly number[]];
  const taps = rows.flatMap((row) => columns.map((column) => [row, column]));
  const shifted = taps.map((starts) =>
    sliceTo(context, padded, paddedShape, {
      starts: [0, 0, ...starts],
      ends: [
        batch,
        channels,
        ...starts.map((start, axis) => start + strides[axis]! * (places[axis]! - 1) + 1),
      ],
      steps: [1, 1, ...strides],
    }),
  );
  const joined = context.emit('Concat', shifted, { axis: int(1) });
  const count = taps.length * channels;
  const patches = reshapeTo(
    context,
    joined,
    [batch, count, ...places],
    [batch, 1, count, sizeOf(places)],
  );
  const view = memoryOrder(context, shape);
  const image = reshapeTo(context, context.blockedOf(blocked), shape, view);
  const products = context.emit('MatMul', [patches, image]);
  const sum = context.emit('ReduceSum', [products, indexVector(context, [0])], {
    keepdims: int(0),
  });
  const split = [shape[1] / block, taps.length, channels, block];
  const moved = transposeTo(
    context,
    reshapeTo(context, sum, [split[0]!, count, block], split),
    split,
    [0, 3, 2, 1],
  );
  return reshapeTo(
    context,
    moved,
    [0, 3, 2, 1].map((axis) => split[axis]!),
    [shape[1], channels, rows.length, columns.length],
  );
}

function correlate(
  context: LoweringContext,
  { attributes, inputs, type }: KernelGradientNode,
): string {
  const { strides, padBegin, kernelSpatial } = attributes;
  const [x, y] = inputs as [Node, Node];
  // The channels within a block lie beside each other, as if each column were b columns wide.
  const lanes = context.target.channelBlock!;
  const [, channels, height, width] = x.type.shape as ImageShape;
  const [, outputs, rows, columns] = y.type.shape as ImageShape;
  const [kernelHeight, kernelWidth] = kernelSpatial as [number, number];
  // How much wider the image must be for y to meet it at exactly `kernelSpatial` places; negative
  // where the stride leaves entries unused.
  const high = [height, width].map(
    (extent, axis) =>
      kernelSpatial[axis]! +
      strides[axis]! * ([rows, columns][axis]! - 1) -
      extent -
      padBegin[axis]!,
  );
  const padEnd = high.map((count) => Math.max(0, count));
  const computed = high.map((count, axis) => kernelSpatial[axis]! - Math.min(0, count));
  // Only places whose window lies inside the image are computed several at a time.
  const isPadded = (padBegin[1]! + padEnd[1]!) * 2 > kernelWidth;
  const scanned = scannedImage(context, x, isPadded ? [padBegin[1]!, padEnd[1]!] : [0, 0]);
  const result = emitConv(context, scanned, scanningFilter(context, y), [rows, columns], {
    strides: [1, 1],
    dilations: [strides[0]!, strides[1]! * lanes],
    padBegin: [padBegin[0]!, isPadded ? 0 : padBegin[1]! * lanes],
    padEnd: [padEnd[0]!, isPadded ? 0 : padEnd[1]! * lanes],
  });
  // [C / b, O / b, K, b, b], and more positions than K where entries stay unused.
  const planes = [channels / lanes, outputs / lanes];
  const all = [...planes, computed[0]!, computed[1]!, lanes, lanes];
  const kept = [...planes, kernelHeight, kernelWidth, lanes, lanes];
  const nominal = [planes[0]!, outputs, computed[0]!, computed[1]! * lanes];
  const cropped = sliceTo(context, reshapeTo(context, result, nominal, all), all, {
    starts: all.map(() => 0),
    ends: kept,
    steps: all.map(() => 1),
  });
  const permutation = [1, 5, 0, 4, 2, 3];
  return reshapeTo(
    context,
    transposeTo(context, cropped, kept, permutation),
    permutation.map((axis) => kept[axis]!),
    type.shape,
  );
}

/** [N, C / b, H, W · b] → [C / b, N / b, H, W · b, b]: the batch in blocks. */
function scannedImage(
  context: LoweringContext,
  node: Node,
  [low, high]: readonly number[],
): string {
  const block = context.target.channelBlock!;
  const [batch, channels, height, width] = node.type.shape as ImageShape;
  const flat = [batch, channels / block, height * width * block];
  const value = reshapeTo(context, context.blockedOf(node), node.type.shape, flat);
  const moved = transposeTo(context, value, flat, [1, 0, 2]);
  const order = [channels / block, batch, height, width * block];
  const image = reshapeTo(context, moved, [order[0]!, batch, height * order[3]!], order);
  // Zeros at both ends of each row; ONNX Runtime pads with half the speed of this.
  const zeros = (columns: number): string[] =>
    columns === 0 ? [] : [filled(context, order.with(3, columns * block), 0)];
  const parts = [...zeros(low!), image, ...zeros(high!)];
  const padded = parts.length === 1 ? image : context.emit('Concat', parts, { axis: int(3) });
  return toBlocks(context, padded, order.with(3, (low! + width + high!) * block));
}

/** [N, O / b, H · W, b (of O)] → [O / b, N / b, H · W, b (of N), b (of O)]. */
function scanningFilter(context: LoweringContext, node: Node): string {
  const block = context.target.channelBlock!;
  const [batch, outputs, height, width] = node.type.shape as ImageShape;
  const rounded = roundUpToBlock(context, batch);
  const positions = height * width;
  const value = context.blockedOf(node);
  const named = [outputs, rounded, height, width];
  // Past the batch any entry will do: the image has zeros there.
  const planes = outputs / block;
  const indices = range(planes).flatMap((plane) =>
    range(rounded / block).flatMap((part) =>
      range(positions).flatMap((position) =>
        range(block).map((lane) => {
          const example = Math.min(part * block + lane, batch - 1);
          return (example * planes + plane) * positions + position;
        }),
      ),
    ),
  );
  const pixels = reshapeTo(context, value, node.type.shape, [batch * planes * positions, block]);
  const order = context.constant({
    dtype: 'int32',
    shape: [indices.length],
    data: Int32Array.from(indices),
  });
  const gathered = context.emit('Gather', [pixels, order]);
  return reshapeTo(context, gathered, [indices.length, block], named);
}
