/** Evaluates a graph in double precision, node by node. */

import type { OpName } from '../../graph/ops.ts';
import type { Graph, HostTensor, Node } from '../../graph/types.ts';
import { checkFeeds } from '../feeds.ts';
import { fromHost, type ReferenceArray, type ReferenceRule } from './array.ts';
import { referenceRules } from './table.ts';

/**
 * The graph's outputs, with no rounding to float32 on the way. An output may share the memory of
 * a feed, a constant or another output: treat it as read-only.
 * @throws Error that names a missing, unknown or mistyped feed
 */
export function evaluateGraph(
  graph: Graph,
  feeds: Readonly<Record<string, ReferenceArray | HostTensor>>,
): Record<string, ReferenceArray> {
  checkFeeds(graph, feeds);
  const values = new Map<Node, ReferenceArray>();
  for (const node of graph.inputs) values.set(node, fromHost(feeds[node.attributes.name]!));
  for (const node of graph.nodes) {
    if (node.op === 'input') continue;
    const rule = referenceRules[node.op] as ReferenceRule<OpName>;
    const inputs = node.inputs.map((input) => values.get(input)!);
    values.set(node, rule(node, inputs));
  }
  return Object.fromEntries(graph.outputs.map(({ name, node }) => [name, values.get(node)!]));
}
