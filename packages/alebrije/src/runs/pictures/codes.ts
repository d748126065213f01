/** Codes of an opened run's examples, and codes drawn anew. */

import { exampleCount, takeFirst } from '../../data/dataset.ts';
import type { HostTensor } from '../../graph/types.ts';
import { drawNormal, drawUniform, fold, key } from '../../tensor/key.ts';
import { hostFloats, rowsOf } from '../../train/model-session.ts';
import type { OpenModel } from '../open-model.ts';

/** More training codes would take long to encode and change no picture. */
const MOST_TRAINING_CODES = 10_000;

interface EncodedParts {
  validation?: Promise<HostTensor>;
  train?: Promise<HostTensor>;
}

/** An opened model does not change, so its codes are computed once. */
const encoded = new WeakMap<OpenModel, EncodedParts>();

function partsOf(model: OpenModel): EncodedParts {
  const parts = encoded.get(model) ?? {};
  encoded.set(model, parts);
  return parts;
}

/** Codes [N, Z] of all validation examples; the means where codes are random. */
export function validationCodes(model: OpenModel): Promise<HostTensor> {
  const parts = partsOf(model);
  parts.validation ??= model.session.encode(model.data.validation.values);
  return parts.validation;
}

/** Codes [N, Z] of the first training examples, at most 10,000. */
export function trainingCodes(model: OpenModel): Promise<HostTensor> {
  const parts = partsOf(model);
  const { train } = model.data;
  const count = Math.min(exampleCount(train), MOST_TRAINING_CODES);
  parts.train ??= model.session.encode(takeFirst(train, count).values);
  return parts.train;
}

/** Smallest and largest value of each number of the codes. */
export function boundingBox({ data, shape }: HostTensor): { low: number[]; high: number[] } {
  const size = shape[1]!;
  const low = new Array<number>(size).fill(Number.POSITIVE_INFINITY);
  const high = new Array<number>(size).fill(Number.NEGATIVE_INFINITY);
  for (let index = 0; index < data.length; index++) {
    const axis = index % size;
    low[axis] = Math.min(low[axis]!, data[index]!);
    high[axis] = Math.max(high[axis]!, data[index]!);
  }
  return { low, high };
}

/** Codes [count, size] from N(0, I); fewer are a prefix of more. */
export function normalCodes(seed: number, count: number, size: number): HostTensor {
  return hostFloats([count, size], drawNormal(fold(key(seed), 'samples'), count * size));
}

/** Codes [count, Z] drawn uniformly from the bounding box of others; fewer are a prefix of more. */
export function boxCodes(seed: number, count: number, codes: HostTensor): HostTensor {
  const size = codes.shape[1]!;
  const { low, high } = boundingBox(codes);
  const uniform = drawUniform(fold(key(seed), 'samples'), count * size);
  const data = uniform.map((share, index) => {
    const axis = index % size;
    return low[axis]! + share * (high[axis]! - low[axis]!);
  });
  return hostFloats([count, size], data);
}

/**
 * New codes as the model asks for them: from N(0, I) where that is its prior; where it has none,
 * uniformly from the bounding box of the training codes.
 */
export async function drawCodes(
  model: OpenModel,
  count: number,
  seed: number,
): Promise<HostTensor> {
  const { codeSize, hasNormalPrior } = model.system.views;
  if (hasNormalPrior) return normalCodes(seed, count, codeSize);
  return boxCodes(seed, count, await trainingCodes(model));
}

/** Mean Euclidean distance from each row [N, D] to the nearest row of the reference [M, D]. */
export function meanNearestDistance(rows: HostTensor, reference: HostTensor): number {
  const [count, size] = rows.shape as readonly [number, number];
  let sum = 0;
  for (let row = 0; row < count; row++) {
    let nearest = Number.POSITIVE_INFINITY;
    for (let start = 0; start < reference.data.length; start += size) {
      let squares = 0;
      for (let axis = 0; axis < size && squares < nearest; axis++) {
        squares += (rows.data[row * size + axis]! - reference.data[start + axis]!) ** 2;
      }
      if (squares < nearest) nearest = squares;
    }
    sum += Math.sqrt(nearest);
  }
  return sum / count;
}

/** Enough held-out codes for a mean distance that two digits can be trusted of. */
const HELD_OUT_CODES = 500;

/**
 * How many times as far from its nearest training code a drawn code lies as a held-out example's
 * code does, both in the mean: about 1 or less where the decoder was trained, more in holes.
 */
export async function codeDistanceRatio(model: OpenModel, drawn: HostTensor): Promise<number> {
  const reference = await trainingCodes(model);
  const codes = await validationCodes(model);
  const heldOut = rowsOf(codes, 0, Math.min(HELD_OUT_CODES, codes.shape[0]!));
  return meanNearestDistance(drawn, reference) / meanNearestDistance(heldOut, reference);
}
