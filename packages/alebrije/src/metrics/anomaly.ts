/** How unlike the training examples an example is, from what a model could not reconstruct of it. */

import type { HostTensor } from '../graph/types.ts';
import { assertSameSize, rowsOf } from './samples.ts';

/**
 * 'plain': the mean squared error of an example. 'weighted': the same, each number's squared error
 * divided by its mean over the training examples.
 */
export const ANOMALY_SCORES = ['weighted', 'plain'] as const;

export type AnomalyScore = (typeof ANOMALY_SCORES)[number];

/** Of the mean of all typical errors: numbers that hardly ever err must not outweigh all others. */
const LEAST_TYPICAL = 0.1;

/** (reconstruction − original)² of rows [N, ...], float32 [N, D]. */
export function squaredErrors(reconstruction: HostTensor, original: HostTensor): HostTensor {
  assertSameSize(reconstruction, original);
  const { count, size, data } = rowsOf(original);
  const errors = new Float32Array(data.length);
  for (let i = 0; i < errors.length; i++) errors[i] = (reconstruction.data[i]! - data[i]!) ** 2;
  return { dtype: 'float32', shape: [count, size], data: errors };
}

/** The mean of each row of errors [N, D]. */
export function plainScores(errors: HostTensor): Float64Array {
  const { count, size, data } = rowsOf(errors);
  return Float64Array.from({ length: count }, (_, row) => {
    let sum = 0;
    for (let i = row * size; i < (row + 1) * size; i++) sum += data[i]!;
    return sum / size;
  });
}

/**
 * The same of errors in units of what is typical, plus a little: up to constants the negative
 * log-likelihood of an example under Gaussians about its reconstruction, each number with a variance
 * of its own.
 * @param typical mean of each column of the training examples' errors [D]
 */
export function weightedErrors(errors: HostTensor, typical: Float64Array): HostTensor {
  const { size, data } = rowsOf(errors);
  const mean = typical.reduce((sum, error) => sum + error, 0) / size;
  // Without any error every weight is the same.
  const factors = typical.map((error) => 1 / (error + LEAST_TYPICAL * mean || 1));
  return { ...errors, data: Float32Array.from(data, (error, i) => error * factors[i % size]!) };
}

export function anomalyScores(
  errors: HostTensor,
  typical: Float64Array,
  score: AnomalyScore,
): Float64Array {
  return plainScores(score === 'plain' ? errors : weightedErrors(errors, typical));
}

/** The value that at most a share `1 − quantile` of the values exceeds. @throws RangeError if there are none */
export function upperThreshold(values: Float64Array, quantile: number): number {
  if (values.length === 0) throw new RangeError('no values have no quantile');
  const sorted = values.toSorted();
  return sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)]!;
}
