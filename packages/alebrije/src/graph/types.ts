/** The vocabulary of the intermediate representation: types, host arrays, nodes, graphs. */

import type { OpAttributes, OpName } from './ops.ts';

export type DType = 'float32' | 'int32' | 'uint8' | 'bool';

/** Sizes per axis, outermost first; `[]` is a scalar. Always static. */
export type Shape = readonly number[];

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** The memory of a host array: `bool` is stored as 0 and 1 in a Uint8Array. */
export type HostData = Float32Array | Int32Array | Uint8Array;

/** A dense array in host memory, row-major. */
export interface HostTensor extends TensorType {
  readonly data: HostData;
}

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

/** A nested record with values at its leaves; a leaf's path joined by dots is its name in a checkpoint. */
export type Tree<T> = { readonly [name: string]: T | Tree<T> };
