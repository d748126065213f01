/**
 * Contractive autoencoder: Rifai et al., "Contractive auto-encoders: explicit invariance during feature
 * extraction" (ICML 2011). B batch, Z code.
 */

import type { Tensor } from '../tensor/tensor.ts';
import { gradient } from '../tensor/trace.ts';

/**
 * Σ ‖∂z/∂x‖²_F over the batch (equation 1), exact for encoders of any depth that treat each example by
 * itself: code [B, Z], computed from x [B, ...] → [].
 *
 * One reverse pass per unit of the code: the gradient of Σ_b z_bj with respect to x has row b of the
 * Jacobian of unit j in row b.
 */
export function squaredJacobian(code: Tensor, x: Tensor): Tensor {
  const units = Array.from({ length: code.shape[1]! }, (_, unit) => code.slice(1, unit, unit + 1));
  return units
    .map((unit) => gradient(unit.sum(), x).square().sum())
    .reduce((total, part) => total.add(part));
}
