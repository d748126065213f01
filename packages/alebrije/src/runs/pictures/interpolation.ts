/** The way from the code of one example to that of another, decoded step by step. */

import { exampleCount } from '../../data/dataset.ts';
import { UserError } from '../../errors.ts';
import { interpolationStrip } from '../../explore/figures/index.ts';
import { hostFloats } from '../../train/model-session.ts';
import type { OpenModel } from '../open-model.ts';
import {
  asImages,
  chooseExamples,
  classNamesOf,
  expectShownImages,
  type Picture,
  pickRows,
  shownShape,
} from './picture.ts';

type Code = ArrayLike<number>;

function dot(a: Code, b: Code): number {
  let sum = 0;
  for (let axis = 0; axis < a.length; axis++) sum += a[axis]! * b[axis]!;
  return sum;
}

/** (1 − t) a + t b. */
export function linear(a: Code, b: Code, t: number): number[] {
  return Array.from(a, (value, axis) => (1 - t) * value + t * b[axis]!);
}

/**
 * sin((1 − t) Ω) / sin Ω · a + sin(t Ω) / sin Ω · b with Ω the angle between a and b (K. Shoemake,
 * "Animating rotation with quaternion curves", 1985; for codes: T. White, "Sampling generative
 * networks", 2016): the way stays at the distance from the origin where N(0, I) has its mass.
 * Linear where a and b lie on one line through the origin, which has no arc or many.
 */
export function spherical(a: Code, b: Code, t: number): number[] {
  const cosine = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const sine = Math.sin(angle);
  if (!(sine > 1e-6)) return linear(a, b, t);
  const [from, to] = [Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine];
  return Array.from(a, (value, axis) => from * value + to * b[axis]!);
}

export interface InterpolationOptions {
  /** Pairs of indices of validation examples. Default: four pairs of examples of different classes. */
  readonly pairs?: readonly (readonly [from: number, to: number])[] | undefined;
  /** Images on each way, both ends included. Default 11. */
  readonly steps?: number | undefined;
  /** Along an arc about the origin; only for codes whose prior is N(0, I). */
  readonly spherical?: boolean | undefined;
}

const DEFAULT_PAIRS = 4;

function checkOptions(model: OpenModel, options: InterpolationOptions): void {
  if (options.spherical && !model.system.views.hasNormalPrior) {
    throw new UserError(
      '--spherical needs codes whose prior is N(0, I), and this model has no prior: leave it out',
    );
  }
  const total = exampleCount(model.data.validation);
  for (const index of (options.pairs ?? []).flat()) {
    if (!Number.isInteger(index) || index < 0 || index >= total) {
      throw new UserError(`there is no validation example ${index}: give 0 to ${total - 1}`);
    }
  }
}

/**
 * Numbers: `pairs`, `steps`.
 * @throws UserError for points, for an example that does not exist, or an arc without a prior
 */
export async function interpolationPicture(
  model: OpenModel,
  options: InterpolationOptions = {},
): Promise<Picture> {
  expectShownImages(model, 'the interpolation');
  checkOptions(model, options);
  const { session, data, system } = model;
  const { steps = 11 } = options;
  const { codeSize, hasNormalPrior } = system.views;
  const chosen = chooseExamples(
    data.validation,
    Math.min(2 * DEFAULT_PAIRS, exampleCount(data.validation)),
  );
  const pairs = options.pairs ?? pairUp(chosen);
  const ends = await session.encode(pickRows(data.validation.values, pairs.flat()));
  const codeOf = (place: number) => ends.data.subarray(place * codeSize, (place + 1) * codeSize);
  const way = options.spherical ? spherical : linear;
  const codes = pairs.flatMap((_, pair) =>
    Array.from({ length: steps }, (_, step) =>
      way(codeOf(2 * pair), codeOf(2 * pair + 1), step / (steps - 1)),
    ).flat(),
  );
  const decoded = await session.decode(
    hostFloats([pairs.length * steps, codeSize], Float32Array.from(codes)),
  );
  const { labels } = data.validation;
  const classNames = classNamesOf(model);
  const nameOf = (index: number) =>
    labels && classNames ? (classNames[labels[index]!] ?? '') : `example ${index}`;
  const png = await interpolationStrip({
    title: 'From one validation image to another, through the codes between',
    subtitle: options.spherical
      ? 'Along an arc about the origin; the framed ends are reconstructions.'
      : `Along a straight line${hasNormalPrior ? '' : ' (no prior says which way is likely)'}; the framed ends are reconstructions.`,
    images: asImages(decoded, shownShape(model)),
    steps,
    rowLabels: pairs.map(([from, to]) => `${nameOf(from)} → ${nameOf(to)}`),
  });
  return { png, numbers: { pairs: pairs.length, steps } };
}

/** Neighbours in a choice of examples: of different classes, where there are any. */
function pairUp(chosen: readonly number[]): (readonly [number, number])[] {
  return chosen.flatMap((from, place) =>
    place % 2 === 0 && place + 1 < chosen.length ? [[from, chosen[place + 1]!] as const] : [],
  );
}
