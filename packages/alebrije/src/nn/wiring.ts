/** Layers made of named layers that are joined by more than a chain. */

import type { Shape, Tree } from '../graph/types.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { initChildren, withoutEmpty } from './composition.ts';
import { applyNamed, type ChildLayer, type Layer, type LayerContext } from './layer.ts';

/**
 * Applies the child of that name to a value, once per application of the whole.
 * @param inputs what the child takes besides the value, instead of the whole's own inputs
 */
export type CallChild = (
  name: string,
  value: Tensor,
  inputs?: Readonly<Record<string, Tensor>>,
) => Tensor;

interface Wiring {
  readonly children: (input: Shape) => readonly ChildLayer[];
  readonly outputShape: (input: Shape) => Shape;
  readonly forward: (call: CallChild, x: Tensor, context: LayerContext) => Tensor;
}

/** A layer whose parameters and state are those of its children, by their names. */
export function wiredLayer(type: string, { children, outputShape, forward }: Wiring): Layer {
  return Object.freeze<Layer>({
    type,
    children,
    outputShape,
    init: (key, input) => initChildren(key, children(input)),
    apply(variables, x, context) {
      const layers = new Map(children(x.shape.slice(1)).map(({ name, layer }) => [name, layer]));
      const states: Record<string, Tree<Tensor>> = {};
      const call: CallChild = (name, value, inputs) => {
        const own = inputs ? { ...context, inputs } : context;
        const { output, state } = applyNamed(name, layers.get(name)!, variables, value, own);
        states[name] = state;
        return output;
      };
      return { output: forward(call, x, context), state: withoutEmpty(states) };
    },
  });
}
