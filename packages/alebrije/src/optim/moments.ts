/** Running means of gradients and of their squares, shared by the Adam family. */

import { constant, type Tensor } from '../tensor/tensor.ts';

/**
 * decay · sum + value, which is the running mean divided by 1 − decay: one pass over memory less.
 * The Adam family keeps its moments so, and puts the factor into scalars.
 */
export function decayedSum(sum: Tensor, value: Tensor, decay: number): Tensor {
  return sum.mul(decay).add(value);
}

/** decay · mean + (1 − decay) · value. */
export function runningMean(mean: Tensor, value: Tensor, decay: number): Tensor {
  return mean.mul(decay).add(value.mul(1 - decay));
}

/**
 * 1 − decay^step, the weight that a running mean from zero has collected. Written as
 * 1 − eˣ = 2 tanh(−x/2) / (1 + tanh(−x/2)): the difference itself would lose 4 of the 7 digits of
 * float32 in the first steps with decay 0.999.
 */
export function biasCorrection(decay: number, step: Tensor): Tensor {
  if (decay === 0) return constant(1);
  const half = step.mul(-Math.log(decay) / 2).tanh();
  return half.mul(2).div(half.add(1));
}
