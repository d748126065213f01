/** Lowering of matrix products and convolutions. */

import type { OpName } from '../../graph/ops.ts';
import { range, sizeOf } from '../../graph/shape.ts';
import type { Node, Shape } from '../../graph/types.ts';
import {
  convAttributes,
  emitConv,
  oppositePadding,
  reshapeTo,
  reverseAxis,
  transposeTo,
} from './emit.ts';
import { kernelGradient } from './kernel-gradient.ts';
import { int, ints } from './operators.ts';
import type { LoweringContext, LoweringRules, ValueNames } from './rule.ts';
import { convByTaps, prefersTaps, tapsOf } from './taps.ts';

function swapLastAxes(context: LoweringContext, value: string, shape: Shape): string {
  const permutation = range(shape.length);
  const rank = shape.length;
  [permutation[rank - 2], permutation[rank - 1]] = [rank - 1, rank - 2];
  return transposeTo(context, value, shape, permutation);
}

/**
 * @param addend a value that broadcasts to the product and is added to it; only for 2-D operands
 */
export function lowerMatmul(
  context: LoweringContext,
  { attributes: { transposeA, transposeB }, inputs: [a, b], type }: Node<'matmul'>,
  [nameA, nameB]: ValueNames,
  addend?: string,
): string {
  const [shapeA, shapeB] = [a!.type.shape, b!.type.shape];
  const collapses = shapeA.length > 2 && shapeB.length === 2 && !transposeA;
  if (shapeB.length === 2 && (shapeA.length === 2 || collapses)) {
    // A batch of matrices times one matrix is one tall product.
    const rows = sizeOf(shapeA.slice(0, -1));
    const tall = collapses ? reshapeTo(context, nameA, shapeA, [rows, shapeA.at(-1)!]) : nameA;
    const product = context.emit('Gemm', addend ? [tall, nameB, addend] : [tall, nameB], {
      transA: int(transposeA),
      transB: int(transposeB),
    });
    return collapses
      ? reshapeTo(context, product, [rows, type.shape.at(-1)!], type.shape)
      : product;
  }
  return context.emit('MatMul', [
    transposeA ? swapLastAxes(context, nameA, shapeA) : nameA,
    transposeB ? swapLastAxes(context, nameB, shapeB) : nameB,
  ]);
}

export function lowerConv(
  context: LoweringContext,
  node: Node<'conv'>,
  [nameX, nameKernel]: ValueNames,
  bias?: string,
): string {
  const {
    attributes,
    inputs: [x, kernel],
  } = node;
  const outputs = kernel!.type.shape[0]!;
  if (prefersTaps(context.target, tapsOf(node), { groups: attributes.groups, outputs })) {
    return convByTaps(context, node, [nameX, nameKernel], bias);
  }
  const addend = bias ? [bias] : [];
  const shapes = { image: x!.type.shape, window: kernel!.type.shape.slice(2) };
  return emitConv(context, [nameX, nameKernel, ...addend], shapes, attributes);
}

/**
 * With stride 1 the transpose of a convolution is a convolution with the reversed kernel, which
 * ONNX Runtime computes faster: 1 → 32 channels, 3x3, 32x32, batch 100 takes 4 instead of 33 ms.
 * Undefined if the stride is larger, or the padding reaches beyond the window.
 */
function lowerAsConv(
  context: LoweringContext,
  { attributes, inputs: [y, kernel] }: Node<'convTranspose'>,
  [nameY, nameKernel]: ValueNames,
  bias?: string,
): string | undefined {
  const { strides, dilations, groups } = attributes;
  const [outputs, channels, ...spatial] = kernel!.type.shape as [number, number, ...number[]];
  const padBegin = oppositePadding(attributes.padBegin, spatial, dilations);
  const padEnd = oppositePadding(attributes.padEnd, spatial, dilations);
  if (strides.some((stride) => stride > 1)) return undefined;
  if ([...padBegin, ...padEnd].some((width) => width < 0)) return undefined;
  // [O, C / G, K] → [C, O / G, K]; reversing all spatial axes reverses K.
  const positions = sizeOf(spatial);
  const split = [groups, outputs / groups, channels, positions];
  const flat = reshapeTo(context, nameKernel, kernel!.type.shape, split);
  const reversed = reverseAxis(context, flat, 3, positions);
  const swapped = transposeTo(context, reversed, split, [0, 2, 1, 3]);
  const swappedShape = [groups, channels, outputs / groups, positions];
  const opposite = reshapeTo(context, swapped, swappedShape, [
    groups * channels,
    outputs / groups,
    ...spatial,
  ]);
  const addend = bias ? [bias] : [];
  const shapes = { image: y!.type.shape, window: spatial };
  return emitConv(context, [nameY, opposite, ...addend], shapes, {
    ...attributes,
    padBegin,
    padEnd,
  });
}

/**
 * ONNX's ConvTranspose has the size stride · (S' − 1) + window − padBegin − padEnd + output_padding.
 * `conv` may have left up to stride − 1 rows at the end of its padded image unused; they are taken
 * off the end padding first and appear as output padding only when there is not enough of it.
 */
export function lowerConvTranspose(
  context: LoweringContext,
  node: Node<'convTranspose'>,
  inputs: ValueNames,
  bias?: string,
): string {
  const asConv = lowerAsConv(context, node, inputs, bias);
  if (asConv) return asConv;
  const {
    attributes,
    inputs: [y, kernel],
  } = node;
  const [nameY, nameKernel] = inputs;
  const unused = attributes.outputSpatial.map((extent, axis) => {
    const window = attributes.dilations[axis]! * (kernel!.type.shape[axis + 2]! - 1) + 1;
    const covered = attributes.strides[axis]! * (y!.type.shape[axis + 2]! - 1) + window;
    return extent + attributes.padBegin[axis]! + attributes.padEnd[axis]! - covered;
  });
  const padEnd = attributes.padEnd.map((width, axis) => Math.max(0, width - unused[axis]!));
  const outputPadding = attributes.padEnd.map((width, axis) => Math.max(0, unused[axis]! - width));
  return context.emit('ConvTranspose', bias ? [nameY, nameKernel, bias] : [nameY, nameKernel], {
    ...convAttributes({ ...attributes, padEnd }),
    ...(outputPadding.some((width) => width > 0) && { output_padding: ints(outputPadding) }),
  });
}

export const productLowering = {
  matmul: (context, node, inputs) => lowerMatmul(context, node, inputs),
  conv: (context, node, inputs) => lowerConv(context, node, inputs),
  convTranspose: (context, node, inputs) => lowerConvTranspose(context, node, inputs),
  convKernelGradient: (context, node, inputs) => kernelGradient(context, node, inputs),
} satisfies Partial<LoweringRules<OpName>>;
