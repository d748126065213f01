/** Stochastic gradient descent with momentum: Polyak, 1964; Nesterov's form as in Keras. */

import { z } from 'zod';
import { branch } from '../tensor/tree.ts';
import { decay, learningRate } from './options.ts';
import { type Optimizer, updateEach, zerosLike } from './update-rule.ts';

export const sgdOptions = z.strictObject({
  learningRate: learningRate(0.01),
  momentum: decay(0),
  nesterov: z.boolean().default(false),
});

/** p ← p + m with m ← momentum · m − rate · g; Nesterov: p ← p + momentum · m − rate · g. */
export function sgd(options: z.input<typeof sgdOptions> = {}): Optimizer {
  const { momentum, nesterov } = sgdOptions.parse(options);
  return {
    name: 'sgd',
    slots: (params) => (momentum > 0 ? { m: zerosLike(params) } : {}),
    update({ params, gradients, slots, learningRate }) {
      if (momentum === 0) {
        const plain = updateEach({ p: params, g: gradients }, ({ p, g }) => ({
          p: p.sub(g.mul(learningRate)),
        }));
        return { params: plain.p, slots: {} };
      }
      const trees = { p: params, g: gradients, m: branch(slots, 'm') };
      const { p, m } = updateEach(trees, ({ p, g, m }) => {
        const descent = g.mul(learningRate);
        const velocity = m.mul(momentum).sub(descent);
        return { p: p.add(nesterov ? velocity.mul(momentum).sub(descent) : velocity), m: velocity };
      });
      return { params: p, slots: { m } };
    },
  };
}
