/** Going through a graph node by node: what every pass is made of. */

import { makeNode, withScope } from './build.ts';
import { graphOf } from './trace.ts';
import type { Graph, Node } from './types.ts';
import { validateGraph } from './validate.ts';

/**
 * @param node with its inputs rebuilt
 * @param original the node that it was
 * @param rebuiltOf what became of any node before it
 */
export type Rewrite = (node: Node, original: Node, rebuiltOf: (earlier: Node) => Node) => Node;

/** How often each node is used, as an input or as an output of the graph. */
export function useCounts(graph: Graph): Map<Node, number> {
  const uses = new Map<Node, number>();
  const outputs = graph.outputs.map(({ node }) => node);
  for (const node of [...graph.nodes.flatMap(({ inputs }) => inputs), ...outputs]) {
    uses.set(node, (uses.get(node) ?? 0) + 1);
  }
  return uses;
}

/** Rebuilds a graph with `rewrite` applied to every node after its inputs were rebuilt. */
export function mapGraph(graph: Graph, rewrite: Rewrite): Graph {
  const rebuilt = new Map<Node, Node>();
  const rebuiltOf = (node: Node): Node => rebuilt.get(node)!;
  for (const node of graph.nodes) {
    const inputs = node.inputs.map(rebuiltOf);
    const same = inputs.every((input, index) => input === node.inputs[index]);
    // A node whose inputs were replaced gets a new, larger id, so ids stay topological.
    const result = withScope(node.scope ?? '', () =>
      rewrite(same ? node : makeNode(node.op, inputs, node.attributes), node, rebuiltOf),
    );
    rebuilt.set(node, result);
  }
  const outputs = graph.outputs.map(({ name, node }) => [name, rebuiltOf(node)] as const);
  const declared = graph.inputs.map((input) => rebuiltOf(input) as Node<'input'>);
  return validateGraph(graphOf(Object.fromEntries(outputs), declared));
}
