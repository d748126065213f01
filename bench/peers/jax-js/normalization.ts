/** Batch and group normalisation: (x − mean) / √(variance + ε) · gamma + beta. */

import { jit, numpy as np } from '@jax-js/jax';
import type { Layer, Parameters } from './layers.ts';
import { rowSum, sumRows } from './sums.ts';
import type { Operation, Tensor } from './tape.ts';

/** Those of the recipes. */
const BATCH_EPSILON = 1e-3;
const GROUP_EPSILON = 1e-5;

interface Standardization {
  readonly epsilon: number;
  /** An image [H, W, B, C] as what is averaged over some axes. */
  readonly view: (image: Tensor) => Tensor;
  /** The average of a view, to be broadcast against it. */
  readonly mean: (view: Tensor) => Tensor;
}

function normalization(
  parameters: Parameters,
  channels: number,
  { epsilon, view, mean }: Standardization,
): Layer {
  const forward = jit((image: Tensor, gamma: Tensor, beta: Tensor) => {
    const { shape } = image;
    const x = view(image);
    const centred = x.ref.sub(mean(x));
    const inverse = np.reciprocal(np.sqrt(mean(np.square(centred.ref)).add(epsilon)));
    const standard = centred.mul(inverse.ref);
    const output = standard.ref.reshape(shape).mul(gamma).add(beta);
    return { output, standard, inverse };
  });
  const imageGradient = jit(
    (gradient: Tensor, gamma: Tensor, standard: Tensor, inverse: Tensor) => {
      const { shape } = gradient;
      const inner = view(gradient.mul(gamma));
      const along = standard.ref.mul(mean(inner.ref.mul(standard)));
      return inner.ref.sub(mean(inner)).sub(along).mul(inverse).reshape(shape);
    },
  );
  const gammaGradient = jit((gradient: Tensor, standard: Tensor) =>
    rowSum(gradient.mul(standard.reshape(gradient.shape)).reshape([-1, channels])),
  );
  const operation: Operation = {
    forward(image, gamma, beta) {
      const { output, standard, inverse } = forward(image!, gamma!, beta!);
      return { output: output!, saved: [standard!, inverse!] };
    },
    backward(gradient, { inputs: [, gamma], saved: [standard, inverse] }) {
      return [
        imageGradient(gradient.ref, gamma!.ref, standard!.ref, inverse!.ref),
        gammaGradient(gradient.ref, standard!.ref),
        sumRows(gradient.ref.reshape([-1, channels])),
      ];
    },
  };
  const gamma = parameters.filled([channels], 1);
  const beta = parameters.filled([channels], 0);
  return (tape, x) => tape.apply(operation, x, gamma, beta);
}

/** Of images [H, W, B, C] over all but C, by the batch's own moments. */
export function batchNorm(parameters: Parameters, channels: number): Layer {
  return normalization(parameters, channels, {
    epsilon: BATCH_EPSILON,
    view: (image) => image.reshape([-1, channels]),
    mean(rows) {
      const count = rows.shape[0]!;
      return rowSum(rows).div(count);
    },
  });
}

/** Of images [H, W, B, C], each example's groups of neighbouring channels over all pixels. */
export function groupNorm(parameters: Parameters, channels: number, groupSize: number): Layer {
  const groups = channels / groupSize;
  return normalization(parameters, channels, {
    epsilon: GROUP_EPSILON,
    view(image) {
      const [height, width, batch] = image.shape as [number, number, number, number];
      return image.reshape([height * width, batch, groups, groupSize]);
    },
    mean(x) {
      const [pixels, batch] = x.shape as [number, number, number, number];
      return rowSum(x.reshape([pixels, batch * channels]))
        .reshape([batch, groups, groupSize])
        .sum(-1)
        .div(pixels * groupSize)
        .reshape([1, batch, groups, 1]);
    },
  });
}
