/** Which examples go into which batch of an epoch. */

import { UserError } from '../errors.ts';
import { drawPermutation, fold, type Key } from '../tensor/key.ts';

export interface BatchOptions {
  /** A new order for each epoch; otherwise the order of the dataset. Default true. */
  readonly shuffle?: boolean;
  /** Leave out a last batch that is not full. Default false. */
  readonly dropRemainder?: boolean;
}

/**
 * The example indices of each batch of an epoch, as views on one permutation that depends on the
 * key and the epoch alone, so that a resumed run goes on with the same batches.
 * @throws UserError if a size is no whole number from 1, or if not one batch can be made
 */
export function epochBatches(
  source: Key,
  epoch: number,
  exampleCount: number,
  batchSize: number,
  { shuffle = true, dropRemainder = false }: BatchOptions = {},
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
  const order = shuffle
    ? drawPermutation(fold(source, epoch), exampleCount)
    : Int32Array.from({ length: exampleCount }, (_, index) => index);
  const used = dropRemainder ? exampleCount - (exampleCount % batchSize) : exampleCount;
  const batches: Int32Array[] = [];
  for (let start = 0; start < used; start += batchSize) {
    batches.push(order.subarray(start, Math.min(start + batchSize, used)));
  }
  return batches;
}
