/** The class of each example beside what a network takes. B batch, C channels, K classes, Z code. */

import { concat, oneHot, type Tensor } from '../tensor/tensor.ts';

/** Images [B, C, H, W] with a plane per class, 1 for the image's own and else 0: [B, C + K, H, W]. */
export function withClassPlanes(x: Tensor, labels: Tensor, classes: number): Tensor {
  const [batch, , height, width] = x.shape as readonly [number, number, number, number];
  const planes = oneHot(labels, classes)
    .reshape([batch, classes, 1, 1])
    .broadcastTo([batch, classes, height, width]);
  return concat([x, planes], 1);
}

/** Vectors [B, Z] with the class one-hot behind them: [B, Z + K]. */
export function withClass(codes: Tensor, labels: Tensor, classes: number): Tensor {
  return concat([codes, oneHot(labels, classes)], 1);
}
