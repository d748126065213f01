/** Limits on gradients, applied before the optimizer. */

import type { Tree } from '../graph/types.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { flattenTree, mapTree } from '../tensor/tree.ts';

/** Each entry into [−limit, limit]. */
export function clipByValue(gradients: Tree<Tensor>, limit: number): Tree<Tensor> {
  return mapTree(gradients, (gradient) => gradient.clip(-limit, limit));
}

/** The factor that brings a norm down to the limit, or 1. */
const shrinkage = (norm: Tensor, limit: number) => norm.maximum(limit).reciprocal().mul(limit);

/** Each tensor scaled down until its Euclidean norm is at most `limit`. */
export function clipByNorm(gradients: Tree<Tensor>, limit: number): Tree<Tensor> {
  return mapTree(gradients, (gradient) =>
    gradient.mul(shrinkage(gradient.square().sum().sqrt(), limit)),
  );
}

/** The Euclidean norm of all tensors together, a scalar. */
export function globalNorm(gradients: Tree<Tensor>): Tensor {
  return flattenTree<Tensor>(gradients)
    .map(([, gradient]) => gradient.square().sum())
    .reduce((total, square) => total.add(square))
    .sqrt();
}

/** All tensors scaled down together until their common norm is at most `limit`; the norm before. */
export function clipByGlobalNorm(
  gradients: Tree<Tensor>,
  limit: number,
): { readonly gradients: Tree<Tensor>; readonly norm: Tensor } {
  const norm = globalNorm(gradients);
  const factor = shrinkage(norm, limit);
  return { gradients: mapTree(gradients, (gradient) => gradient.mul(factor)), norm };
}
