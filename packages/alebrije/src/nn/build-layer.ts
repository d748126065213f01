/** Layers from the two things that most of them consist of: parameters and a pure function. */

import { input as inputNode } from '../graph/build.ts';
import type { HostTensor, Shape, Tree } from '../graph/types.ts';
import { fold, type Key } from '../tensor/key.ts';
import { randomRoot } from '../tensor/random.ts';
import { Tensor } from '../tensor/tensor.ts';
import { mapTree } from '../tensor/tree.ts';
import type { Fans, Initializer } from './initializers.ts';
import type { Layer, LayerContext } from './layer.ts';

/** What a parameter is before it has values. */
export interface Parameter {
  readonly shape: Shape;
  readonly initializer: Initializer;
  readonly fans: Fans;
}

/** A parameter whose initial values do not depend on fans: zeros, ones. */
export function plainParameter(shape: Shape, initializer: Initializer): Parameter {
  return { shape, initializer, fans: { fanIn: 1, fanOut: 1 } };
}

const isParameter = (value: Parameter | Tree<Parameter>): value is Parameter =>
  typeof value.initializer === 'function';

/** Initial values, each keyed by its path. */
export function initParameters(key: Key, parameters: Tree<Parameter>): Tree<HostTensor> {
  return mapTree(
    parameters,
    ({ shape, initializer, fans }, path) => initializer(fold(key, path), shape, fans),
    isParameter,
  );
}

const placeholder = (shape: Shape): Tensor =>
  new Tensor(inputNode('placeholder', { dtype: 'float32', shape }));

interface LayerParts {
  readonly parameters?: (input: Shape) => Tree<Parameter>;
  readonly forward: (params: Tree<Tensor>, x: Tensor, context: LayerContext) => Tensor;
  /** By default found by tracing `forward` on float32 placeholders. */
  readonly outputShape?: (input: Shape) => Shape;
}

/** A layer without state. */
export function buildLayer(type: string, parts: LayerParts): Layer {
  const { parameters = () => ({}), forward } = parts;
  function tracedShape(input: Shape): Shape {
    const params = mapTree(parameters(input), ({ shape }) => placeholder(shape), isParameter);
    const x = placeholder([1, ...input]);
    return forward(params, x, { training: false, place: randomRoot }).shape.slice(1);
  }
  return Object.freeze<Layer>({
    type,
    outputShape: parts.outputShape ?? tracedShape,
    init: (key, input) => ({ params: initParameters(key, parameters(input)), state: {} }),
    apply: ({ params }, x, context) => ({ output: forward(params, x, context), state: {} }),
  });
}
