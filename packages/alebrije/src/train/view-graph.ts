/** Views of a trained model as graphs over its packed variables. */

import { input } from '../graph/build.ts';
import { graphOf } from '../graph/trace.ts';
import type { Graph, Node, TensorType } from '../graph/types.ts';
import type { Variables } from '../nn/layer.ts';
import { Tensor } from '../tensor/tensor.ts';
import { packedTypes, unpackVariables, type VariableLayouts } from './variables.ts';

export type Inputs<T> = Readonly<Record<string, T>>;

export type View = (variables: Variables<Tensor>, inputs: Inputs<Tensor>) => Inputs<Tensor>;

/** The graph of a view over packed variables; its own inputs are those of the given names. */
export function viewGraph(layouts: VariableLayouts, types: Inputs<TensorType>, view: View): Graph {
  const declared: Node<'input'>[] = [];
  const declare = (name: string, inputType: TensorType) => {
    const node = input(name, inputType);
    declared.push(node);
    return new Tensor(node);
  };
  const declareAll = (all: Inputs<TensorType>): Inputs<Tensor> =>
    Object.fromEntries(Object.entries(all).map(([name, type]) => [name, declare(name, type)]));
  const packed = declareAll(packedTypes(layouts));
  const outputs = view(unpackVariables(layouts, packed), declareAll(types));
  return graphOf(
    Object.fromEntries(Object.entries(outputs).map(([name, { node }]) => [name, node])),
    declared,
  );
}
