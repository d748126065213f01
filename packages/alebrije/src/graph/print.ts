/** A readable text of a graph, for people, snapshots and error messages. */

import type { Distribution } from './ops.ts';
import { sizeOf } from './shape.ts';
import { formatType } from './shape-error.ts';
import type { Graph, Node } from './types.ts';

function formatDistribution(random: Distribution): string {
  if (typeof random === 'string') return random;
  return `${random.value} with probability ${random.probability}`;
}

function formatAttributes(node: Node): string {
  if (node.op === 'constant') {
    const { shape, data } = node.attributes as Node<'constant'>['attributes'];
    const shown = Array.from(data.subarray(0, 4), (value) => Number(value.toPrecision(6)));
    return `(${shown.join(', ')}${sizeOf(shape) > 4 ? ', …' : ''})`;
  }
  if (node.op === 'input') {
    const { name, random } = node.attributes as Node<'input'>['attributes'];
    return `(${name}${random ? `, ${formatDistribution(random)}` : ''})`;
  }
  const entries = Object.entries(node.attributes).map(([name, value]) =>
    Array.isArray(value) ? `${name}=[${value.join(', ')}]` : `${name}=${value}`,
  );
  return entries.length > 0 ? `{${entries.join(', ')}}` : '';
}

/** One line a node, numbered from 1 in topological order, then the outputs. */
export function printGraph(graph: Graph): string {
  const numbers = new Map(graph.nodes.map((node, index) => [node, index + 1]));
  const reference = (node: Node) => `%${numbers.get(node)}`;
  const lines = graph.nodes.map((node) => {
    const operands = node.inputs.map(reference).join(', ');
    const call = `${node.op}${formatAttributes(node)}${operands ? ` ${operands}` : ''}`;
    return `${reference(node)}: ${formatType(node.type)} = ${call}`;
  });
  const outputs = graph.outputs.map(({ name, node }) => `${name} = ${reference(node)}`);
  return `${lines.join('\n')}\noutputs: ${outputs.join(', ')}\n`;
}
