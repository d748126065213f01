/** Several graphs as one, each going on from the values that those before it left. */

import { makeNode, withScope } from './build.ts';
import { graphOf } from './trace.ts';
import type { Graph, Node } from './types.ts';
import { validateGraph } from './validate.ts';

/** The name that an input or output of the graph at `index` has in the chain, unless it is shared. */
export const linkName = (index: number, name: string): string => `${index}.${name}`;

/**
 * Runs the graphs one after the other within one graph. A name that is both an input and an output
 * of one of them is state: its first input is an input of the chain, every graph takes what the last
 * one before it computed, and the last value is an output of the chain, all under the same name.
 * Every other output, and every other input unless it is shared, is called `linkName(index, name)`.
 * @param isShared says which inputs all graphs take alike
 */
export function chainGraphs(graphs: readonly Graph[], isShared: (input: string) => boolean): Graph {
  const stateNames = new Set(
    graphs.flatMap(({ inputs, outputs }) => {
      const taken = new Set(inputs.map(({ attributes }) => attributes.name));
      return outputs.map(({ name }) => name).filter((name) => taken.has(name));
    }),
  );
  const declared = new Map<string, Node<'input'>>();
  const state = new Map<string, Node>();
  const outputs: Record<string, Node> = {};

  function declare(name: string, attributes: Node<'input'>['attributes']): Node {
    const known = declared.get(name);
    if (known) return known;
    const node = makeNode('input', [], { ...attributes, name });
    declared.set(name, node);
    return node;
  }

  for (const [index, graph] of graphs.entries()) {
    const rebuilt = new Map<Node, Node>();
    for (const node of graph.nodes) {
      if (node.op === 'input') {
        const { attributes } = node as Node<'input'>;
        const { name } = attributes;
        const isCommon = stateNames.has(name) || isShared(name);
        const current = state.get(name);
        rebuilt.set(node, current ?? declare(isCommon ? name : linkName(index, name), attributes));
        continue;
      }
      const inputs = node.inputs.map((input) => rebuilt.get(input)!);
      const copy = () => makeNode(node.op, inputs, node.attributes);
      rebuilt.set(node, withScope(node.scope ?? '', copy));
    }
    for (const { name, node } of graph.outputs) {
      if (stateNames.has(name)) state.set(name, rebuilt.get(node)!);
      else outputs[linkName(index, name)] = rebuilt.get(node)!;
    }
  }
  return validateGraph(
    graphOf({ ...outputs, ...Object.fromEntries(state) }, [...declared.values()]),
  );
}
