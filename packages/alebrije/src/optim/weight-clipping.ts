/** Weights kept in a box, so that a critic's slope stays bounded. */

import { mapTree } from '../tensor/tree.ts';
import type { Optimizer } from './update-rule.ts';

/**
 * The optimizer, after which every parameter is brought back into [−limit, limit]: Arjovsky, Chintala and
 * Bottou, "Wasserstein generative adversarial networks" (ICML 2017), algorithm 1.
 */
export function withClippedWeights(optimizer: Optimizer, limit: number): Optimizer {
  return {
    ...optimizer,
    update(inputs) {
      const { params, slots } = optimizer.update(inputs);
      return { params: mapTree(params, (weights) => weights.clip(-limit, limit)), slots };
    },
  };
}
