/**
 * FactorVAE: Kim and Mnih, "Disentangling by factorising" (ICML 2018). A discriminator D tells codes
 * from codes whose numbers were exchanged between examples, and so measures how they depend on each
 * other. B batch, Z code.
 */

import { leakyRelu } from '../nn/activations.ts';
import { sequential } from '../nn/composition.ts';
import { dense } from '../nn/dense.ts';
import type { Layer } from '../nn/layer.ts';
import { type RandomPlace, uniform } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';

/**
 * Code [Z] → [1]: the logit of its being a whole code; appendix A, with one logit in place of two.
 * @param hidden units of each hidden layer; in the paper six of 1000
 */
export function codeDiscriminator(hidden: readonly number[]): Layer {
  const layers = hidden.map(
    (units, index) => [`hidden${index + 1}`, dense(units, { activation: leakyRelu() })] as const,
  );
  return sequential({ ...Object.fromEntries(layers), logit: dense(1) });
}

/** Each number of the codes [B, Z] in an order of its own over the batch: algorithm 1. */
export function permuteNumbers(code: Tensor, at: RandomPlace): Tensor {
  return code.takeAlongAxis(uniform(at, code.shape).argsort(0), 0);
}

/** TC(z) ≈ E[ln D(z) − ln(1 − D(z))] (equation 3), which is the mean logit: [B, 1] → [], nats. */
export function totalCorrelation(logits: Tensor): Tensor {
  return logits.mean();
}

/**
 * −½ E[ln D(z)] − ½ E[ln(1 − D(z′))] (algorithm 2), float32 []. As the two means do not meet, codes and
 * permuted codes may come from one batch.
 * @param whole logits of codes z, [B, 1]
 * @param permuted logits of permuted codes z′, [B, 1]
 */
export function discriminatorLoss(whole: Tensor, permuted: Tensor): Tensor {
  return whole.neg().softplus().mean().add(permuted.softplus().mean()).mul(0.5);
}
