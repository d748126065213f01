/** Losses, not yet reduced: the caller takes the mean or sum that the model's paper asks for. */

import { range } from '../graph/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** −t log σ(x) − (1 − t) log(1 − σ(x)) per entry, from logits x and targets t in [0, 1]; nats. */
export function binaryCrossEntropy(logits: Tensor, targets: Tensor): Tensor {
  return logits.softplus().sub(logits.mul(targets));
}

/**
 * −Σ t log softmax(x) over one axis, which is dropped; nats.
 * @param targets probabilities or one-hot rows, of the logits' shape
 */
export function categoricalCrossEntropy(logits: Tensor, targets: Tensor, axis = -1): Tensor {
  return logits.logSoftmax(axis).mul(targets).sum(axis).neg();
}

/** (prediction − target)² per entry. */
export function meanSquaredError(prediction: Tensor, target: Tensor): Tensor {
  return prediction.sub(target).square();
}

/** |prediction − target| per entry. */
export function meanAbsoluteError(prediction: Tensor, target: Tensor): Tensor {
  return prediction.sub(target).abs();
}

/** Huber, 1964, per entry: d² / 2 where |d| ≤ delta, else delta (|d| − delta / 2). */
export function huber(prediction: Tensor, target: Tensor, delta = 1): Tensor {
  const distance = prediction.sub(target).abs();
  const quadratic = distance.minimum(delta);
  return quadratic.square().mul(0.5).add(distance.sub(quadratic).mul(delta));
}

/** Twice the divergence of each number of a code. */
const doubledKl = (mean: Tensor, logVar: Tensor): Tensor =>
  mean.square().add(logVar.exp()).sub(logVar).sub(1);

/** KL(N(mean, e^logVar) ‖ N(0, I)) per example, summed over the code: [B, ...Z] → [B]; nats. */
export function gaussianKl(mean: Tensor, logVar: Tensor): Tensor {
  return doubledKl(mean, logVar).sum(range(mean.rank).slice(1)).mul(0.5);
}

/** KL(N(mean, e^logVar) ‖ N(0, 1)) of each number of a code, its mean over the batch: [B, Z] → [Z]; nats. */
export function gaussianKlByNumber(mean: Tensor, logVar: Tensor): Tensor {
  return doubledKl(mean, logVar).mean(0).mul(0.5);
}
