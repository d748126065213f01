/**
 * The gradient of a convolution in its kernel as one more NCHWc convolution,
 *   dk[o, c, k] = Σ_{i, p} x[i, c, stride · p + k − padBegin] · y[i, o, p],
 * in which the batch i plays the part of the channels, y that of the kernel, and every block of
 * channels of x is an image. b stands for the channel block, N for the batch.
 */

import { range, sizeOf } from '../../../graph/shape.ts';
import type { Node } from '../../../graph/types.ts';
import { oppositePadding, padTo, reshapeTo, reverseAxis, sliceTo, transposeTo } from '../emit.ts';
import type { LoweringContext } from '../rule.ts';
import { emitConv, suitsBlocks } from './convolution.ts';
import { fillsBlocks, type ImageShape, roundUpToBlock, toBlocks } from './layout.ts';

type KernelGradientNode = Node<'convKernelGradient'>;

/** The two images and the geometry in which `image` is scanned and `filter` scans. */
interface Problem {
  readonly image: Node;
  readonly filter: Node;
  readonly strides: readonly number[];
  readonly padBegin: readonly number[];
  readonly kernelSpatial: readonly number[];
}

/** Undefined where the layout does not suit. */
export function lowerBlockedKernelGradient(
  context: LoweringContext,
  node: KernelGradientNode,
): string | undefined {
  const { attributes, inputs, type } = node;
  const [x, y] = inputs as [Node, Node];
  const { strides, dilations, padBegin, padEnd, kernelSpatial } = attributes;
  if (!suitsBlocks(context, node) || dilations.some((dilation) => dilation > 1)) return undefined;
  if (!fillsItsBlocks(context, x.type.shape[0]!)) return undefined;
  if (fillsBlocks(context, y.type) && canBeImage(context, x)) {
    return correlate(context, { image: x, filter: y, strides, padBegin, kernelSpatial });
  }
  // With stride 1, x may scan y; the kernel's positions then come out in reverse.
  const opposite = oppositePadding(padBegin, kernelSpatial, dilations);
  const isPlain = strides.every((stride) => stride === 1);
  const fits = [...opposite, ...oppositePadding(padEnd, kernelSpatial, dilations)];
  if (!isPlain || fits.some((width) => width < 0)) return undefined;
  if (!fillsBlocks(context, x.type) || !canBeImage(context, y)) return undefined;
  const result = correlate(context, {
    image: y,
    filter: x,
    strides,
    padBegin: opposite,
    kernelSpatial,
  });
  const [outputs, channels] = type.shape as ImageShape;
  const positions = sizeOf(kernelSpatial);
  const flat = [channels, outputs, positions];
  const flattened = reshapeTo(context, result, [channels, outputs, ...kernelSpatial], flat);
  const reversed = reverseAxis(context, flattened, 2, positions);
  const swapped = transposeTo(context, reversed, flat, [1, 0, 2]);
  return reshapeTo(context, swapped, [outputs, channels, positions], type.shape);
}

/** Blocks of the batch are filled up with zeros, which must not make most of the work. */
function fillsItsBlocks(context: LoweringContext, batch: number): boolean {
  return batch >= roundUpToBlock(context, batch) / 2;
}

const canBeImage = (context: LoweringContext, { type }: Node): boolean =>
  fillsBlocks(context, type) || type.shape[1]! < context.target.channelBlock!;

/** → [channels of filter, channels of image, ...kernelSpatial]. */
function correlate(context: LoweringContext, problem: Problem): string {
  const { image, filter, strides, padBegin, kernelSpatial } = problem;
  const block = context.target.channelBlock!;
  const [, channels, height, width] = image.type.shape as ImageShape;
  const [, outputs, rows, columns] = filter.type.shape as ImageShape;
  const isBlocked = fillsBlocks(context, image.type);
  // The channels within a block lie beside each other, as if each column were b columns wide.
  const lanes = isBlocked ? block : 1;
  const planes = channels / lanes;
  const [kernelHeight, kernelWidth] = kernelSpatial as [number, number];
  // How much wider the image must be for the kernel to meet it at exactly `kernelSpatial` places;
  // negative where the stride leaves entries unused.
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
  const atEdge = Math.max(0, padBegin[1]!) + padEnd[1]!;
  const isPadded = atEdge * 2 > kernelWidth;
  const scanned = scannedImage(context, image, isPadded ? [padBegin[1]!, padEnd[1]!] : [0, 0]);
  const result = emitConv(context, scanned, scanningFilter(context, filter), [rows, columns], {
    strides: [1, 1],
    dilations: [strides[0]!, strides[1]! * lanes],
    padBegin: [padBegin[0]!, isPadded ? 0 : padBegin[1]! * lanes],
    padEnd: [padEnd[0]!, isPadded ? 0 : padEnd[1]! * lanes],
  });
  // [C / lanes, O / b, K, lanes, b], and more positions than K where entries stay unused.
  const all = [planes, outputs / block, computed[0]!, computed[1]!, lanes, block];
  const kept = [planes, outputs / block, kernelHeight, kernelWidth, lanes, block];
  const shaped = reshapeTo(
    context,
    result,
    [planes, outputs, computed[0]!, computed[1]! * lanes],
    all,
  );
  const cropped = sliceTo(context, shaped, all, {
    starts: all.map(() => 0),
    ends: kept,
    steps: all.map(() => 1),
  });
  const moved = transposeTo(context, cropped, kept, [1, 5, 0, 4, 2, 3]);
  return reshapeTo(
    context,
    moved,
    [1, 5, 0, 4, 2, 3].map((axis) => kept[axis]!),
    [outputs, channels, kernelHeight, kernelWidth],
  );
}

/** [N, C / lanes, H, W · lanes] → [C / lanes, N / b, H, W · lanes, b]: the batch in blocks. */
function scannedImage(
  context: LoweringContext,
  node: Node,
  [low, high]: readonly number[],
): string {
  const isBlocked = fillsBlocks(context, node.type);
  const lanes = isBlocked ? context.target.channelBlock! : 1;
  const [batch, channels, height, width] = node.type.shape as ImageShape;
  const value = isBlocked ? context.blockedOf(node) : context.valueOf(node);
  const flat = [batch, channels / lanes, height * width * lanes];
  const moved = transposeTo(
    context,
    reshapeTo(context, value, node.type.shape, flat),
    flat,
    [1, 0, 2],
  );
  const order = [channels / lanes, batch, height, width * lanes];
  const image = reshapeTo(context, moved, [order[0]!, batch, height * order[3]!], order);
  const [before, after] = [low! * lanes, high! * lanes];
  const padded = padTo(context, image, [0, 0, 0, before], [0, 0, 0, after]);
  return toBlocks(context, padded, order.with(3, before + order[3]! + after));
}

/** [N, O / b, H · W, b (of O)] → [O / b, N / b, H · W, b (of N), b (of O)]. */
function scanningFilter(context: LoweringContext, node: Node): string {
  const block = context.target.channelBlock!;
  const [batch, outputs, height, width] = node.type.shape as ImageShape;
  const rounded = roundUpToBlock(context, batch);
  const positions = height * width;
  const value = context.blockedOf(node);
  const named = [outputs, rounded, height, width];
  if (rounded === batch) {
    const split = [batch / block, block, outputs / block, positions, block];
    const permutation = [2, 0, 3, 1, 4];
    const moved = transposeTo(
      context,
      reshapeTo(context, value, node.type.shape, split),
      split,
      permutation,
    );
    return reshapeTo(
      context,
      moved,
      permutation.map((axis) => split[axis]!),
      named,
    );
  }
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
