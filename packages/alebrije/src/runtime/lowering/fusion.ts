/**
 * Peephole fusion: what follows a product is computed while the product is written.
 *  - conv or convTranspose, plus one value per output channel → the bias of Conv, ConvTranspose;
 *  - an image times one value per channel, plus one value per channel (in blocks only);
 *  - conv, or such a product, plus an image (in blocks only);
 *  - relu after any of these → the same operator, where it can do so;
 *  - matmul of two matrices, plus anything that broadcasts to the product → C of Gemm.
 * The values in between must have no other use.
 */

import { sameShape, sizeOf } from '../../graph/shape.ts';
import type { Graph, Node, Shape } from '../../graph/types.ts';
import { lowerBlockedConv, lowerBlockedConvTranspose } from './blocked/convolution.ts';
import { asPerChannel, isPerChannel, lowerPerChannel, sourceOf } from './blocked/per-channel.ts';
import { elementwiseLowering } from './elementwise.ts';
import { reshapeTo } from './emit.ts';
import { lowerConv, lowerConvTranspose, lowerMatmul } from './product.ts';
import type { LoweredValue, LoweringContext, ValueNames } from './rule.ts';
import type { LoweringTarget } from './target.ts';

export interface Fusion {
  readonly product: Node<'conv'> | Node<'convTranspose'> | Node<'matmul'> | Node<'mul'>;
  /** The product and what follows it: all nodes but the last, which have no value of their own. */
  readonly absorbed: readonly Node[];
  /** One value per channel; of a matmul, whatever broadcasts to it. */
  readonly addend?: Node;
  /** An image of the result's shape. */
  readonly sum?: Node;
  /** Whether negative results become 0. */
  readonly relu?: boolean;
}

type Plan = ReadonlyMap<Node, Fusion>;

/** The fusions of a graph, by the last node that each replaces. */
export function planFusions(graph: Graph, { channelBlock }: LoweringTarget): Plan {
  const uses = new Map<Node, number>();
  const outputs = graph.outputs.map(({ node }) => node);
  for (const node of [...graph.nodes.flatMap(({ inputs }) => inputs), ...outputs]) {
    uses.set(node, (uses.get(node) ?? 0) + 1);
  }
  const hasBlocks = channelBlock !== undefined;
  const plan = new Map<Node, Fusion>();
  for (const node of graph.nodes) {
    const orders =
      node.inputs.length === 2 ? [node.inputs, node.inputs.toReversed()] : [node.inputs];
    for (const [before, other] of orders as [Node, Node | undefined][]) {
      if (uses.get(before) !== 1) continue;
      const begun = plan.get(before) ?? begin(before, hasBlocks);
      const extended = begun && extend(begun, node, other, hasBlocks);
      if (!extended) continue;
      plan.delete(before);
      plan.set(node, { ...extended, absorbed: [...begun.absorbed, before] });
      break;
    }
  }
  return plan;
}

/** The nodes that have no value of their own. */
export function fusedNodes(plan: Plan): ReadonlySet<Node> {
  return new Set([...plan.values()].flatMap(({ absorbed }) => absorbed));
}

/** A product that nothing was fused with yet. */
function begin(node: Node, hasBlocks: boolean): Fusion | undefined {
  if (isConvolution(node) || isOp(node, 'matmul')) return { product: node, absorbed: [] };
  const isScale = isOp(node, 'mul') && hasBlocks && asPerChannel(node) !== undefined;
  return isScale ? { product: node, absorbed: [] } : undefined;
}

/** The fusion with one node more, which follows it. */
function extend(
  fusion: Fusion,
  node: Node,
  other: Node | undefined,
  hasBlocks: boolean,
): Fusion | undefined {
  const { product, addend, sum, relu } = fusion;
  const { shape } = node.type;
  if (relu || !sameShape(product.type.shape, shape)) return undefined;
  if (isOp(product, 'matmul')) {
    const isMatrix = product.inputs.every((operand) => operand.type.shape.length === 2);
    if (node.op !== 'add' || addend || !isMatrix) return undefined;
    return { ...fusion, addend: sourceOf(other!) };
  }
  if (node.op === 'relu') {
    return isConvolution(product) || addend || sum ? { ...fusion, relu: true } : undefined;
  }
  if (node.op !== 'add') return undefined;
  const source = sourceOf(other!);
  const fitsBias = isConvolution(product)
    ? isVectorOf(source.type.shape, shape)
    : isPerChannel(source.type.shape, shape);
  if (fitsBias && !addend) {
    return { ...fusion, addend: isConvolution(product) ? beforeReshapes(source) : source };
  }
  const canSum = hasBlocks && shape.length === 4 && !isOp(product, 'convTranspose');
  return canSum && !sum && sameShape(source.type.shape, shape)
    ? { ...fusion, sum: source }
    : undefined;
}

const isOp = <K extends Node['op']>(node: Node, op: K): node is Node<K> => node.op === op;

const isConvolution = (node: Node): node is Node<'conv'> | Node<'convTranspose'> =>
  isOp(node, 'conv') || isOp(node, 'convTranspose');

/** One value per channel stays that under any reshape. */
function beforeReshapes(node: Node): Node {
  return node.op === 'reshape' ? beforeReshapes(node.inputs[0]!) : node;
}

/** Whether a value varies along the channels of [B, C, ...S] only, and has an entry for each. */
function isVectorOf(value: Shape, image: Shape): boolean {
  const channels = image[1]!;
  const channelAxis = value.length - (image.length - 1);
  return channelAxis >= 0 && value[channelAxis] === channels && sizeOf(value) === channels;
}

/** Emits a product with what follows it. */
export function lowerFusion(context: LoweringContext, fusion: Fusion): LoweredValue {
  const { product, addend, sum, relu = false } = fusion;
  const names = () =>
    product.inputs.map((input) => context.valueOf(input)) as string[] as unknown as ValueNames;
  if (isOp(product, 'matmul')) {
    return { plain: lowerMatmul(context, product, names(), addend && context.valueOf(addend)) };
  }
  if (isOp(product, 'mul')) {
    const image = asPerChannel(product)!;
    const blocked = lowerPerChannel(context, {
      ...image,
      relu,
      ...(addend && { shift: addend }),
      ...(sum && { sum }),
    });
    if (blocked) return { blocked };
    const scaled = elementwiseLowering.mul(context, product, names());
    const shifted = addend ? context.emit('Add', [scaled, context.valueOf(addend)]) : scaled;
    return { plain: finish(context, shifted, fusion) };
  }
  const bias =
    addend &&
    reshapeTo(context, context.valueOf(addend), addend.type.shape, [product.type.shape[1]!]);
  const blocked = isOp(product, 'conv')
    ? lowerBlockedConv(context, product, { relu, ...(bias && { bias }), ...(sum && { sum }) })
    : lowerBlockedConvTranspose(context, product, { relu, ...(bias && { bias }) });
  if (blocked) return blocked;
  const plain = isOp(product, 'conv')
    ? lowerConv(context, product, names(), bias)
    : lowerConvTranspose(context, product, names(), bias);
  return { plain: finish(context, plain, fusion) };
}

function finish(context: LoweringContext, value: string, { sum, relu }: Fusion): string {
  const summed = sum ? context.emit('Add', [value, context.valueOf(sum)]) : value;
  return relu ? context.emit('Relu', [summed]) : summed;
}
