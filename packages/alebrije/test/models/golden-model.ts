/** Golden cases of whole models as inputs and expectations. */

import { expect } from 'vitest';
import type { Tree } from '../../src/graph/types.ts';
import type { ReferenceArray } from '../../src/runtime/reference/array.ts';
import { evaluateGraph } from '../../src/runtime/reference/evaluate.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { trace } from '../../src/tensor/trace.ts';
import { flattenTree, unflattenTree } from '../../src/tensor/tree.ts';
import {
  type GoldenArray,
  type GoldenModelCase,
  type GoldenRecord,
  loadDenoisers,
  loadModels,
} from '../fixtures/golden/load-golden.ts';
import { array, expectClose } from '../nn/evaluation.ts';

/** Constants of a graph (√ᾱ, frequencies, epsilon) are float32; all else is float64. */
const TOLERANCE = 1e-6;

function findCase(cases: readonly GoldenModelCase[], name: string): GoldenModelCase {
  const found = cases.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`there is no golden case ${name}`);
  return found;
}

export const goldenModel = (name: string) => findCase(loadModels().cases, name);
export const goldenDenoiser = (name: string) => findCase(loadDenoisers().cases, name);

/** An array of the inputs or outputs. */
export function arrayOf(branches: GoldenModelCase['inputs'], name: string): ReferenceArray {
  const { data, shape } = branches[name] as GoldenArray;
  return array(data, shape);
}

/** A branch of the inputs or outputs, such as a network's parameters, by its dotted paths. */
export function treeOf(branches: GoldenModelCase['inputs'], name: string): Tree<ReferenceArray> {
  return unflattenTree(
    Object.entries(branches[name] as GoldenRecord).map(([path, { data, shape }]) => [
      path,
      array(data, shape),
    ]),
  );
}

/** Evaluates a function of these inputs in double precision, with the draws given by their places. */
export function evaluateWith(
  inputs: Tree<ReferenceArray>,
  draws: Readonly<Record<string, ReferenceArray>>,
  compute: (inputs: Tree<Tensor>) => Tree<Tensor>,
): Record<string, ReferenceArray> {
  const graph = trace(inputs, compute);
  const drawn = graph.inputs.filter(({ attributes }) => attributes.random);
  expect(drawn.map(({ attributes }) => attributes.name).sort()).toEqual(Object.keys(draws).sort());
  return evaluateGraph(graph, { ...draws, ...Object.fromEntries(flattenTree(inputs)) });
}

/** Compares every array of a golden record with the output at `prefix` and its path. */
export function expectAll(
  outputs: Readonly<Record<string, ReferenceArray>>,
  golden: GoldenRecord,
  prefix = '',
): void {
  const paths = Object.keys(golden);
  expect(paths.length).toBeGreaterThan(0);
  for (const path of paths) {
    expect(Object.keys(outputs)).toContain(prefix + path);
    expectClose(outputs[prefix + path], golden[path]!, TOLERANCE);
  }
}

/** A golden number as an array, so that it can be compared like one. */
export function numberAsArray(value: unknown): GoldenArray {
  return typeof value === 'number' ? { shape: [], data: [value] } : (value as GoldenArray);
}
