/** The vocabulary of the intermediate representation: nodes and graphs, and the types of values. */

import type { OpAttributes, OpName } from './ops.ts';
import type { TensorType } from './tensor-types.ts';

export type { DType, HostData, HostTensor, Shape, TensorType, Tree } from './tensor-types.ts';

/** One operation applied to earlier nodes. Every node has exactly one output, so a node is also a value. */
export interface Node<K extends OpName = OpName> {
  /** Unique in the process and larger than the id of every input: ascending ids are a topological order. */
  readonly id: number;
  readonly op: K;
  readonly inputs: readonly Node[];
  readonly attributes: OpAttributes[K];
  readonly type: TensorType;
  /** The layers that were being applied when the node was made, outermost first: `encoder/conv1`. */
  readonly scope?: string;
}

/** A closed computation: named inputs (nodes of op `input`) to named outputs. */
export interface Graph {
  readonly inputs: readonly Node<'input'>[];
  readonly outputs: readonly { readonly name: string; readonly node: Node }[];
  /** Every node that an output needs, and every declared input, in topological order. */
  readonly nodes: readonly Node[];
}
