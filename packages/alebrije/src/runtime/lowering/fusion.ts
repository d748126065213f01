/**
 * Peephole fusion: an addition that follows a product becomes the product's third input, so that
 * the sum is formed while the product is written.
 *  - conv or convTranspose, plus one value per output channel → the bias of Conv, ConvTranspose;
 *  - matmul of two matrices, plus anything that broadcasts to the product → C of Gemm.
 * The product must have no other use.
 */

import { sameShape, sizeOf } from '../../graph/shape.ts';
import type { Graph, Node, Shape } from '../../graph/types.ts';
import { reshapeTo } from './emit.ts';
import { lowerConv, lowerConvTranspose, lowerMatmul } from './product.ts';
import type { LoweringContext, ValueNames } from './rule.ts';

type Product = Node<'conv'> | Node<'convTranspose'> | Node<'matmul'>;

export interface Fusion {
  readonly product: Product;
  /** The other operand of the addition, before it was broadcast or reshaped to fit. */
  readonly addend: Node;
}

/** The fusions of a graph, by the addition that they replace. */
export function planFusions(graph: Graph): ReadonlyMap<Node, Fusion> {
  const uses = new Map<Node, number>();
  for (const node of [...graph.nodes.flatMap(({ inputs }) => inputs), ...outputNodes(graph)]) {
    uses.set(node, (uses.get(node) ?? 0) + 1);
  }
  const plan = new Map<Node, Fusion>();
  for (const node of graph.nodes) {
    if (node.op !== 'add') continue;
    const [a, b] = node.inputs as [Node, Node];
    const fusion = [
      [a, b],
      [b, a],
    ]
      .filter(([product]) => uses.get(product!) === 1)
      .map(([product, other]) => fuse(node, product!, other!))
      .find((candidate) => candidate !== undefined);
    if (fusion) plan.set(node, fusion);
  }
  return plan;
}

const outputNodes = (graph: Graph): Node[] => graph.outputs.map(({ node }) => node);

function fuse(addition: Node, product: Node, other: Node): Fusion | undefined {
  const { shape } = addition.type;
  if (!sameShape(product.type.shape, shape)) return undefined;
  const addend = other.op === 'broadcastTo' ? other.inputs[0]! : other;
  if (isOp(product, 'matmul')) {
    const isMatrix = product.inputs.every((operand) => operand.type.shape.length === 2);
    return isMatrix ? { product, addend } : undefined;
  }
  if (!isOp(product, 'conv') && !isOp(product, 'convTranspose')) return undefined;
  if (!isPerChannel(addend.type.shape, shape)) return undefined;
  return { product, addend: beforeReshapes(addend) };
}

const isOp = <K extends Product['op']>(node: Node, op: K): node is Node<K> & Product =>
  node.op === op;

/** One value per channel stays that under any reshape. */
function beforeReshapes(node: Node): Node {
  return node.op === 'reshape' ? beforeReshapes(node.inputs[0]!) : node;
}

/** Whether a value varies along the channels of [B, C, ...S] only, and has an entry for each. */
function isPerChannel(value: Shape, image: Shape): boolean {
  const channels = image[1]!;
  const channelAxis = value.length - (image.length - 1);
  return channelAxis >= 0 && value[channelAxis] === channels && sizeOf(value) === channels;
}

/** Emits a product with its addition. */
export function lowerFusion(context: LoweringContext, { product, addend }: Fusion): string {
  const inputs = product.inputs.map((input) => context.valueOf(input)) as string[] as unknown;
  const names = inputs as ValueNames;
  const value = context.valueOf(addend);
  if (product.op === 'matmul') {
    return lowerMatmul(context, product as Node<'matmul'>, names, value);
  }
  const channels = [product.type.shape[1]!];
  const bias = reshapeTo(context, value, addend.type.shape, channels);
  return product.op === 'conv'
    ? lowerConv(context, product as Node<'conv'>, names, bias)
    : lowerConvTranspose(context, product as Node<'convTranspose'>, names, bias);
}
