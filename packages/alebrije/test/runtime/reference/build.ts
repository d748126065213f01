/** Arrays and graphs written by hand, so that these tests depend on no other layer. */

import type { OpAttributes, OpName } from '../../../src/graph/ops.ts';
import type { DType, Graph, Node, Shape, TensorType } from '../../../src/graph/types.ts';
import type { ReferenceArray } from '../../../src/runtime/reference/array.ts';
import { evaluateGraph } from '../../../src/runtime/reference/evaluate.ts';

type Values = Iterable<number>;

export const float = (shape: Shape, values: Values): ReferenceArray => ({
  dtype: 'float32',
  shape,
  data: Float64Array.from(values),
});
export const int = (shape: Shape, values: Values): ReferenceArray => ({
  dtype: 'int32',
  shape,
  data: Int32Array.from(values),
});
export const bytes = (dtype: 'bool' | 'uint8', shape: Shape, values: Values): ReferenceArray => ({
  dtype,
  shape,
  data: Uint8Array.from(values),
});

export const typeOf = (dtype: DType, shape: Shape): TensorType => ({ dtype, shape });

let lastId = 0;

export function node<K extends OpName>(
  op: K,
  inputs: readonly Node[],
  attributes: OpAttributes[K],
  type: TensorType,
): Node<K> {
  return { id: ++lastId, op, inputs, attributes, type, scope: '' };
}

export const inputNode = (name: string, type: TensorType): Node<'input'> =>
  node('input', [], { name, type }, type);

export function graphOf(
  inputs: readonly Node<'input'>[],
  outputs: Readonly<Record<string, Node>>,
): Graph {
  const found = new Set<Node>(inputs);
  const visit = (value: Node): void => {
    for (const input of value.inputs) visit(input);
    found.add(value);
  };
  for (const output of Object.values(outputs)) visit(output);
  return {
    inputs,
    outputs: Object.entries(outputs).map(([name, value]) => ({ name, node: value })),
    nodes: [...found].sort((a, b) => a.id - b.id),
  };
}

/** The value of one op applied to fed arrays. */
export function evaluateOp<K extends OpName>(
  op: K,
  inputs: readonly ReferenceArray[],
  attributes: OpAttributes[K],
  type: TensorType,
): ReferenceArray {
  const nodes = inputs.map(({ dtype, shape }, index) => inputNode(`x${index}`, { dtype, shape }));
  const graph = graphOf(nodes, { result: node(op, nodes, attributes, type) });
  const feeds = Object.fromEntries(inputs.map((value, index) => [`x${index}`, value]));
  return evaluateGraph(graph, feeds).result!;
}
