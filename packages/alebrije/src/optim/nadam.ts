/** Nadam, Adam with Nesterov momentum: Dozat, ICLR workshop 2016, with Keras' momentum schedule. */

import type { z } from 'zod';
import { constant } from '../tensor/tensor.ts';
import { branch, leaf } from '../tensor/tree.ts';
import { adamOptions } from './adam.ts';
import { biasCorrection, decayedSum } from './moments.ts';
import { type Optimizer, updateEach, zerosLike } from './update-rule.ts';

/** Base and weight of the momentum's warm-up: uₜ = beta1 (1 − 0.5 · 0.96ᵗ). */
const WARM_UP = { base: 0.96, weight: 0.5 };

/**
 * p ← p − rate · m̂ / (√v̂ + epsilon), where Uₜ = u₁ ⋯ uₜ (slot `uProduct`),
 * m̂ = uₜ₊₁ m / (1 − Uₜ uₜ₊₁) + (1 − uₜ) g / (1 − Uₜ) and v̂ = v / (1 − beta2ᵗ). The slots hold
 * m / (1 − beta1) and v / (1 − beta2).
 */
export function nadam(options: z.input<typeof adamOptions> = {}): Optimizer {
  const { beta1, beta2, epsilon } = adamOptions.parse(options);
  return {
    name: 'nadam',
    slots: (params) => ({
      m: zerosLike(params),
      v: zerosLike(params),
      uProduct: { dtype: 'float32', shape: [], data: Float32Array.of(1) },
    }),
    update({ params, gradients, slots, step, learningRate }) {
      const warmUp = constant(WARM_UP.base).pow(step).mul(WARM_UP.weight);
      const one = constant(1);
      const u = one.sub(warmUp).mul(beta1);
      const nextU = one.sub(warmUp.mul(WARM_UP.base)).mul(beta1);
      const uProduct = leaf(slots, 'uProduct').mul(u);
      // Numerator and denominator times this root, so that only scalars carry corrections.
      const root = biasCorrection(beta2, step)
        .sqrt()
        .div(Math.sqrt(1 - beta2));
      const rate = learningRate.mul(root);
      const meanRate = rate.mul(nextU.mul(1 - beta1)).div(one.sub(uProduct.mul(nextU)));
      const gradientRate = rate.mul(one.sub(u)).div(one.sub(uProduct));
      const scaledEpsilon = root.mul(epsilon);
      const trees = {
        p: params,
        g: gradients,
        m: branch(slots, 'm'),
        v: branch(slots, 'v'),
      };
      const { p, m, v } = updateEach(trees, ({ p, g, m, v }) => {
        const mean = decayedSum(m, g, beta1);
        const square = decayedSum(v, g.square(), beta2);
        const ascent = mean.mul(meanRate).add(g.mul(gradientRate));
        return { p: p.sub(ascent.div(square.sqrt().add(scaledEpsilon))), m: mean, v: square };
      });
      return { params: p, slots: { m, v, uProduct } };
    },
  };
}
