/** Exponential moving averages of parameters: Polyak and Juditsky, 1992, in exponential form. */

import type { Tree } from '../graph/types.ts';
import { constant, type Tensor } from '../tensor/tensor.ts';
import { updateEach } from './update-rule.ts';

export interface AverageOptions {
  /** The weight of the past, from 0 to 1. */
  readonly decay: number;
  /**
   * float32 scalar: the number t of updates before this one. If given, the decay warms up as
   * min(decay, (1 + t) / (10 + t)), so that the initial values are soon forgotten.
   */
  readonly step?: Tensor;
}

/** The weight of the new value. */
function newWeight({ decay, step }: AverageOptions): Tensor {
  if (!step) return constant(1 - decay);
  return step
    .add(10)
    .reciprocal()
    .mul(9)
    .maximum(1 - decay);
}

/** average + (1 − decay) (current − average). */
export function averageUpdate(average: Tensor, current: Tensor, options: AverageOptions): Tensor {
  return average.add(current.sub(average).mul(newWeight(options)));
}

/** The same for every tensor of a record. */
export function averageUpdates(
  averages: Tree<Tensor>,
  current: Tree<Tensor>,
  options: AverageOptions,
): Tree<Tensor> {
  return updateEach({ averages, current }, (leaves) => ({
    averages: averageUpdate(leaves.averages, leaves.current, options),
  })).averages;
}
