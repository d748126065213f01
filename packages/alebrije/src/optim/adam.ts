/** Adam: Kingma and Ba, ICLR 2015; AdamW: Loshchilov and Hutter, ICLR 2019. */

import { z } from 'zod';
import { branch } from '../tensor/tree.ts';
import { biasCorrection, decayedSum } from './moments.ts';
import { decay, epsilon, learningRate } from './options.ts';
import { type Optimizer, updateEach, zerosLike } from './update-rule.ts';

export const adamOptions = z.strictObject({
  learningRate: learningRate(0.001),
  /** Decay of the mean gradient. */
  beta1: decay(0.9),
  /** Decay of the mean square. */
  beta2: decay(0.999),
  epsilon,
});

export const adamWOptions = adamOptions.extend({
  /** Share of every parameter that is taken off per step and unit of the learning rate. */
  weightDecay: z.number().nonnegative().default(0.004),
});

/**
 * p ← p − rate · √(1 − beta2ᵗ) / (1 − beta1ᵗ) · m / (√v + epsilon): the paper's remark on efficiency
 * (end of section 2), in which epsilon is not divided by the correction. The slots hold
 * m / (1 − beta1) and v / (1 − beta2).
 */
export function adam(options: z.input<typeof adamOptions> = {}): Optimizer {
  return adamFamily('adam', { ...adamOptions.parse(options), weightDecay: 0 });
}

/** Adam, and p ← p − rate · weightDecay · p beside it. */
export function adamW(options: z.input<typeof adamWOptions> = {}): Optimizer {
  return adamFamily('adamW', adamWOptions.parse(options));
}

function adamFamily(
  name: string,
  { beta1, beta2, epsilon, weightDecay }: z.output<typeof adamWOptions>,
): Optimizer {
  return {
    name,
    slots: (params) => ({ m: zerosLike(params), v: zerosLike(params) }),
    update({ params, gradients, slots, step, learningRate }) {
      const rate = learningRate
        .mul(biasCorrection(beta2, step).sqrt())
        .div(biasCorrection(beta1, step))
        .mul((1 - beta1) / Math.sqrt(1 - beta2));
      const scaledEpsilon = epsilon / Math.sqrt(1 - beta2);
      const trees = {
        p: params,
        g: gradients,
        m: branch(slots, 'm'),
        v: branch(slots, 'v'),
      };
      const { p, m, v } = updateEach(trees, ({ p, g, m, v }) => {
        const mean = decayedSum(m, g, beta1);
        const square = decayedSum(v, g.square(), beta2);
        const descent = mean.mul(rate).div(square.sqrt().add(scaledEpsilon));
        const decayed = weightDecay === 0 ? p : p.sub(p.mul(learningRate.mul(weightDecay)));
        return { p: decayed.sub(descent), m: mean, v: square };
      });
      return { params: p, slots: { m, v } };
    },
  };
}
