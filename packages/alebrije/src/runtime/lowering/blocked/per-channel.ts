/**
 * relu(x · scale + shift + sum) on an image in blocks, where scale and shift have one value per
 * channel, or per image and channel: a convolution of every channel by itself with a kernel of one
 * entry, which reads and writes each image once. Broadcast additions and products take five times as
 * long, since ONNX Runtime walks along the block of 16.
 */

import { sameShape, sizeOf } from '../../../graph/shape.ts';
import type { Node, Shape } from '../../../graph/types.ts';
import { indexVector, reshapeTo } from '../emit.ts';
import { int, ints, text } from '../operators.ts';
import type { LoweringContext } from '../rule.ts';
import { fillsBlocks, type ImageShape } from './layout.ts';

export interface PerChannel {
  readonly x: Node;
  readonly scale?: Node;
  readonly shift?: Node;
  /** Whether the shift is taken off instead. */
  readonly negated?: boolean;
  /** An image of the shape of x. */
  readonly sum?: Node;
  readonly relu?: boolean;
}

/** The node before it was broadcast: a broadcast value's own entries are fewer. */
export const sourceOf = (node: Node): Node =>
  node.op === 'broadcastTo' ? sourceOf(node.inputs[0]!) : node;

/** Whether a shape broadcasts to an image with one value per channel, or per image and channel. */
export function isPerChannel(shape: Shape, image: Shape): boolean {
  if (image.length !== 4 || shape.length > 4) return false;
  const [batch, channels, height, width] = [1, 1, 1, 1, ...shape].slice(-4);
  return (
    channels === image[1] && height === 1 && width === 1 && (batch === 1 || batch === image[0])
  );
}

/** Undefined unless the image is there in blocks. */
export function lowerPerChannel(
  context: LoweringContext,
  { x, scale, shift, negated, sum, relu }: PerChannel,
): string | undefined {
  const image = x.type.shape as ImageShape;
  if (!fillsBlocks(context, x.type)) return undefined;
  if (!context.isBlocked(x) && !(sum && context.isBlocked(sum))) return undefined;
  const [batch, channels, height, width] = image;
  const operands = [scale, shift].flatMap((operand) => (operand ? [sourceOf(operand)] : []));
  const isPerImage = operands.some(({ type }) => sizeOf(type.shape) !== channels);
  const count = isPerImage ? batch * channels : channels;
  const view = [(batch * channels) / count, count, height, width];
  const vector = (operand: Node): string => {
    const source = sourceOf(operand);
    const value = context.valueOf(source);
    if (sizeOf(source.type.shape) === count) {
      return reshapeTo(context, value, source.type.shape, [count]);
    }
    const row = reshapeTo(context, value, source.type.shape, [channels]);
    const repeated = context.emit('Expand', [row, indexVector(context, [batch, channels])]);
    return reshapeTo(context, repeated, [batch, channels], [count]);
  };
  const filter = scale
    ? reshapeTo(context, vector(scale), [count], [count, 1, 1, 1])
    : context.constant({
        dtype: 'float32',
        shape: [count, 1, 1, 1],
        data: new Float32Array(count).fill(1),
      });
  const added = shift ? vector(shift) : '';
  const bias = negated ? context.emit('Neg', [added]) : added;
  const named = (node: Node) => reshapeTo(context, context.blockedOf(node), image, view);
  const inputs = [named(x), filter, bias, sum ? named(sum) : ''];
  while (inputs.at(-1) === '') inputs.pop();
  const result = context.emit('nchwc.Conv', inputs, {
    kernel_shape: ints([1, 1]),
    strides: ints([1, 1]),
    dilations: ints([1, 1]),
    pads: ints([0, 0, 0, 0]),
    group: int(count),
    ...(relu && { activation: text('Relu') }),
  });
  return reshapeTo(context, result, view, image);
}

/** A product, sum or difference of an image with one value per channel, or per image and channel. */
export function asPerChannel(node: Node): PerChannel | undefined {
  if (node.op !== 'mul' && node.op !== 'add' && node.op !== 'sub') return undefined;
  const [a, b] = node.inputs.map(sourceOf) as [Node, Node];
  const image = node.type.shape;
  const isWhole = ({ type }: Node) => sameShape(type.shape, image);
  if (isWhole(a) === isWhole(b)) return undefined;
  const [x, other] = isWhole(a) ? [a, b] : [b, a];
  if (!isPerChannel(other.type.shape, image)) return undefined;
  if (node.op === 'mul') return { x, scale: other };
  if (node.op === 'add') return { x, shift: other };
  return x === a ? { x, shift: other, negated: true } : undefined;
}
