/** Layers that disturb their input while training and pass it on unchanged otherwise. */

import { bernoulli, normal, place, type RandomPlace, uniform } from '../tensor/random.ts';
import { constant, type Tensor } from '../tensor/tensor.ts';
import { buildLayer } from './build-layer.ts';
import type { Layer } from './layer.ts';

/** How strong a noise is: always the same, or drawn anew for each batch, evenly between two bounds. */
export type NoiseLevel = number | readonly [low: number, high: number];

/** @throws RangeError unless a level or both its bounds lie in [0, most], in order */
function checkLevel(level: NoiseLevel, what: string, most: number): void {
  const [low, high] = typeof level === 'number' ? [level, level] : level;
  if (low >= 0 && low <= high && high <= most) return;
  const bounds = most === Number.POSITIVE_INFINITY ? '0 or more' : `in [0, ${most}]`;
  throw new RangeError(`${what} is ${bounds}, its bounds in order, not ${JSON.stringify(level)}`);
}

/** The level of a batch [], and the place that is left for the draws of the entries. */
function drawLevel(level: NoiseLevel, at: RandomPlace): { value: Tensor; entries: RandomPlace } {
  if (typeof level === 'number') return { value: constant(level), entries: at };
  const [low, high] = level;
  const value = uniform(place(at, 'level'), [])
    .mul(high - low)
    .add(low);
  return { value, entries: place(at, 'entries') };
}

/** Each entry is 0 with probability `rate`, else divided by 1 − rate: the expectation stays. */
export function dropEntries(x: Tensor, rate: number, at: RandomPlace): Tensor {
  return x.mul(bernoulli(at, x.shape, 1 - rate, 1 / (1 - rate)));
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

/**
 * Adds independent draws of N(0, deviation²).
 * @throws RangeError for a negative deviation
 */
export function gaussianNoise(deviation: NoiseLevel): Layer {
  checkLevel(deviation, 'a standard deviation', Number.POSITIVE_INFINITY);
  return buildLayer('GaussianNoise', {
    forward(_, x, { training, place }) {
      if (!training) return x;
      const { value, entries } = drawLevel(deviation, place);
      return x.add(normal(entries, x.shape).mul(value));
    },
  });
}

/**
 * Each entry is 0 with probability `rate`, and the others stay as they are: Vincent et al., "Extracting
 * and composing robust features with denoising autoencoders", ICML 2008.
 * @throws RangeError if a rate is outside of [0, 1]
 */
export function maskingNoise(rate: NoiseLevel): Layer {
  checkLevel(rate, 'a masking rate', 1);
  return buildLayer('MaskingNoise', {
    forward(_, x, { training, place }) {
      if (!training) return x;
      const { value, entries } = drawLevel(rate, place);
      const kept = uniform(entries, x.shape).less(constant(1).sub(value));
      return x.mul(kept.cast('float32'));
    },
  });
}

/**
 * Each entry becomes the least or the largest value, by the toss of a coin, with probability `rate`:
 * Vincent et al., "Stacked denoising autoencoders", JMLR 11 (2010), section 3.2.
 * @param values the least and the largest, of pixels 0 and 1
 * @throws RangeError if a rate is outside of [0, 1]
 */
export function saltAndPepperNoise(
  rate: NoiseLevel,
  [pepper, salt]: readonly [number, number] = [0, 1],
): Layer {
  checkLevel(rate, 'a rate of salt and pepper', 1);
  return buildLayer('SaltAndPepperNoise', {
    forward(_, x, { training, place }) {
      if (!training) return x;
      const { value, entries } = drawLevel(rate, place);
      // One draw decides both: below half the rate pepper, from there to the rate salt.
      const draw = uniform(entries, x.shape);
      const salted = draw.less(value).select(salt, x);
      return draw.less(value.mul(0.5)).select(pepper, salted);
    },
  });
}
