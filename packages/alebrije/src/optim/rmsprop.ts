/** RMSProp: Tieleman and Hinton, lecture 6.5, 2012; as in Keras, epsilon is inside the root. */

import { z } from 'zod';
import type { Tree } from '../graph/types.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { runningMean } from './moments.ts';
import { decay, epsilon, learningRate } from './options.ts';
import { type Optimizer, updateEach, zerosLike } from './update-rule.ts';

export const rmspropOptions = z.strictObject({
  learningRate: learningRate(0.001),
  /** Decay of the mean square. */
  rho: decay(0.9),
  momentum: decay(0),
  epsilon,
  /** Whether the mean gradient's square is taken off the mean square. */
  centered: z.boolean().default(false),
});

/**
 * p ← p − m with m ← momentum · m + rate · g / √(v + epsilon), v the running mean of g².
 * Slots: v, with momentum m, and centred the mean gradient `average`.
 */
export function rmsprop(options: z.input<typeof rmspropOptions> = {}): Optimizer {
  const { rho, momentum, epsilon, centered } = rmspropOptions.parse(options);
  return {
    name: 'rmsprop',
    slots: (params) => ({
      v: zerosLike(params),
      ...(momentum > 0 && { m: zerosLike(params) }),
      ...(centered && { average: zerosLike(params) }),
    }),
    update({ params, gradients, slots, learningRate }) {
      const trees = { p: params, g: gradients, ...(slots as Record<string, Tree<Tensor>>) };
      const { p, ...updated } = updateEach<string, string>(trees, (leaves) => {
        const [p, g] = [leaves.p!, leaves.g!];
        const square = runningMean(leaves.v!, g.square(), rho);
        const average = leaves.average && runningMean(leaves.average, g, rho);
        const variance = average ? square.sub(average.square()) : square;
        const increment = g.mul(learningRate).div(variance.add(epsilon).sqrt());
        const velocity = leaves.m?.mul(momentum).add(increment);
        return {
          p: p.sub(velocity ?? increment),
          v: square,
          ...(velocity && { m: velocity }),
          ...(average && { average }),
        };
      });
      return { params: p!, slots: updated };
    },
  };
}
