/**
 * Beta-TCVAE: Chen, Li, Grosse and Duvenaud, "Isolating sources of disentanglement in variational
 * autoencoders" (NeurIPS 2018). B batch, N training examples, Z code.
 */

import type { Tensor } from '../tensor/tensor.ts';

/** Parts of the mean of KL(q(z|x) ‖ N(0, I)) over the data (equation 2), each float32 [], nats. */
export interface KlParts {
  /** I(z; x): what codes tell about their examples. */
  readonly mutualInformation: Tensor;
  /** KL(q(z) ‖ Π_j q(z_j)): how the numbers of a code depend on each other. */
  readonly totalCorrelation: Tensor;
  /** Σ_j KL(q(z_j) ‖ N(0, 1)): how far each number by itself is from the prior. */
  readonly dimensionwiseKl: Tensor;
}

const LOG_TWO_PI = Math.log(2 * Math.PI);

/** ln N(z; mean, exp(logVar)) of each entry, broadcast; nats. */
function logNormal(z: Tensor, mean: Tensor, logVar: Tensor): Tensor {
  const distance = z.sub(mean).square().mul(logVar.neg().exp());
  return distance.add(logVar).add(LOG_TWO_PI).mul(-0.5);
}

/**
 * Estimates from one batch by minibatch-weighted sampling (equation S4):
 * ln q(z_i) ≈ ln Σ_j q(z_i | x_j) − ln(N B), and likewise of each number of the code.
 *
 * Their sum is unbiased. Each by itself is not: every logarithm comes out too small, by at most ln N, so
 * that the mutual information is too large, and the total correlation too large and the dimension-wise
 * KL too small by up to Z times as much. What they are good for are gradients, and comparisons between
 * trainings with the same B and N.
 * @param code z_i ~ q(z | x_i) [B, Z]
 * @param posterior mean and log variance of each example's code, [B, Z]
 * @param trainingCount N
 */
export function decomposeKl(
  code: Tensor,
  { mean, logVar }: { readonly mean: Tensor; readonly logVar: Tensor },
  trainingCount: number,
): KlParts {
  // [B, B, Z]: ln q(z_ij | x_k) of code i under the posterior of example k.
  const crossed = logNormal(code.expandDims(1), mean.expandDims(0), logVar.expandDims(0));
  const logCount = Math.log(code.shape[0]! * trainingCount);
  const joint = crossed.sum(2).logSumExp(1).sub(logCount);
  const marginals = crossed.logSumExp(1).sub(logCount).sum(1);
  const posterior = logNormal(code, mean, logVar).sum(1);
  const prior = code.square().add(LOG_TWO_PI).mul(-0.5).sum(1);
  return {
    mutualInformation: posterior.sub(joint).mean(),
    totalCorrelation: joint.sub(marginals).mean(),
    dimensionwiseKl: marginals.sub(prior).mean(),
  };
}
