/** A system's variables as packed vectors: one per network, one for all state. */

import type { HostTensor, TensorType, Tree } from '../graph/types.ts';
import type { Variables } from '../nn/layer.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { branch, flattenTree, mapTree } from '../tensor/tree.ts';
import { type Layout, layoutOf, pack, packHost, typeOf, unpack, unpackHost } from './packing.ts';

export interface VariableLayouts {
  /** By network; one without parameters, whose variables are all state, is left out. */
  readonly params: Readonly<Record<string, Layout>>;
  readonly state: Layout;
  /** The state's structure with its empty branches, which a layout does not keep. */
  readonly stateTree: Tree<TensorType>;
}

export function variableLayouts({ params, state }: Variables<HostTensor>): VariableLayouts {
  const networks = Object.keys(params)
    .map((name) => [name, layoutOf(branch(params, name))] as const)
    .filter(([, layout]) => layout.size > 0);
  return {
    params: Object.fromEntries(networks),
    state: layoutOf(state),
    stateTree: state,
  };
}

/** Types of the packed inputs: `params.<network>`, and `state` if there is any. */
export function packedTypes(layouts: VariableLayouts): Record<string, TensorType> {
  const params = Object.entries(layouts.params).map(
    ([name, layout]) => [`params.${name}`, typeOf(layout)] as const,
  );
  return {
    ...Object.fromEntries(params),
    ...(layouts.state.size > 0 && { state: typeOf(layouts.state) }),
  };
}

/** The variables as records, sliced out of packed tensors named as `packedTypes` names them. */
export function unpackVariables(
  layouts: VariableLayouts,
  packed: Readonly<Record<string, Tensor>>,
): Variables<Tensor> {
  const params = Object.entries(layouts.params).map(
    ([name, layout]) => [name, unpack(layout, packed[`params.${name}`]!)] as const,
  );
  return {
    params: Object.fromEntries(params),
    state: unpackState(layouts, packed.state),
  };
}

function unpackState(layouts: VariableLayouts, vector: Tensor | undefined): Tree<Tensor> {
  if (!vector) return layouts.stateTree as Tree<never>;
  const leaves = new Map(flattenTree(unpack(layouts.state, vector)));
  return mapTree(layouts.stateTree, (_, path) => leaves.get(path)!);
}

/** The packed state vector, or undefined if the system has none. */
export function packState(layouts: VariableLayouts, state: Tree<Tensor>): Tensor | undefined {
  return layouts.state.size > 0 ? pack(layouts.state, state) : undefined;
}

export function packVariables(
  layouts: VariableLayouts,
  { params, state }: Variables<HostTensor>,
): Record<string, HostTensor> {
  const packed = Object.entries(layouts.params).map(
    ([name, layout]) => [`params.${name}`, packHost(layout, branch(params, name))] as const,
  );
  return {
    ...Object.fromEntries(packed),
    ...(layouts.state.size > 0 && { state: packHost(layouts.state, state) }),
  };
}

/** Packed vectors as named tensors: `params.encoder.conv1.kernel`, `state.encoder.norm.mean`. */
export function namedVariables(
  layouts: VariableLayouts,
  packed: Readonly<Record<string, HostTensor>>,
): Record<string, HostTensor> {
  const named: Record<string, HostTensor> = {};
  for (const [name, layout] of Object.entries(layouts.params)) {
    for (const [path, tensor] of unpackHost(layout, packed[`params.${name}`]!)) {
      named[`params.${name}.${path}`] = tensor;
    }
  }
  if (layouts.state.size > 0) {
    for (const [path, tensor] of unpackHost(layouts.state, packed.state!)) {
      named[`state.${path}`] = tensor;
    }
  }
  return named;
}

/** The inverse of namedVariables. */
export function packNamed(
  layouts: VariableLayouts,
  named: Readonly<Record<string, HostTensor>>,
): Record<string, HostTensor> {
  const collect = (layout: Layout, prefix: string): HostTensor => {
    const data = new Float32Array(layout.size);
    for (const { path, offset } of layout.entries) data.set(named[prefix + path]!.data, offset);
    return { dtype: 'float32', shape: [layout.size], data };
  };
  const params = Object.entries(layouts.params).map(
    ([name, layout]) => [`params.${name}`, collect(layout, `params.${name}.`)] as const,
  );
  return {
    ...Object.fromEntries(params),
    ...(layouts.state.size > 0 && { state: collect(layouts.state, 'state.') }),
  };
}

/** Names and types of all tensors of `namedVariables`. */
export function namedTypes(layouts: VariableLayouts): Record<string, TensorType> {
  const types: Record<string, TensorType> = {};
  const add = (layout: Layout, prefix: string) => {
    for (const { path, shape } of layout.entries)
      types[prefix + path] = { dtype: 'float32', shape };
  };
  for (const [name, layout] of Object.entries(layouts.params)) add(layout, `params.${name}.`);
  add(layouts.state, 'state.');
  return types;
}
