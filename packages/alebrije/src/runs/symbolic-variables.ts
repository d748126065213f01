/** A model's views as graphs whose variables are inputs under their own names. */

import { input } from '../graph/build.ts';
import { graphOf } from '../graph/trace.ts';
import type { Graph, TensorType } from '../graph/types.ts';
import type { Variables } from '../nn/layer.ts';
import { Tensor } from '../tensor/tensor.ts';
import { mapTree, unflattenTree } from '../tensor/tree.ts';
import { namedTypes, type VariableLayouts } from '../train/variables.ts';

/** Every variable as a graph input: `params.encoder.conv1.kernel`, `state.encoder.norm.mean`. */
function symbolicVariables(layouts: VariableLayouts): Variables<Tensor> {
  const declare = (name: string, { dtype, shape }: TensorType) =>
    new Tensor(input(name, { dtype, shape }));
  const params = Object.entries(namedTypes(layouts))
    .filter(([name]) => name.startsWith('params.'))
    .map(([name, type]) => [name.slice('params.'.length), declare(name, type)] as const);
  return {
    params: unflattenTree(params),
    state: mapTree(layouts.stateTree, (type, path) => declare(`state.${path}`, type)),
  };
}

/** The graph of a view: inputs of the given names and types, and of the variables those it uses. */
export function namedViewGraph(
  layouts: VariableLayouts,
  types: Readonly<Record<string, TensorType>>,
  view: (
    variables: Variables<Tensor>,
    inputs: Readonly<Record<string, Tensor>>,
  ) => Readonly<Record<string, Tensor>>,
): Graph {
  const declared = Object.entries(types).map(([name, type]) => [name, input(name, type)] as const);
  const inputs = declared.map(([name, node]) => [name, new Tensor(node)] as const);
  const outputs = view(symbolicVariables(layouts), Object.fromEntries(inputs));
  const nodes = Object.entries(outputs).map(([output, { node }]) => [output, node] as const);
  return graphOf(
    Object.fromEntries(nodes),
    declared.map(([, node]) => node),
  );
}
