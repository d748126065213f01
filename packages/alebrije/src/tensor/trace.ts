/** From a function over tensors to a graph, and gradients of records of tensors. */

import { input } from '../graph/build.ts';
import { differentiate } from '../graph/differentiate.ts';
import { graphOf } from '../graph/trace.ts';
import type { Graph, Node, TensorType, Tree } from '../graph/types.ts';
import { validateGraph } from '../graph/validate.ts';
import { Tensor } from './tensor.ts';
import { flattenTree, mapTree, unflattenTree } from './tree.ts';

/** Symbolic inputs for a record of types; an input's name is its path. */
export function inputsOf<T extends TensorType>(types: Tree<T>, prefix = ''): Tree<Tensor> {
  return mapTree(
    types,
    ({ dtype, shape }, path) => new Tensor(input(`${prefix}${path}`, { dtype, shape })),
  );
}

/**
 * The graph of a function: inputs and outputs are named by their paths.
 * @throws Error if two random draws are made at one place
 */
export function trace(
  types: Tree<TensorType>,
  compute: (inputs: Tree<Tensor>) => Tree<Tensor>,
): Graph {
  const inputs = inputsOf(types);
  const outputs = flattenTree(compute(inputs)).map(([path, { node }]) => [path, node] as const);
  const declared = flattenTree(inputs).map(([, { node }]) => node as Node<'input'>);
  return validateGraph(graphOf(Object.fromEntries(outputs), declared));
}

/** ∂ scalar / ∂ leaf for every leaf of a record, in the record's structure. */
export function gradientsOf(scalar: Tensor, parameters: Tree<Tensor>): Tree<Tensor> {
  const leaves = flattenTree(parameters);
  const gradients = differentiate(
    scalar.node,
    leaves.map(([, tensor]) => tensor.node),
  );
  return unflattenTree(
    leaves.map(([path], index) => [path, new Tensor(gradients[index]!)] as const),
  );
}

/** ∂ scalar / ∂ x, of x's shape. */
export function gradient(scalar: Tensor, x: Tensor): Tensor {
  return new Tensor(differentiate(scalar.node, [x.node])[0]!);
}
