/** Elementwise ops on images in the layout NCHWc: the order of the entries does not matter to them. */

import type { OpName } from '../../../graph/ops.ts';
import { sameShape, sizeOf } from '../../../graph/shape.ts';
import type { Node, Shape } from '../../../graph/types.ts';
import { reshapeTo } from '../emit.ts';
import type { LoweringContext, LoweringRule, LoweringRules, ValueNames } from '../rule.ts';
import { fillsBlocks, type ImageShape, memoryOrder } from './layout.ts';
import { asPerChannel, lowerPerChannel, sourceOf } from './per-channel.ts';

export const ELEMENTWISE = [
  'stopGradient',
  'neg',
  'abs',
  'sign',
  'exp',
  'log',
  'sqrt',
  'reciprocal',
  'tanh',
  'sigmoid',
  'softplus',
  'silu',
  'erf',
  'relu',
  'leakyRelu',
  'step',
  'add',
  'sub',
  'mul',
  'div',
  'maximum',
  'minimum',
] as const satisfies readonly OpName[];

type ElementwiseOp = (typeof ELEMENTWISE)[number];

/** An operand of an elementwise op on blocks. */
interface Operand {
  readonly name: string;
  /** Its shape where the image is [B, C / b, H · W, b]. */
  readonly view: Shape;
}

/**
 * Computes the op in blocks if one of the operands is there in blocks already and the others have
 * the same shape, or one value per channel, per image or in all; else undefined.
 * @param rules how the op is written for operands in their own order
 */
export function lowerBlockedElementwise(
  context: LoweringContext,
  node: Node<ElementwiseOp>,
  rules: Pick<LoweringRules, ElementwiseOp>,
): string | undefined {
  const { type, inputs } = node;
  if (!fillsBlocks(context, type)) return undefined;
  const whole = inputs.filter((input) => sameShape(input.type.shape, type.shape));
  if (!whole.some((input) => context.isBlocked(input))) return undefined;
  const perChannel = asPerChannel(node);
  const scaled = perChannel && lowerPerChannel(context, perChannel);
  if (scaled) return scaled;
  const shape = type.shape as ImageShape;
  const operands = inputs.map((input) => operandOf(context, sourceOf(input), shape));
  if (operands.some((operand) => operand === undefined)) return undefined;
  const found = operands as Operand[];
  const isUniform = found.every(({ view }) => sizeOf(view) === 1 || sizeOf(view) === sizeOf(shape));
  const order = memoryOrder(context, shape);
  const names = found.map(({ name, view }) =>
    isUniform || sizeOf(view) !== sizeOf(shape) ? name : reshapeTo(context, name, shape, order),
  );
  const rule = rules[node.op] as LoweringRule<ElementwiseOp>;
  const result = rule(context, withSources(node), names as unknown as ValueNames);
  return isUniform ? result : reshapeTo(context, result, order, shape);
}

/** The rules look through a `broadcastTo` by themselves; here that is done already. */
function withSources(node: Node<ElementwiseOp>): Node<ElementwiseOp> {
  return { ...node, inputs: node.inputs.map(sourceOf) };
}

function operandOf(context: LoweringContext, node: Node, image: ImageShape): Operand | undefined {
  const { shape } = node.type;
  if (sameShape(shape, image)) return { name: context.blockedOf(node), view: shape };
  if (sizeOf(shape) === 1) return { name: context.valueOf(node), view: [] };
  const aligned = [...image.map(() => 1), ...shape].slice(-image.length) as unknown as ImageShape;
  const [batch, channels, height, width] = aligned;
  const isWholePlane = height === image[2] && width === image[3];
  if (!isWholePlane && height * width !== 1) return undefined;
  const block = context.target.channelBlock!;
  const split = channels === 1 ? [1, 1] : [channels / block, block];
  const view = [batch, split[0]!, height * width, split[1]!];
  if (channels !== 1 && isWholePlane && height * width !== 1) return undefined;
  return { name: reshapeTo(context, context.valueOf(node), shape, view), view };
}
