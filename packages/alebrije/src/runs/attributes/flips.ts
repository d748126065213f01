/** How well attributes can be changed in codes, before a frozen judge of the decoded images. */

import { type Examples, exampleCount, takeFirst } from '../../data/dataset.ts';
import { UserError } from '../../errors.ts';
import { asCodes, codeAt } from '../../explore/latent/index.ts';
import type { HostTensor } from '../../graph/types.ts';
import { type Judge, type JudgeOptions, judgeOf } from '../judge/judge.ts';
import type { OpenModel } from '../open-model.ts';
import { type NamedVectors, namedVectors, type VectorMethod } from './vectors.ts';

export interface AttributeFlips {
  readonly name: string;
  /**
   * Of the reconstructions that the judge finds without the attribute, the share in which it finds it
   * after the vector was added; and of those with it, the share in which it was taken away. NaN of none.
   */
  readonly added: number;
  readonly removed: number;
  /** Share of the judge's answers about all other attributes that stay, after adding and after removing. */
  readonly kept: number;
  /** The same of the attribute that changes most. */
  readonly leastKept: number;
  readonly leastKeptName: string;
  /** Share of real test images whose attribute the judge tells right. */
  readonly judgeAccuracy: number;
}

/** What a judge of attributes must tell. */
export type AttributeJudge = Pick<Judge, 'names' | 'accuracies' | 'probabilities'>;

export interface FlipOptions extends JudgeOptions {
  /** Default: that of the run's data, trained now unless it is in the cache. */
  readonly judge?: AttributeJudge | undefined;
  readonly method?: VectorMethod | undefined;
  /** Of every vector. Default 1.5. */
  readonly strength?: number | undefined;
  /** Validation examples. Default: 500 or all. */
  readonly count?: number | undefined;
}

export const FLIP_STRENGTH = 1.5;
export const FLIP_EXAMPLES = 500;

/** Whether the judge finds each attribute, [N, A]. */
async function answersTo(
  judge: AttributeJudge,
  model: OpenModel,
  codes: HostTensor,
): Promise<boolean[]> {
  const images = await model.session.decode(codes);
  const { data } = await judge.probabilities(images, model.system.views.dataShape);
  return Array.from(data, (probability) => probability > 0.5);
}

/** Codes [N, Z] with a vector added where the attribute is absent, and subtracted where it is there. */
export function flipped(
  codes: HostTensor,
  vector: ArrayLike<number>,
  has: (row: number) => boolean,
  strength: number,
): HostTensor {
  return asCodes(
    Array.from({ length: codes.shape[0]! }, (_, row) => {
      const sign = has(row) ? -strength : strength;
      return Array.from(codeAt(codes, row), (value, axis) => value + sign * vector[axis]!);
    }),
  );
}

/** @param before, after answers of the judge [N, A] */
export function countFlips(
  names: readonly string[],
  place: number,
  before: readonly boolean[],
  after: readonly boolean[],
): Omit<AttributeFlips, 'judgeAccuracy'> {
  const width = names.length;
  const rows = Array.from({ length: before.length / width }, (_, row) => row);
  const shareOf = (some: readonly number[], holds: (row: number) => boolean) =>
    some.filter(holds).length / some.length;
  const had = (row: number) => before[row * width + place]!;
  const changed = (row: number) => had(row) !== after[row * width + place];
  const others = names.flatMap((_, column) => (column === place ? [] : [column]));
  const keeps = others.map((column) =>
    shareOf(rows, (row) => before[row * width + column] === after[row * width + column]),
  );
  const least = keeps.indexOf(Math.min(...keeps));
  return {
    name: names[place]!,
    added: shareOf(
      rows.filter((row) => !had(row)),
      changed,
    ),
    removed: shareOf(rows.filter(had), changed),
    kept: keeps.reduce((sum, share) => sum + share, 0) / keeps.length,
    leastKept: keeps[least] ?? Number.NaN,
    leastKeptName: least === -1 ? '' : names[others[least]!]!,
  };
}

/** @throws UserError unless the data have attributes, and as many validation examples */
export function flipExamples(model: OpenModel, count: number | undefined): Examples {
  const { validation, dataset } = model.data;
  if (!validation.attributes) {
    throw new UserError(
      `${dataset.name} has no attributes: this is for data that have some, such as cartoon-faces`,
    );
  }
  return takeFirst(validation, count ?? Math.min(FLIP_EXAMPLES, exampleCount(validation)));
}

/**
 * Each attribute flipped in the codes of validation examples.
 * @throws UserError unless the data have attributes
 */
export async function measureFlips(
  model: OpenModel,
  { method, strength = FLIP_STRENGTH, count, judge: given, ...options }: FlipOptions = {},
): Promise<AttributeFlips[]> {
  const { values } = flipExamples(model, count);
  const vectors: NamedVectors = await namedVectors(model, method);
  const judge = given ?? (await judgeOf(model, 'attributes', options));
  const { names } = vectors;
  const codes = await model.session.encode(values);
  const before = await answersTo(judge, model, codes);
  const flips: AttributeFlips[] = [];
  for (const place of names.keys()) {
    options.signal?.throwIfAborted();
    const has = (row: number) => before[row * names.length + place]!;
    const changed = flipped(codes, vectors.vector(place), has, strength);
    const after = await answersTo(judge, model, changed);
    const judgeAccuracy = judge.accuracies[place]!;
    flips.push({ ...countFlips(names, place, before, after), judgeAccuracy });
  }
  return flips;
}
