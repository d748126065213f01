/** A model's views as graphs whose variables are inputs under their own names. */

import { input } from '../graph/build.ts';
import { graphOf } from '../graph/trace.ts';
import type { Graph, TensorType, Tree } from '../graph/types.ts';
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

/**
 * The graph of a view: one input of the given name and type, and of the variables those it uses.
 */
export function namedViewGraph(
  layouts: VariableLayouts,
  { name, type }: { readonly name: string; readonly type: TensorType },
  view: (variables: Variables<Tensor>, x: Tensor) => Tree<Tensor>,
): Graph {
  const x = input(name, type);
  const outputs = view(symbolicVariables(layouts), new Tensor(x)) as Record<string, Tensor>;
  const nodes = Object.entries(outputs).map(([output, { node }]) => [output, node] as const);
  return graphOf(Object.fromEntries(nodes), [x]);
}
