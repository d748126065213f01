/** Which examples an epoch draws when some are to come more often than others. */

import { UserError } from '../errors.ts';
import { drawPermutation, drawUniform, fold, type Key } from '../tensor/key.ts';

/**
 * As many indices as there are weights, in random order, each drawn in proportion to its weight: index i
 * comes N w_i / Σ w times, rounded up or down at random (systematic sampling, Madow, "On the theory of
 * systematic sampling, II", Annals of Mathematical Statistics 20, 1949, over examples in random order).
 * Equal weights draw each example once.
 * @param weights [N], at least 0, not all of them 0
 * @throws UserError if a weight is negative or not finite, or all are 0
 */
export function drawByWeights(source: Key, weights: ArrayLike<number>): Int32Array {
  const count = weights.length;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const weight = weights[i]!;
    if (!(weight >= 0) || weight === Number.POSITIVE_INFINITY) {
      throw new UserError(`the weight of example ${i} must be a number from 0, not ${weight}`);
    }
    total += weight;
  }
  if (!(total > 0 && Number.isFinite(total))) {
    throw new UserError(`the weights of ${count} examples must have a sum above 0, not ${total}`);
  }
  const order = drawPermutation(fold(source, 'order'), count);
  const places = drawPermutation(fold(source, 'places'), count);
  const offset = drawUniform(fold(source, 'offset'), 1)[0]!;
  const drawn = new Int32Array(count);
  let next = 0;
  let reached = 0;
  let last = 0;
  for (const index of order) {
    if (weights[index] === 0) continue;
    last = index;
    reached += (weights[index]! / total) * count;
    while (next < count && next + offset < reached) drawn[places[next++]!] = index;
  }
  // What rounding errors of the sum leave over.
  while (next < count) drawn[places[next++]!] = last;
  return drawn;
}
