/** Runs functions of tensors in double precision. */

import { expect } from 'vitest';
import { sizeOf } from '../../src/graph/shape.ts';
import type { Graph, HostTensor, Shape, Tree } from '../../src/graph/types.ts';
import { fromHost, type ReferenceArray } from '../../src/runtime/reference/array.ts';
import { evaluateGraph } from '../../src/runtime/reference/evaluate.ts';
import { drawNormal, fold, type Key, key } from '../../src/tensor/key.ts';
import { drawFeeds } from '../../src/tensor/random.ts';
import { type Tensor, tensorOf } from '../../src/tensor/tensor.ts';
import { gradientsOf, trace } from '../../src/tensor/trace.ts';
import { flattenTree, mapTree } from '../../src/tensor/tree.ts';

/** A float64 array that feeds a float32 input. */
export function array(data: ArrayLike<number>, shape: Shape = [data.length]): ReferenceArray {
  return { dtype: 'float32', shape, data: Float64Array.from(data) };
}

export function normalArray(at: Key, shape: Shape): ReferenceArray {
  return array(drawNormal(at, sizeOf(shape)), shape);
}

export function inDoublePrecision(tree: Tree<HostTensor>): Tree<ReferenceArray> {
  return mapTree(tree, fromHost);
}

/** The graph's outputs; random inputs are drawn from a fixed key. */
export function run(graph: Graph, inputs: Tree<ReferenceArray>): Record<string, ReferenceArray> {
  return evaluateGraph(graph, {
    ...drawFeeds(graph, key(7)),
    ...Object.fromEntries(flattenTree(inputs)),
  });
}

/** Traces a function for these inputs and evaluates it on them. */
export function evaluate(
  inputs: Tree<ReferenceArray>,
  compute: (inputs: Tree<Tensor>) => Tree<Tensor>,
): Record<string, ReferenceArray> {
  return run(trace(inputs, compute), inputs);
}

/** Σ output · cotangent. */
export function projection(output: Tensor, cotangent: ReferenceArray): Tensor {
  return output.mul(tensorOf(Array.from(cotangent.data), cotangent.shape)).sum();
}

/** Gradients of Σ output · cotangent with respect to all inputs, by path. */
export function gradientsAlong(
  inputs: Tree<ReferenceArray>,
  cotangent: ReferenceArray,
  compute: (inputs: Tree<Tensor>) => Tensor,
): Record<string, ReferenceArray> {
  return evaluate(inputs, (tensors) =>
    gradientsOf(projection(compute(tensors), cotangent), tensors),
  );
}

/** Compares entries with a tolerance relative to the largest expected one (or 1 if that is larger). */
export function expectClose(
  actual: { readonly shape: Shape; readonly data: ArrayLike<number> } | undefined,
  expected: { readonly shape: Shape; readonly data: ArrayLike<number> },
  tolerance: number,
): void {
  expect(actual?.shape).toEqual(expected.shape);
  const scale = Math.max(1, ...Array.from(expected.data, Math.abs));
  for (const [index, value] of Array.from(expected.data).entries()) {
    const error = Math.abs(actual!.data[index]! - value);
    if (!(error <= tolerance * scale)) {
      expect.fail(`entry ${index} is ${actual!.data[index]}, expected ${value}`);
    }
  }
}

/**
 * Compares the gradient of a scalar function with a central difference along one random direction
 * through all float32 inputs at once.
 */
export function expectExactGradient(
  inputs: Tree<ReferenceArray>,
  compute: (inputs: Tree<Tensor>) => Tensor,
  tolerance = 1e-6,
): void {
  const isFloat = (value: ReferenceArray) => value.dtype === 'float32';
  const graph = trace(inputs, (tensors) => {
    const output = compute(tensors);
    const floats = Object.fromEntries(
      flattenTree<Tensor>(tensors).filter(([, { dtype }]) => dtype === 'float32'),
    );
    return { output, gradients: gradientsOf(output, floats) };
  });
  const direction = mapTree(inputs, (value, path) =>
    isFloat(value) ? normalArray(fold(key(11), path), value.shape) : value,
  );
  const directions = new Map(flattenTree(direction));
  const shifted = (distance: number) =>
    mapTree(inputs, (value, path) =>
      isFloat(value)
        ? array(
            Array.from(value.data, (entry, i) => entry + distance * directions.get(path)!.data[i]!),
            value.shape,
          )
        : value,
    );
  const distance = 1e-5;
  const difference =
    (run(graph, shifted(distance)).output!.data[0]! -
      run(graph, shifted(-distance)).output!.data[0]!) /
    (2 * distance);
  const outputs = run(graph, inputs);
  let slope = 0;
  for (const [path, value] of flattenTree(inputs)) {
    if (!isFloat(value)) continue;
    const gradient = outputs[`gradients.${path}`]!;
    expect(gradient.shape).toEqual(value.shape);
    expect(gradient.data.every(Number.isFinite)).toBe(true);
    for (const [i, g] of gradient.data.entries()) slope += g * directions.get(path)!.data[i]!;
  }
  expect(Math.abs(slope - difference)).toBeLessThan(tolerance * Math.max(1, Math.abs(difference)));
}
