/**
 * Penalties that keep codes sparse: Ng, "Sparse autoencoder" (CS294A lecture notes, Stanford 2011),
 * after Lee, Ekanadham and Ng, "Sparse deep belief net model for visual area V2" (NeurIPS 2007).
 * B batch, Z code. Not yet weighted.
 */

import type { Tensor } from '../tensor/tensor.ts';

/** Σ_j |z_j| per example: code [B, Z] → [B]. */
export function absoluteActivity(code: Tensor): Tensor {
  return code.abs().sum(1);
}

/** Keeps logarithms finite; Keras clips probabilities as much. */
const SMALLEST_ACTIVITY = 1e-7;

/**
 * Σ_j KL(ρ ‖ ρ̂_j) (section 3), the divergence between coins that fall on 1 with probability ρ and
 * with ρ̂_j, the mean activity of unit j over the batch: code [B, Z] in [0, 1] → []; nats.
 * @param target ρ, between 0 and 1
 */
export function sparsityDivergence(code: Tensor, target: number): Tensor {
  const mean = code.mean(0).clip(SMALLEST_ACTIVITY, 1 - SMALLEST_ACTIVITY);
  const active = mean.log().mul(target);
  const silent = mean
    .neg()
    .add(1)
    .log()
    .mul(1 - target);
  const negativeEntropy = target * Math.log(target) + (1 - target) * Math.log(1 - target);
  return active.add(silent).sub(negativeEntropy).sum().neg();
}
