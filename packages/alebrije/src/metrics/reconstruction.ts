/** Errors of reconstructions, and what knowing nothing would score. */

import type { HostTensor } from '../graph/types.ts';
import { assertSameSize } from './samples.ts';

function meanOver(
  prediction: HostTensor,
  target: HostTensor,
  error: (prediction: number, target: number) => number,
): number {
  assertSameSize(prediction, target);
  let sum = 0;
  for (let i = 0; i < target.data.length; i++) sum += error(prediction.data[i]!, target.data[i]!);
  return sum / target.data.length;
}

/** Mean of (prediction − target)² over all numbers. */
export function meanSquaredError(prediction: HostTensor, target: HostTensor): number {
  return meanOver(prediction, target, (p, t) => (p - t) ** 2);
}

/** Mean of |prediction − target| over all numbers. */
export function meanAbsoluteError(prediction: HostTensor, target: HostTensor): number {
  return meanOver(prediction, target, (p, t) => Math.abs(p - t));
}

/** Variance of all numbers about their one mean. */
export function varianceOfValues({ data }: HostTensor): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]!;
  const mean = sum / data.length;
  let squares = 0;
  for (let i = 0; i < data.length; i++) squares += (data[i]! - mean) ** 2;
  return squares / data.length;
}

/** Where float32 sigmoids become exactly 0 or 1; as Keras clips probabilities. */
const LEAST_PROBABILITY = 1e-7;

/** −t ln p − (1 − t) ln(1 − p) in nats, with p kept within 1e-7 of 0 and 1. */
export function crossEntropy(probability: number, target: number): number {
  const p = Math.min(Math.max(probability, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY);
  return -target * Math.log(p) - (1 - target) * Math.log1p(-p);
}

/** Mean binary cross-entropy of probabilities and targets, both in [0, 1]; nats per number. */
export function binaryCrossEntropy(probabilities: HostTensor, targets: HostTensor): number {
  return meanOver(probabilities, targets, crossEntropy);
}

/** −t ln t − (1 − t) ln(1 − t), with 0 ln 0 = 0; nats. */
export function bernoulliEntropy(t: number): number {
  return t <= 0 || t >= 1 ? 0 : -t * Math.log(t) - (1 - t) * Math.log1p(-t);
}

/**
 * The least binary cross-entropy that any prediction of these targets has: their own entropy, since
 * grey values are read as probabilities. Nats per number.
 */
export function targetEntropy({ data }: HostTensor): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += bernoulliEntropy(data[i]!);
  return sum / data.length;
}
