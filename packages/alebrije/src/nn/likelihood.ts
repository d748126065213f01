/** How a decoder's output is read as data: which error it is trained with, and what is shown. */

import type { Tensor } from '../tensor/tensor.ts';
import { binaryCrossEntropy, meanSquaredError } from './losses.ts';

/** 'gaussian': the output is the mean, with squared error; 'bernoulli': logits, with cross-entropy. */
export type Likelihood = 'gaussian' | 'bernoulli';

/** Squared error or cross-entropy of each value, of x's shape. */
export function reconstructionError(likelihood: Likelihood, output: Tensor, x: Tensor): Tensor {
  return likelihood === 'bernoulli' ? binaryCrossEntropy(output, x) : meanSquaredError(output, x);
}

/**
 * ln p(x | output) of each example, [B, ...] → [B], nats. Grey values read as probabilities have no
 * normalised density; minus their cross-entropy is what the literature reports.
 * @param deviation standard deviation of each value around a Gaussian's mean
 */
export function logLikelihood(
  likelihood: Likelihood,
  output: Tensor,
  x: Tensor,
  deviation = 1,
): Tensor {
  const errors = reconstructionError(likelihood, output, x).flatten();
  if (likelihood === 'bernoulli') return errors.sum(1).neg();
  const normaliser = Math.log(2 * Math.PI * deviation ** 2) * errors.shape[1]!;
  return errors
    .sum(1)
    .div(deviation ** 2)
    .add(normaliser)
    .mul(-0.5);
}

/**
 * The deviation σ of a Gaussian decoder whose evidence lower bound a loss raises: for
 * w · (mean squared error) + k · KL over D values, 1 / (2σ²) = w / (k D). With k = 0 no bound is
 * raised, and it is 1.
 */
export function impliedDeviation(
  values: number,
  { reconstructionWeight, klWeight }: { reconstructionWeight: number; klWeight: number },
): number {
  return klWeight > 0 ? Math.sqrt((klWeight * values) / (2 * reconstructionWeight)) : 1;
}

/** The output in the data's own scale. */
export function outputAsData(likelihood: Likelihood, output: Tensor): Tensor {
  return likelihood === 'bernoulli' ? output.sigmoid() : output;
}
