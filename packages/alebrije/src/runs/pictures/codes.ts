/** Codes of an opened run's examples, and codes drawn anew. */

import { type Examples, exampleCount, takeFirst } from '../../data/dataset.ts';
import { drawPosteriors } from '../../explore/latent/index.ts';
import type { HostTensor } from '../../graph/types.ts';
import { drawNormal, drawUniform, fold, key } from '../../tensor/key.ts';
import { hostFloats } from '../../train/model-session.ts';
import type { Views } from '../../train/system.ts';
import type { OpenModel } from '../open-model.ts';
import { codesOfPrior } from '../prior-samples.ts';
import { shownExamples } from './picture.ts';

/** An opened model does not change, so its codes are computed once. */
function oncePerModel<T>(compute: (model: OpenModel) => Promise<T>) {
  const computed = new WeakMap<OpenModel, Promise<T>>();
  return (model: OpenModel): Promise<T> => {
    const result = computed.get(model) ?? compute(model);
    computed.set(model, result);
    return result;
  };
}

/** More training codes would take long to encode and change no picture. */
const MOST_TRAINING_CODES = 10_000;

/** The training examples whose codes stand for all. */
export function firstExamples({ data }: OpenModel): Examples {
  return takeFirst(data.train, Math.min(MOST_TRAINING_CODES, exampleCount(data.train)));
}

/** Codes [N, Z] of all examples that are drawn (see `shownExamples`); the means where codes are random. */
export const shownCodes = oncePerModel((model) => {
  const { values, labels } = shownExamples(model).examples;
  return model.session.encode(values, labels);
});

/** Codes [N, Z] of the first training examples, at most 10,000; the means where codes are random. */
export const trainingCodes = oncePerModel((model) => {
  const { values, labels } = firstExamples(model);
  return model.session.encode(values, labels);
});

/**
 * One code [N, Z] of each example as the decoder gets it while training: drawn where codes are random.
 * @param draw names the noise: two sets of examples that are compared must not share it
 */
export async function decoderCodes(
  model: OpenModel,
  { values, labels }: Pick<Examples, 'values' | 'labels'>,
  draw = 'posterior',
): Promise<HostTensor> {
  const { session, system, config } = model;
  if (!system.views.posterior) return session.encode(values, labels);
  const posteriors = await session.posterior(values, labels);
  const { length } = posteriors.mean.data;
  return drawPosteriors(posteriors, drawNormal(fold(key(config.seed), draw), length));
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

/** Codes [count, Z] of a model's prior, N(0, I) or even in [0, 1)ᶻ; fewer are a prefix of more. */
export function priorCodes(views: Views, seed: number, count: number): HostTensor {
  return codesOfPrior(views, fold(key(seed), 'samples'), count);
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

/** The Euclidean distance of each row [N, D] to the nearest row of the reference [M, D]. */
export function nearestDistances(rows: HostTensor, reference: HostTensor): Float64Array {
  const [count, size] = rows.shape as readonly [number, number];
  return Float64Array.from({ length: count }, (_, row) => {
    let nearest = Number.POSITIVE_INFINITY;
    for (let start = 0; start < reference.data.length; start += size) {
      let squares = 0;
      for (let axis = 0; axis < size && squares < nearest; axis++) {
        squares += (rows.data[row * size + axis]! - reference.data[start + axis]!) ** 2;
      }
      if (squares < nearest) nearest = squares;
    }
    return Math.sqrt(nearest);
  });
}

const HELD_OUT_CODES = 1000;
const TYPICAL = 0.99;

/** Where the decoder knows its way: codes it was trained on, and how far from them new images' codes lie. */
const trainedGround = oncePerModel(async (model) => {
  const { validation } = model.data;
  const heldOut = takeFirst(validation, Math.min(HELD_OUT_CODES, exampleCount(validation)));
  const reference = await decoderCodes(model, firstExamples(model));
  const codes = await decoderCodes(model, heldOut, 'held-out posterior');
  const distances = nearestDistances(codes, reference).sort();
  return { reference, limit: distances[Math.floor(TYPICAL * (distances.length - 1))]! };
});

/**
 * How far codes [N, Z] lie from the nearest training code, in units of the distance that 99 of 100
 * codes of validation examples keep: above 1 they lie in holes.
 */
export async function emptiness(model: OpenModel, codes: HostTensor): Promise<Float64Array> {
  const { reference, limit } = await trainedGround(model);
  return nearestDistances(codes, reference).map((distance) =>
    distance === 0 ? 0 : distance / limit,
  );
}

/** Which codes lie in holes. */
export async function inHoles(model: OpenModel, codes: HostTensor): Promise<boolean[]> {
  return Array.from(await emptiness(model, codes), (distance) => distance > 1);
}

/** The share of what is true. */
export function shareOf(truths: readonly boolean[]): number {
  return truths.filter(Boolean).length / truths.length;
}

/**
 * Share of drawn codes that lie in holes: farther from every training code than 99 of 100 codes of
 * validation examples do. About 0.01 where drawn codes and those of the data have one distribution.
 */
export async function shareInHoles(model: OpenModel, drawn: HostTensor): Promise<number> {
  return shareOf(await inHoles(model, drawn));
}
