/** What every layer must do. */

import { describe, expect, test } from 'vitest';
import { sizeOf } from '../../src/graph/shape.ts';
import type { HostTensor, Shape, Tree } from '../../src/graph/types.ts';
import type { Applied } from '../../src/nn/layer.ts';
import * as layers from '../../src/nn/layers.ts';
import type { ReferenceArray } from '../../src/runtime/reference/array.ts';
import { drawIntegers, fold, key } from '../../src/tensor/key.ts';
import { randomRoot } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { trace } from '../../src/tensor/trace.ts';
import { branch, flattenTree } from '../../src/tensor/tree.ts';
import {
  expectExactGradient,
  inDoublePrecision,
  normalArray,
  projection,
  run,
} from './evaluation.ts';
import { type LayerExample, layerExamples } from './layer-examples.ts';

const BATCH = 3;

function exampleInputs({ layer, input, indicesBelow }: LayerExample): Tree<ReferenceArray> {
  const { params, state } = layer.init(key(1), input);
  const shape = [BATCH, ...input];
  const x: ReferenceArray =
    indicesBelow === undefined
      ? normalArray(key(2), shape)
      : { dtype: 'int32', shape, data: drawIntegers(key(2), sizeOf(shape), indicesBelow) };
  return { params: inDoublePrecision(params), state: inDoublePrecision(state), x };
}

const applyTo =
  ({ layer }: LayerExample, training: boolean) =>
  (inputs: Tree<Tensor>): Applied =>
    layer.apply(
      { params: branch(inputs, 'params'), state: branch(inputs, 'state') },
      inputs.x as Tensor,
      { training, place: randomRoot },
    );

const shapesOf = (tree: Tree<HostTensor | Tensor>): Record<string, Shape> =>
  Object.fromEntries(flattenTree(tree).map(([path, { shape }]) => [path, shape]));

/** Branches without leaves do not show in paths. */
function hasEmptyBranch(tree: Tree<HostTensor>): boolean {
  return Object.values(tree).some(
    (value) =>
      !('dtype' in value && 'shape' in value) &&
      (Object.keys(value).length === 0 || hasEmptyBranch(value as Tree<HostTensor>)),
  );
}

describe.each(layerExamples)('$name', (example) => {
  const { layer, input } = example;

  test('is a frozen record of its type', () => {
    expect(layer.type).toBe(example.type);
    expect(Object.isFrozen(layer)).toBe(true);
  });

  test('has the parameters and state of its paths and shapes', () => {
    const { params, state } = layer.init(key(1), input);
    expect(shapesOf(params)).toEqual(example.params ?? {});
    expect(shapesOf(state)).toEqual(example.state ?? {});
    expect(hasEmptyBranch(params) || hasEmptyBranch(state)).toBe(false);
  });

  test('has initial values that depend on the key and on nothing else', () => {
    const first = layer.init(key(1), input);
    expect(layer.init(key(1), input)).toEqual(first);
    const kernels = (params: Tree<HostTensor>) =>
      flattenTree(params).filter(([path]) => /kernel$|embeddings$/i.test(path));
    const other = new Map(kernels(layer.init(key(2), input).params));
    const seen = new Set<string>();
    for (const [path, kernel] of kernels(first.params)) {
      expect(other.get(path)!.data).not.toEqual(kernel.data);
      // Two kernels of one layer never share their draws: their entries differ up to a scale.
      const [first, ...others] = Array.from<number>(kernel.data.slice(0, 4));
      seen.add(others.map((entry) => (entry / first!).toFixed(4)).join());
    }
    expect(seen.size).toBe(kernels(first.params).length);
  });

  test('gives the output shape that it announces', () => {
    expect(layer.outputShape(input)).toEqual(example.output);
    for (const training of [true, false]) {
      trace(exampleInputs(example), (inputs) => {
        const { output } = applyTo(example, training)(inputs);
        expect(output.shape).toEqual([BATCH, ...example.output]);
        return { output };
      });
    }
  });

  test('returns state of the structure it was given', () => {
    for (const training of [true, false]) {
      trace(exampleInputs(example), (inputs) => {
        const { output, state } = applyTo(example, training)(inputs);
        expect(shapesOf(state)).toEqual(shapesOf(branch(inputs, 'state')));
        return { output };
      });
    }
  });

  test('draws at its own places, and only while training', () => {
    const drawn = (training: boolean) => {
      const graph = trace(exampleInputs(example), (inputs) => ({
        output: applyTo(example, training)(inputs).output,
      }));
      return graph.inputs
        .filter(({ attributes }) => attributes.random)
        .map(({ attributes }) => attributes.name);
    };
    expect(drawn(true)).toEqual(example.draws ?? []);
    expect(drawn(false)).toEqual([]);
  });

  test.each([true, false])('has the gradient of its differences, training %s', (training) => {
    const inputs = exampleInputs(example);
    const cotangent = normalArray(fold(key(3), example.name), [BATCH, ...example.output]);
    expectExactGradient(inputs, (tensors) =>
      projection(applyTo(example, training)(tensors).output, cotangent),
    );
  });

  test('gives finite values', () => {
    for (const training of [true, false]) {
      const inputs = exampleInputs(example);
      const graph = trace(inputs, (tensors) => {
        const { output, state } = applyTo(example, training)(tensors);
        return { output, state };
      });
      for (const { data } of Object.values(run(graph, inputs))) {
        expect(data.every(Number.isFinite)).toBe(true);
      }
    }
  });
});

test('every layer constructor has an example', () => {
  const shown = new Set(layerExamples.map(({ name }) => /^\w+/.exec(name)![0]));
  const aliases: Record<string, string> = { softmax: 'activation' };
  const covered = new Set(Array.from(shown, (name) => aliases[name] ?? name));
  expect(Array.from(covered).sort()).toEqual(Object.keys(layers).sort());
});
