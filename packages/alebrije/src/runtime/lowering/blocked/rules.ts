/** Which nodes are computed in the layout NCHWc. */

import type { OpName } from '../../../graph/ops.ts';
import type { Node } from '../../../graph/types.ts';
import { indexVector, reshapeTo } from '../emit.ts';
import { int, ints, text } from '../operators.ts';
import type { LoweredValue, LoweringContext, LoweringRules } from '../rule.ts';
import { lowerBlockedConv, lowerBlockedConvTranspose } from './convolution.ts';
import { ELEMENTWISE, lowerBlockedElementwise } from './elementwise.ts';
import { lowerBlockedKernelGradient } from './kernel-gradient.ts';
import { fillsBlocks, type ImageShape, memoryOrder } from './layout.ts';

const elementwise: ReadonlySet<string> = new Set<OpName>(ELEMENTWISE);

/**
 * The node's value where a rule of this folder applies, else undefined: it is then lowered in the
 * order of its shape, and operands in blocks are reordered.
 */
export function lowerBlocked(
  context: LoweringContext,
  node: Node,
  rules: LoweringRules,
): LoweredValue | undefined {
  if (context.target.channelBlock === undefined) return undefined;
  switch (node.op) {
    case 'conv':
      return lowerBlockedConv(context, node as Node<'conv'>);
    case 'convTranspose':
      return lowerBlockedConvTranspose(context, node as Node<'convTranspose'>);
    case 'convKernelGradient':
      return plain(lowerBlockedKernelGradient(context, node as Node<'convKernelGradient'>));
    case 'sum':
      return plain(lowerSum(context, node as Node<'sum'>));
    case 'upsampleNearest':
      return blocked(lowerUpsample(context, node as Node<'upsampleNearest'>));
    case 'avgPool':
      return blocked(lowerAvgPool(context, node as Node<'avgPool'>));
    case 'concat':
      return blocked(lowerConcat(context, node as Node<'concat'>));
    case 'slice':
      return blocked(lowerSlice(context, node as Node<'slice'>));
    default:
      if (!elementwise.has(node.op)) return undefined;
      return blocked(lowerBlockedElementwise(context, node as Node<never>, rules));
  }
}

const plain = (name: string | undefined): LoweredValue | undefined =>
  name === undefined ? undefined : { plain: name };
const blocked = (name: string | undefined): LoweredValue | undefined =>
  name === undefined ? undefined : { blocked: name };

/** Whether the node's image is there in blocks. */
function isBlockedImage(context: LoweringContext, node: Node): boolean {
  return fillsBlocks(context, node.type) && context.isBlocked(node);
}

/** Sums over all axes, or over the spatial ones with or without the batch. */
function lowerSum(context: LoweringContext, node: Node<'sum'>): string | undefined {
  const x = node.inputs[0]!;
  if (!isBlockedImage(context, x)) return undefined;
  const { axes } = node.attributes;
  const kept = [0, 1, 2, 3].filter((axis) => !axes.includes(axis)).join();
  const shape = x.type.shape as ImageShape;
  const [batch, channels] = shape;
  const value = context.blockedOf(x);
  const reduce = (from: string, axis: readonly number[]) =>
    context.emit('ReduceSum', [from, indexVector(context, axis)], { keepdims: int(0) });
  if (kept === '') {
    return reshapeTo(context, reduce(value, [0, 1, 2, 3]), [], node.type.shape);
  }
  if (kept !== '1' && kept !== '0,1') return undefined;
  // One axis at a time: ONNX Runtime sums alternating axes entry by entry.
  const view = memoryOrder(context, shape);
  const planes = [batch * view[1], view[2], view[3]];
  const perImage = reduce(reshapeTo(context, value, shape, planes), [1]);
  const flat = [planes[0]!, planes[2]!];
  if (kept === '0,1') return reshapeTo(context, perImage, flat, node.type.shape);
  const perChannel = reduce(reshapeTo(context, perImage, flat, [batch, channels]), [0]);
  return reshapeTo(context, perChannel, [channels], node.type.shape);
}

function lowerUpsample(
  context: LoweringContext,
  { inputs: [x], attributes: { scale } }: Node<'upsampleNearest'>,
): string | undefined {
  if (!isBlockedImage(context, x!)) return undefined;
  return context.emit('nchwc.Upsample', [context.blockedOf(x!)], {
    scales: ints([1, 1, ...scale]),
    mode: text('nearest'),
  });
}

function lowerAvgPool(
  context: LoweringContext,
  { inputs: [x], attributes }: Node<'avgPool'>,
): string | undefined {
  if (!isBlockedImage(context, x!)) return undefined;
  const { kernel, strides, padBegin, padEnd, countPadding } = attributes;
  return context.emit('nchwc.AveragePool', [context.blockedOf(x!)], {
    kernel_shape: ints(kernel),
    strides: ints(strides),
    dilations: ints(kernel.map(() => 1)),
    pads: ints([...padBegin, ...padEnd]),
    count_include_pad: int(countPadding),
  });
}

/** Images side by side along their channels. */
function lowerConcat(context: LoweringContext, node: Node<'concat'>): string | undefined {
  const { inputs, attributes } = node;
  if (attributes.axis !== 1 || !inputs.every((input) => fillsBlocks(context, input.type))) {
    return undefined;
  }
  if (!inputs.some((input) => context.isBlocked(input))) return undefined;
  const images = inputs.map((input) => context.blockedOf(input));
  return context.emit('Concat', images, { axis: int(1) });
}

/** Whole blocks of channels. */
function lowerSlice(context: LoweringContext, node: Node<'slice'>): string | undefined {
  const x = node.inputs[0]!;
  if (!isBlockedImage(context, x) || !fillsBlocks(context, node.type)) return undefined;
  const { starts, ends, steps } = node.attributes;
  const isWhole = (axis: number) => starts[axis] === 0 && ends[axis] === x.type.shape[axis];
  if (![0, 2, 3].every(isWhole) || steps[1] !== 1) return undefined;
  if (starts[1]! % context.target.channelBlock! !== 0) return undefined;
  return context.emit('Slice', [
    context.blockedOf(x),
    indexVector(context, [starts[1]!]),
    indexVector(context, [ends[1]!]),
    indexVector(context, [1]),
  ]);
}
