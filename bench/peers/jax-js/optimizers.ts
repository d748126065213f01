/** Adam and Nadam over the parameters of a tape. */

import { jit, numpy as np, tree } from '@jax-js/jax';
import type { Tensor, Value } from './tape.ts';

export interface AdamOptions {
  readonly learningRate: number;
  readonly beta1?: number;
  /** With Nesterov's momentum: Dozat, "Incorporating Nesterov momentum into Adam" (ICLR 2016 workshop). */
  readonly nesterov?: boolean;
}

export interface Optimizer {
  /** Moves the parameters against their gradients and takes these away. */
  step(): void;
}

const BETA2 = 0.999;
const EPSILON = 1e-7;

export type AdamState = [weight: Tensor, mean: Tensor, variance: Tensor];

/**
 * One tensor's update; `scales` are the factors of the mean and of the gradient, and of the variance.
 */
export function adamUpdate(
  [weight, mean, variance]: AdamState,
  gradient: Tensor,
  [meanScale, gradientScale, varianceScale]: [Tensor, Tensor, Tensor],
  beta1: number,
): AdamState {
  const newMean = mean.mul(beta1).add(gradient.ref.mul(1 - beta1));
  const newVariance = variance.mul(BETA2).add(np.square(gradient.ref).mul(1 - BETA2));
  const direction = newMean.ref.mul(meanScale).add(gradient.mul(gradientScale));
  const deviation = np.sqrt(newVariance.ref.mul(varianceScale)).add(EPSILON);
  return [weight.sub(direction.div(deviation)), newMean, newVariance];
}

/** Bias corrections and learning rate of step t = 1, 2, ... as the factors of `adamUpdate`. */
export function adamScales(
  step: number,
  { learningRate, beta1 = 0.9, nesterov = false }: AdamOptions,
): [Tensor, Tensor, Tensor] {
  const now = 1 - beta1 ** step;
  const next = 1 - beta1 ** (step + 1);
  const mean = nesterov ? (learningRate * beta1) / next : learningRate / now;
  const gradient = nesterov ? (learningRate * (1 - beta1)) / now : 0;
  return [np.array(mean), np.array(gradient), np.array(1 / (1 - BETA2 ** step))];
}

export function adam(parameters: readonly Value[], options: AdamOptions): Optimizer {
  const { beta1 = 0.9 } = options;
  const moments = parameters.map(({ tensor }) => [
    np.zeros(tensor.shape),
    np.zeros(tensor.shape),
  ]) as [Tensor, Tensor][];
  const update = jit((states: AdamState[], gradients: Tensor[], scales: Tensor[]) => {
    const updated = states.map((state, index) =>
      adamUpdate(
        state,
        gradients[index]!,
        scales.map((scale) => scale.ref) as [Tensor, Tensor, Tensor],
        beta1,
      ),
    );
    tree.dispose(scales);
    return updated;
  });
  let step = 0;
  return {
    step() {
      step += 1;
      const states = parameters.map(({ tensor }, index): AdamState => [tensor, ...moments[index]!]);
      const gradients = parameters.map(({ gradient }) => gradient!);
      const updated = update(states, gradients, adamScales(step, options)) as AdamState[];
      for (const [index, [weight, mean, variance]] of updated.entries()) {
        Object.assign(parameters[index]!, { tensor: weight, gradient: undefined });
        moments[index] = [mean, variance];
      }
    },
  };
}
