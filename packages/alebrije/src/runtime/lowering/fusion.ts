/**
 * Peephole fusion: what follows a product is computed while the product is written.
 *  - conv or convTranspose, plus one value per output channel → the bias of Conv, ConvTranspose;
 *  - relu after that → the same operator, where it can do so;
 *  - matmul of two matrices, plus anything that broadcasts to the product → C of Gemm.
 * The values in between must have no other use.
 */

import { sameShape, sizeOf } from '../../graph/shape.ts';
import type { Graph, Node, Shape } from '../../graph/types.ts';
import { lowerBlockedConv, lowerBlockedConvTranspose } from './blocked/convolution.ts';
import { reshapeTo } from './emit.ts';
import { lowerConv, lowerConvTranspose, lowerMatmul } from './product.ts';
import type { LoweredValue, LoweringContext, ValueNames } from './rule.ts';

type Product = Node<'conv'> | Node<'convTranspose'> | Node<'matmul'>;

export interface Fusion {
  readonly product: Product;
  /** The other operand of the addition, before it was broadcast or reshaped to fit. */
  readonly addend?: Node;
  /** Whether negative results become 0; not for matrices. */
  readonly relu?: boolean;
}

/** The fusions of a graph, by the last node that each replaces. */
export function planFusions(graph: Graph): ReadonlyMap<Node, Fusion> {
  const uses = new Map<Node, number>();
  for (const node of [...graph.nodes.flatMap(({ inputs }) => inputs), ...outputNodes(graph)]) {
    uses.set(node, (uses.get(node) ?? 0) + 1);
  }
  const plan = new Map<Node, Fusion>();
  for (const node of graph.nodes) {
    if (node.op === 'relu') {
      const fused = fuseRelu(node.inputs[0]!, plan, uses);
      if (!fused) continue;
      plan.delete(node.inputs[0]!);
      plan.set(node, fused);
    }
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

/** The nodes that have no value of their own: all but the last of each fusion. */
export function fusedNodes(plan: ReadonlyMap<Node, Fusion>): ReadonlySet<Node> {
  const fused = new Set<Node>();
  for (const [last, { product, relu, addend }] of plan) {
    fused.add(product);
    if (relu && addend) fused.add(last.inputs[0]!);
  }
  return fused;
}

const outputNodes = (graph: Graph): Node[] => graph.outputs.map(({ node }) => node);

function fuseRelu(
  x: Node,
  plan: ReadonlyMap<Node, Fusion>,
  uses: ReadonlyMap<Node, number>,
): Fusion | undefined {
  if (uses.get(x) !== 1) return undefined;
  const fusion = plan.get(x) ?? (isConvolution(x) ? { product: x } : undefined);
  return fusion && isConvolution(fusion.product) ? { ...fusion, relu: true } : undefined;
}

const isConvolution = (node: Node): node is Node<'conv'> | Node<'convTranspose'> =>
  isOp(node, 'conv') || isOp(node, 'convTranspose');

function fuse(addition: Node, product: Node, other: Node): Fusion | undefined {
  const { shape } = addition.type;
  if (!sameShape(product.type.shape, shape)) return undefined;
  const addend = other.op === 'broadcastTo' ? other.inputs[0]! : other;
  if (isOp(product, 'matmul')) {
    const isMatrix = product.inputs.every((operand) => operand.type.shape.length === 2);
    return isMatrix ? { product, addend } : undefined;
  }
  if (!isConvolution(product)) return undefined;
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

/** Emits a product with what follows it. */
export function lowerFusion(
  context: LoweringContext,
  { product, addend, relu = false }: Fusion,
): LoweredValue {
  const names = () =>
    product.inputs.map((input) => context.valueOf(input)) as string[] as unknown as ValueNames;
  if (isOp(product, 'matmul')) {
    return { plain: lowerMatmul(context, product, names(), addend && context.valueOf(addend)) };
  }
  const bias =
    addend &&
    reshapeTo(context, context.valueOf(addend), addend.type.shape, [product.type.shape[1]!]);
  const epilogue = { relu, ...(bias && { bias }) };
  const blocked = isOp(product, 'conv')
    ? lowerBlockedConv(context, product, epilogue)
    : lowerBlockedConvTranspose(context, product, epilogue);
  if (blocked) return blocked;
  const plain = isOp(product, 'conv')
    ? lowerConv(context, product, names(), bias)
    : lowerConvTranspose(context, product, names(), bias);
  return { plain: relu ? context.emit('Relu', [plain]) : plain };
}
