/** Layers made of layers. A child's name is its branch of the parameters and of the state. */

import { sameShape } from '../graph/shape.ts';
import type { HostTensor, Shape, Tree } from '../graph/types.ts';
import { fold, type Key } from '../tensor/key.ts';
import { concat, type Tensor } from '../tensor/tensor.ts';
import { applyNamed, type ChildLayer, type Layer, type Variables } from './layer.ts';

type LayerRecord = Readonly<Record<string, Layer>>;

/** @throws Error for names that an object would reorder, or that a path could not hold */
function checkNames(layers: LayerRecord): void {
  const names = Object.keys(layers);
  if (names.length === 0) throw new Error('a composition needs at least one layer');
  for (const name of names) {
    if (name === '' || name.includes('.') || /^\d+$/.test(name)) {
      throw new Error(`a layer's name is no number and has no dots, unlike '${name}'`);
    }
  }
}

/** The tree without empty branches at its top. */
export function withoutEmpty<T>(branches: Readonly<Record<string, Tree<T>>>): Tree<T> {
  return Object.fromEntries(
    Object.entries(branches).filter(([, subtree]) => Object.keys(subtree).length > 0),
  );
}

/** The children's initial values, each under its name and keyed by it. */
export function initChildren(key: Key, children: readonly ChildLayer[]): Variables<HostTensor> {
  const initial = children.map(
    ({ name, layer, input }) => [name, layer.init(fold(key, name), input)] as const,
  );
  return {
    params: withoutEmpty(Object.fromEntries(initial.map(([name, { params }]) => [name, params]))),
    state: withoutEmpty(Object.fromEntries(initial.map(([name, { state }]) => [name, state]))),
  };
}

/** One layer after the other, in the order of the record. */
export function sequential(layers: LayerRecord): Layer {
  checkNames(layers);
  function children(input: Shape): ChildLayer[] {
    let shape = input;
    return Object.entries(layers).map(([name, layer]) => {
      const child = { name, layer, input: shape };
      shape = layer.outputShape(shape);
      return child;
    });
  }
  return Object.freeze<Layer>({
    type: 'Sequential',
    children,
    outputShape: (input) =>
      Object.values(layers).reduce<Shape>((shape, layer) => layer.outputShape(shape), input),
    init: (key, input) => initChildren(key, children(input)),
    apply(variables, x, context) {
      let output = x;
      const states: Record<string, Tree<Tensor>> = {};
      for (const [name, layer] of Object.entries(layers)) {
        const applied = applyNamed(name, layer, variables, output, context);
        output = applied.output;
        states[name] = applied.state;
      }
      return { output, state: withoutEmpty(states) };
    },
  });
}

/** All layers on the same input, their outputs side by side on the last axis: the heads of a VAE. */
export function branches(layers: LayerRecord): Layer {
  checkNames(layers);
  const children = (input: Shape): ChildLayer[] =>
    Object.entries(layers).map(([name, layer]) => ({ name, layer, input }));
  return Object.freeze<Layer>({
    type: 'Branches',
    children,
    outputShape(input) {
      const shapes = Object.values(layers).map((layer) => layer.outputShape(input));
      const leading = shapes[0]!.slice(0, -1);
      if (!shapes.every((shape) => sameShape(shape.slice(0, -1), leading))) {
        throw new Error(`branches may differ in the last axis only: ${shapes.join(' and ')}`);
      }
      return [...leading, shapes.reduce((total, shape) => total + shape.at(-1)!, 0)];
    },
    init: (key, input) => initChildren(key, children(input)),
    apply(variables, x, context) {
      const applied = Object.entries(layers).map(
        ([name, layer]) => [name, applyNamed(name, layer, variables, x, context)] as const,
      );
      return {
        output: concat(applied.map(([, { output }]) => output)),
        state: withoutEmpty(Object.fromEntries(applied.map(([name, { state }]) => [name, state]))),
      };
    },
  });
}

/** The name of the only child of a layer that wraps another. */
const INNER = 'inner';

/** x + layer(x): He et al., CVPR 2016. */
export function residual(layer: Layer): Layer {
  const children = (input: Shape) => [{ name: INNER, layer, input }];
  return Object.freeze<Layer>({
    type: 'Residual',
    children,
    outputShape(input) {
      const output = layer.outputShape(input);
      if (!sameShape(output, input)) {
        throw new Error(`a residual layer must keep the shape [${input}], not give [${output}]`);
      }
      return output;
    },
    init: (key, input) => initChildren(key, children(input)),
    apply(variables, x, context) {
      const { output, state } = applyNamed(INNER, layer, variables, x, context);
      return { output: x.add(output), state: withoutEmpty({ [INNER]: state }) };
    },
  });
}

/** The layer on every step of a sequence, as if the steps were examples: [T, ...] → [T, ...]. */
export function timeDistributed(layer: Layer): Layer {
  const children = ([, ...step]: Shape) => [{ name: INNER, layer, input: step }];
  return Object.freeze<Layer>({
    type: 'TimeDistributed',
    children,
    outputShape: ([steps, ...step]) => [steps!, ...layer.outputShape(step)],
    init: (key, input) => initChildren(key, children(input)),
    apply(variables, x, context) {
      const [batch, steps, ...step] = x.shape as readonly [number, number, ...number[]];
      const examples = x.reshape([batch * steps, ...step]);
      const { output, state } = applyNamed(INNER, layer, variables, examples, context);
      return {
        output: output.reshape([batch, steps, ...output.shape.slice(1)]),
        state: withoutEmpty({ [INNER]: state }),
      };
    },
  });
}
