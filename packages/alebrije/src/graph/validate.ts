/** Checks that hold for every well-formed graph; run after each transform. */

import type { OpName } from './ops.ts';
import { sameShape } from './shape.ts';
import { formatType } from './shape-error.ts';
import type { ShapeRule } from './shape-rules/rule.ts';
import { shapeRules } from './shape-rules/table.ts';
import type { Graph } from './types.ts';

/** @throws Error that names the first node that breaks an invariant, and the invariant */
export function validateGraph(graph: Graph): Graph {
  const fail = (problem: string): never => {
    throw new Error(`invalid graph: ${problem}`);
  };
  const defined = new Set<object>();
  const names = new Set<string>();
  let lastId = 0;
  for (const node of graph.nodes) {
    const label = `%${node.id} ${node.op}`;
    if (node.id <= lastId) fail(`${label} is not in topological order`);
    lastId = node.id;
    for (const input of node.inputs) {
      if (!defined.has(input)) fail(`${label} uses %${input.id}, which is not defined before it`);
    }
    const rule = shapeRules[node.op] as ShapeRule<OpName>;
    const type = rule(
      node.inputs.map((input) => input.type),
      node.attributes,
      (problem) => fail(`${label}: ${problem}`),
    );
    if (type.dtype !== node.type.dtype || !sameShape(type.shape, node.type.shape)) {
      fail(`${label} claims ${formatType(node.type)}, its rule gives ${formatType(type)}`);
    }
    defined.add(node);
  }
  for (const input of graph.inputs) {
    if (!defined.has(input)) fail(`input ${input.attributes.name} is not among the nodes`);
    if (names.has(input.attributes.name)) fail(`two inputs are named ${input.attributes.name}`);
    names.add(input.attributes.name);
  }
  const inputCount = graph.nodes.filter((node) => node.op === 'input').length;
  if (inputCount !== graph.inputs.length) fail('an input node is missing from the interface');
  const outputNames = new Set<string>();
  for (const { name, node } of graph.outputs) {
    if (!defined.has(node)) fail(`output ${name} is not among the nodes`);
    if (outputNames.has(name)) fail(`two outputs are named ${name}`);
    outputNames.add(name);
  }
  return graph;
}
