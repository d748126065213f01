/** From nodes to a closed graph. */

import type { Graph, Node } from './types.ts';

/** All nodes that `roots` depend on, themselves included, in topological order (ascending ids). */
export function ancestors(roots: readonly Node[]): Node[] {
  const seen = new Set<Node>(roots);
  const pending = [...seen];
  for (let node = pending.pop(); node; node = pending.pop()) {
    for (const input of node.inputs) {
      if (seen.has(input)) continue;
      seen.add(input);
      pending.push(input);
    }
  }
  return [...seen].sort((a, b) => a.id - b.id);
}

/**
 * Closes a computation over its outputs: dead code never enters, and inputs are found by themselves.
 * @param declared inputs that stay part of the interface even if no output needs them
 */
export function graphOf(
  outputs: Readonly<Record<string, Node>>,
  declared: readonly Node<'input'>[] = [],
): Graph {
  const named = Object.entries(outputs).map(([name, node]) => ({ name, node }));
  const nodes = ancestors([...declared, ...named.map(({ node }) => node)]);
  const inputs = nodes.filter((node): node is Node<'input'> => node.op === 'input');
  return { inputs, outputs: named, nodes };
}
