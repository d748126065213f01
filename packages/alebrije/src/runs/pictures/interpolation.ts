/** The way from the code of one example to that of another, decoded step by step. */

import { exampleCount } from '../../data/dataset.ts';
import { UserError } from '../../errors.ts';
import { interpolationStrip } from '../../explore/figures/index.ts';
import { codeAt, linear, spherical } from '../../explore/latent/index.ts';
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
  const codeOf = (place: number) => codeAt(ends, place);
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
