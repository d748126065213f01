/** Which examples go into which batch of an epoch. */

import { UserError } from '../errors.ts';
import { drawPermutation, fold, type Key } from '../tensor/key.ts';
import { drawByWeights } from './weighted-draws.ts';

export interface BatchOptions {
  /** A new order for each epoch; otherwise the order of the dataset. Default true. */
  readonly shuffle?: boolean;
  /** Leave out a last batch that is not full. Default false. */
  readonly dropRemainder?: boolean;
  /** [N]: how often each example is drawn beside the others, in random order. Default: each once. */
  readonly weights?: ArrayLike<number> | undefined;
}

/**
 * The example indices of each batch of an epoch, as views on one array that depends on the key, the
 * epoch and the weights alone, so that a resumed run goes on with the same batches.
 * @throws UserError if a size is no whole number from 1, if not one batch can be made, or as `drawByWeights`
 */
export function epochBatches(
  source: Key,
  epoch: number,
  exampleCount: number,
  batchSize: number,
  { shuffle = true, dropRemainder = false, weights }: BatchOptions = {},
): Int32Array[] {
  for (const [what, size] of [
    ['number of examples', exampleCount],
    ['batch size', batchSize],
  ] as const) {
    if (!Number.isSafeInteger(size) || size < 1) {
      throw new UserError(`The ${what} must be a whole number from 1, not ${size}`);
    }
  }
  if (dropRemainder && batchSize > exampleCount) {
    throw new UserError(
      `The batch size ${batchSize} is larger than the ${exampleCount} examples: not one full batch`,
    );
  }
  const order = orderOf(fold(source, epoch), exampleCount, shuffle, weights);
  const used = dropRemainder ? exampleCount - (exampleCount % batchSize) : exampleCount;
  const batches: Int32Array[] = [];
  for (let start = 0; start < used; start += batchSize) {
    batches.push(order.subarray(start, Math.min(start + batchSize, used)));
  }
  return batches;
}

function orderOf(
  source: Key,
  count: number,
  shuffle: boolean,
  weights: ArrayLike<number> | undefined,
): Int32Array {
  if (weights) return drawByWeights(source, weights);
  if (shuffle) return drawPermutation(source, count);
  return Int32Array.from({ length: count }, (_, index) => index);
}
