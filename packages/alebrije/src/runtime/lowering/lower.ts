/** Graph → ONNX operators, still as plain records; `../onnx/encode.ts` writes them down. */

import type { OpName } from '../../graph/ops.ts';
import type { Graph, Node, TensorType } from '../../graph/types.ts';
import { lowerBlocked } from './blocked/rules.ts';
import { createEmission } from './context.ts';
import { fusedNodes, lowerFusion, planFusions } from './fusion.ts';
import type { Initializer, LoweredValue, LoweringRule, OnnxNode, ValueNames } from './rule.ts';
import { lowerSplit, planSplits } from './splits.ts';
import { rulesFor } from './table.ts';
import { type LoweringTarget, STANDARD } from './target.ts';

export interface NamedType {
  readonly name: string;
  readonly type: TensorType;
}

export interface LoweredGraph {
  readonly inputs: readonly NamedType[];
  readonly outputs: readonly NamedType[];
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, Initializer>;
}

/**
 * Inputs and outputs keep exactly the names they have in the graph.
 * @throws Error if an output has the name of an input: ONNX keeps both in one namespace
 */
export function lowerGraph(graph: Graph, target: LoweringTarget = STANDARD): LoweredGraph {
  const inputs = graph.inputs.map(({ attributes: { name, type } }) => ({ name, type }));
  const outputs = graph.outputs.map(({ name, node }) => ({ name, type: node.type }));
  const reserved = new Set(inputs.map(({ name }) => name));
  for (const { name } of outputs) {
    if (reserved.has(name))
      throw new Error(`'${name}' names an input and an output, or two outputs`);
    reserved.add(name);
  }
  const values = new Map<Node, LoweredValue>(
    graph.inputs.map((node) => [node, { plain: node.attributes.name }]),
  );
  const { context, nodes, initializers } = createEmission(target, values, reserved);
  const rules = rulesFor(target);
  const fusions = planFusions(graph, target);
  const fused = fusedNodes(fusions);
  const splits = planSplits(graph, target);
  for (const node of graph.nodes) {
    if (node.op === 'input' || fused.has(node)) continue;
    const fusion = fusions.get(node);
    if (fusion) {
      values.set(node, lowerFusion(context, fusion));
      continue;
    }
    const split = splits.get(node);
    if (split) {
      values.set(node, { plain: lowerSplit(context, context.valueOf(node.inputs[0]!), split) });
      continue;
    }
    const blocked = lowerBlocked(context, node, rules);
    if (blocked) {
      values.set(node, blocked);
      continue;
    }
    const rule = rules[node.op] as LoweringRule<OpName>;
    const names = node.inputs.map((input) => context.valueOf(input));
    const plain = rule(context, node, names as string[] as unknown as ValueNames);
    values.set(node, { plain });
  }
  const named = nameOutputs(
    nodes,
    graph.outputs.map(({ name, node }) => [name, context.valueOf(node)] as const),
  );
  const live = removeUnused(named, new Set(outputs.map(({ name }) => name)));
  const used = new Set(live.flatMap((node) => node.inputs));
  return {
    inputs,
    outputs,
    nodes: live,
    initializers: new Map([...initializers].filter(([name]) => used.has(name))),
  };
}

/** Gives the values of the outputs their names; inputs, constants and repeated values get an Identity. */
function nameOutputs(
  nodes: readonly OnnxNode[],
  outputs: readonly (readonly [name: string, value: string])[],
): OnnxNode[] {
  const computed = new Set(nodes.flatMap((node) => node.outputs));
  const renamed = new Map<string, string>();
  const copies: OnnxNode[] = [];
  const current = (value: string): string => renamed.get(value) ?? value;
  for (const [name, value] of outputs) {
    if (computed.has(value) && !renamed.has(value)) renamed.set(value, name);
    else {
      const source = current(value);
      copies.push({ operator: 'Identity', inputs: [source], outputs: [name], attributes: {} });
    }
  }
  const result = nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(current),
    outputs: node.outputs.map(current),
  }));
  return [...result, ...copies];
}

/** Drops operators that no output needs (what fusion left behind), and unused last outputs. */
function removeUnused(nodes: readonly OnnxNode[], needed: Set<string>): OnnxNode[] {
  const kept: OnnxNode[] = [];
  for (const node of [...nodes].reverse()) {
    const last = node.outputs.findLastIndex((output) => needed.has(output));
    if (last < 0) continue;
    for (const input of node.inputs) needed.add(input);
    // A Split has one output per part, needed or not.
    const outputs = node.operator === 'Split' ? node.outputs : node.outputs.slice(0, last + 1);
    kept.push({ ...node, outputs });
  }
  return kept.reverse();
}
