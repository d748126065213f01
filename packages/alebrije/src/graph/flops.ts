/** How much arithmetic a graph is: products only, which is where the time of a network goes. */

import { sizeOf } from './shape.ts';
import type { Graph, Node } from './types.ts';

/** Multiplications and additions of one node, counted apart; 0 for what is not a product. */
export function nodeFlops(node: Node): number {
  const [a, b] = node.inputs;
  switch (node.op) {
    case 'matmul': {
      const { transposeA } = (node as Node<'matmul'>).attributes;
      const inner = a!.type.shape.at(transposeA ? -2 : -1)!;
      return 2 * sizeOf(node.type.shape) * inner;
    }
    // Every pair of a small-side position and a kernel entry is one multiplication and addition.
    case 'conv':
      return 2 * sizeOf(node.type.shape) * sizeOf(b!.type.shape.slice(1));
    case 'convTranspose':
      return 2 * sizeOf(a!.type.shape) * sizeOf(b!.type.shape.slice(1));
    case 'convKernelGradient':
      return 2 * sizeOf(b!.type.shape) * sizeOf(node.type.shape.slice(1));
    default:
      return 0;
  }
}

/** Floating-point operations of all products of one run. */
export function graphFlops(graph: Graph): number {
  return graph.nodes.reduce((total, node) => total + nodeFlops(node), 0);
}
