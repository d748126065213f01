/** What an optimizer is, and how a rule for one tensor becomes a rule for a record of them. */

import type { HostTensor, TensorType, Tree } from '../graph/types.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { flattenTree, mapTree, unflattenTree } from '../tensor/tree.ts';

export interface OptimizerInputs {
  readonly params: Tree<Tensor>;
  /** In the structure of the parameters. */
  readonly gradients: Tree<Tensor>;
  /** In the structure that `slots` made. */
  readonly slots: Tree<Tensor>;
  /** float32 scalar: the number of this step, from 1. */
  readonly step: Tensor;
  /** float32 scalar. */
  readonly learningRate: Tensor;
}

export interface OptimizerOutputs {
  readonly params: Tree<Tensor>;
  readonly slots: Tree<Tensor>;
}

/** A rule that moves parameters against their gradients; its memory lives in the slots. */
export interface Optimizer {
  readonly name: string;
  /** Initial values: a branch per slot, in the structure of the parameters, or a scalar. */
  slots(params: Tree<TensorType>): Tree<HostTensor>;
  update(inputs: OptimizerInputs): OptimizerOutputs;
}

/** Zeros like every parameter. */
export function zerosLike(params: Tree<TensorType>): Tree<HostTensor> {
  return mapTree(params, ({ shape }) => ({
    dtype: 'float32',
    shape,
    data: new Float32Array(shape.reduce((size, extent) => size * extent, 1)),
  }));
}

/**
 * Applies a rule leaf by leaf to trees of one structure: named leaves in, named leaves out.
 * @throws Error if a tree has no leaf where the first one does
 */
export function updateEach<In extends string, Out extends string>(
  trees: Readonly<Record<In, Tree<Tensor>>>,
  rule: (leaves: Readonly<Record<In, Tensor>>) => Readonly<Record<Out, Tensor>>,
): Record<Out, Tree<Tensor>> {
  const names = Object.keys(trees) as In[];
  const byName = names.map((name) => new Map(flattenTree<Tensor>(trees[name])));
  const results = new Map<Out, [path: string, leaf: Tensor][]>();
  for (const path of byName[0]!.keys()) {
    const leaves = names.map((name, index) => {
      const leaf = byName[index]!.get(path);
      if (!leaf) throw new Error(`${name} has no tensor ${path}`);
      return [name, leaf];
    });
    for (const [name, leaf] of Object.entries(rule(Object.fromEntries(leaves)))) {
      const list = results.get(name as Out) ?? [];
      list.push([path, leaf as Tensor]);
      results.set(name as Out, list);
    }
  }
  return Object.fromEntries(
    Array.from(results, ([name, leaves]) => [name, unflattenTree(leaves)]),
  ) as Record<Out, Tree<Tensor>>;
}
