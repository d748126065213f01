/**
 * What a layer is: a frozen record of pure functions. Parameters and state live outside of it, in plain
 * records whose paths are the checkpoint's names. Shapes here leave out the batch axis; images are [C, H, W].
 */

import { withScope } from '../graph/build.ts';
import type { HostTensor, Shape, Tree } from '../graph/types.ts';
import type { Key } from '../tensor/key.ts';
import { place, type RandomPlace } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { branch } from '../tensor/tree.ts';

/** `params` are trained; `state` changes by other means (moving statistics, codebooks). */
export interface Variables<T> {
  readonly params: Tree<T>;
  readonly state: Tree<T>;
}

export interface LayerContext {
  /** Dropout, noise and batch statistics act only while training. */
  readonly training: boolean;
  /** Where the layer's random draws are keyed. */
  readonly place: RandomPlace;
  /** What a network takes besides x, by name: time steps, an embedding of them, a style. */
  readonly inputs?: Readonly<Record<string, Tensor>>;
}

/** @throws Error if the network was applied without an input of that name */
export function sideInput({ inputs = {} }: LayerContext, name: string): Tensor {
  const value = inputs[name];
  if (value) return value;
  throw new Error(`the network takes an input '${name}' besides x, which the context lacks`);
}

export interface Applied {
  readonly output: Tensor;
  /** The state after this application, in the structure of the state before. */
  readonly state: Tree<Tensor>;
}

export interface Layer {
  /** The field's name of the layer: 'Dense', 'Conv2D', 'BatchNormalization'. */
  readonly type: string;
  /** The layers inside, by name, each with the shape of its input; absent for a primitive layer. */
  readonly children?: (input: Shape) => readonly ChildLayer[];
  /** @throws ShapeError or Error if the layer cannot take such an input */
  outputShape(input: Shape): Shape;
  /** Initial values for an input of that shape. */
  init(key: Key, input: Shape): Variables<HostTensor>;
  apply(variables: Variables<Tensor>, x: Tensor, context: LayerContext): Applied;
}

export interface ChildLayer {
  readonly name: string;
  readonly layer: Layer;
  readonly input: Shape;
}

/** The part of a model's variables that belongs to one of its networks or layers. */
export function variablesOf<T>({ params, state }: Variables<T>, name: string): Variables<T> {
  return { params: branch(params, name), state: branch(state, name) };
}

/** A network or layer by its name: its own variables, its own random draws, its name on the nodes. */
export function applyNamed(
  name: string,
  layer: Layer,
  variables: Variables<Tensor>,
  x: Tensor,
  context: LayerContext,
): Applied {
  const own = { ...context, place: place(context.place, name) };
  return withScope(name, () => layer.apply(variablesOf(variables, name), x, own));
}
