/** Layers that disturb their input while training and pass it on unchanged otherwise. */

import { normal, type RandomPlace, uniform } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { buildLayer } from './build-layer.ts';
import type { Layer } from './layer.ts';

/** Each entry is 0 with probability `rate`, else divided by 1 − rate: the expectation stays. */
export function dropEntries(x: Tensor, rate: number, at: RandomPlace): Tensor {
  const kept = uniform(at, x.shape).less(1 - rate);
  return x.mul(kept.cast('float32').mul(1 / (1 - rate)));
}

/**
 * Srivastava et al., JMLR 2014.
 * @param rate the share of entries that is dropped, 0 ≤ rate < 1
 * @throws RangeError if the rate is outside of that
 */
export function dropout(rate: number): Layer {
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`a dropout rate lies in [0, 1), not ${rate}`);
  return buildLayer('Dropout', {
    forward: (_, x, { training, place }) =>
      training && rate > 0 ? dropEntries(x, rate, place) : x,
  });
}

/** Adds independent draws of N(0, standardDeviation²). */
export function gaussianNoise(standardDeviation: number): Layer {
  return buildLayer('GaussianNoise', {
    forward: (_, x, { training, place }) =>
      training ? x.add(normal(place, x.shape).mul(standardDeviation)) : x,
  });
}
