/** How a decoder's output is read as data: which error it is trained with, and what is shown. */

import type { Tensor } from '../tensor/tensor.ts';
import { binaryCrossEntropy, meanSquaredError } from './losses.ts';

/** 'gaussian': the output is the mean, with squared error; 'bernoulli': logits, with cross-entropy. */
export type Likelihood = 'gaussian' | 'bernoulli';

/** Squared error or cross-entropy of each value, of x's shape. */
export function reconstructionError(likelihood: Likelihood, output: Tensor, x: Tensor): Tensor {
  return likelihood === 'bernoulli' ? binaryCrossEntropy(output, x) : meanSquaredError(output, x);
}

/** The output in the data's own scale. */
export function outputAsData(likelihood: Likelihood, output: Tensor): Tensor {
  return likelihood === 'bernoulli' ? output.sigmoid() : output;
}
