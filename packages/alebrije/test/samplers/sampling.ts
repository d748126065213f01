/** Runs samplers in double precision: one graph, traced once, fed the numbers of each step. */

import type { Graph, Tree } from '../../src/graph/types.ts';
import type { ReferenceArray } from '../../src/runtime/reference/array.ts';
import {
  advance,
  type Denoising,
  predictX0,
  type StepNumbers,
} from '../../src/samplers/solver-step.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { trace } from '../../src/tensor/trace.ts';
import { array, run } from '../nn/evaluation.ts';

/** A network that is told the level it works at besides the time. */
export type LevelDenoising = (step: StepNumbers<Tensor>) => Denoising;

const zerosLike = ({ shape, data }: ReferenceArray) => array(new Float64Array(data.length), shape);

const numbersOf = (step: StepNumbers<number>): Record<string, ReferenceArray> =>
  Object.fromEntries(Object.entries(step).map(([name, value]) => [name, array([value], [])]));

/** @param noiseOf draws of step i like the start; zeros unless given */
export function runSampler(
  denoising: LevelDenoising,
  steps: readonly StepNumbers<number>[],
  start: ReferenceArray,
  noiseOf: (index: number) => ReferenceArray = () => zerosLike(start),
): ReferenceArray {
  let graph: Graph | undefined;
  let state = { x: start, memory: zerosLike(start) };
  for (const [index, step] of steps.entries()) {
    const inputs: Tree<ReferenceArray> = {
      ...state,
      noise: noiseOf(index),
      step: numbersOf(step),
    };
    graph ??= trace(inputs, (tensors) => {
      const { x, memory, noise } = tensors as Record<string, Tensor>;
      const numbers = tensors.step as unknown as StepNumbers<Tensor>;
      const x0 = predictX0(denoising(numbers), x!, numbers);
      const next = advance({ x: x!, memory: memory! }, x0, numbers, noise);
      return { x: next.x, memory: next.memory! };
    });
    const next = run(graph, inputs);
    state = { x: next.x!, memory: next.memory! };
  }
  return state.x;
}
