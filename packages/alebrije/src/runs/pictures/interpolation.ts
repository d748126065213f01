/** The way from the code of one example or sample to that of another, decoded step by step. */

import { exampleCount } from '../../data/dataset.ts';
import { UserError } from '../../errors.ts';
import { interpolationStrip } from '../../explore/figures/index.ts';
import { codeAt, linear, spherical } from '../../explore/latent/index.ts';
import { hostFloats } from '../../train/model-session.ts';
import type { OpenModel } from '../open-model.ts';
import { chosenCodes, chosenKind } from './chosen-codes.ts';
import { OF_EACH_CLASS, trainedClasses } from './class-samples.ts';
import { morphFilm } from './morph-film.ts';
import {
  asImages,
  chooseExamples,
  expectShownImages,
  hasEncoder,
  type Picture,
  pickLabels,
  shownShape,
} from './picture.ts';

export interface InterpolationOptions {
  /**
   * Pairs of indices of validation examples, or of numbers of samples where the model has no encoder.
   * Default: four pairs of examples of different classes, or of the same class with a model that is told
   * classes.
   */
  readonly pairs?: readonly (readonly [from: number, to: number])[] | undefined;
  /** Images on each way, both ends included. Default 11. */
  readonly steps?: number | undefined;
  /** Of the samples, where the model has no encoder; the run's unless given. */
  readonly seed?: number | undefined;
  /** Along an arc about the origin; only for codes whose prior is N(0, I). */
  readonly spherical?: boolean | undefined;
  /** Whether the same ways are wanted as a film too. Default false. */
  readonly film?: boolean | undefined;
}

const DEFAULT_PAIRS = 4;
/** Examples among which pairs of one class are sought. */
const CANDIDATES = 100;

function checkOptions(model: OpenModel, options: InterpolationOptions): void {
  if (options.spherical && !model.system.views.hasNormalPrior) {
    throw new UserError(
      '--spherical needs codes whose prior is N(0, I), and this model has no prior: leave it out',
    );
  }
}

/**
 * Numbers: `pairs`, `steps`.
 * @throws UserError for points, for an example or sample that does not exist, or an arc without a prior
 */
export async function interpolationPicture(
  model: OpenModel,
  options: InterpolationOptions = {},
): Promise<Picture> {
  expectShownImages(model, 'the interpolation');
  checkOptions(model, options);
  const { session, system } = model;
  const { steps = 11 } = options;
  const { codeSize, hasNormalPrior } = system.views;
  const told = system.views.classes !== undefined;
  const pairs = options.pairs ?? (hasEncoder(model) ? defaultPairs : samplePairs)(model);
  const { codes: ends, labels, names } = await chosenCodes(model, pairs.flat(), options.seed);
  const codeOf = (place: number) => codeAt(ends, place);
  const way = options.spherical ? spherical : linear;
  const codes = pairs.flatMap((_, pair) =>
    Array.from({ length: steps }, (_, step) =>
      way(codeOf(2 * pair), codeOf(2 * pair + 1), step / (steps - 1)),
    ).flat(),
  );
  const startLabels = pairs.flatMap((_, pair) =>
    Array.from({ length: steps }, () => labels?.[2 * pair] ?? 0),
  );
  const decoded = await session.decode(
    hostFloats([pairs.length * steps, codeSize], Float32Array.from(codes)),
    labels && Int32Array.from(startLabels),
  );
  const kind = chosenKind(model);
  const framed = hasEncoder(model) ? 'the framed ends are reconstructions' : 'the ends are framed';
  const png = await interpolationStrip({
    title: `From one ${kind} to another, through the codes between`,
    subtitle: options.spherical
      ? `Along an arc about the origin; ${framed}.`
      : `Along a straight line${hasNormalPrior ? '' : ' (no prior says which way is likely)'}; ${framed}.${told ? ' The class is that of the start.' : ''}`,
    images: asImages(decoded, shownShape(model)),
    steps,
    rowLabels: pairs.map((_, pair) => `${names[2 * pair]} → ${names[2 * pair + 1]}`),
  });
  const film = options.film && (await morphFilm(model, ends, { way, labels }));
  return { png, numbers: { pairs: pairs.length, steps }, ...(film && { film }) };
}

/** Of different classes where there are any, or of the same. */
function defaultPairs({
  data: { validation },
  system,
}: OpenModel): readonly (readonly [number, number])[] {
  const sameClass = system.views.classes !== undefined;
  const total = exampleCount(validation);
  const few = chooseExamples(validation, Math.min(2 * DEFAULT_PAIRS, total));
  if (!sameClass) return pairUp(few);
  const chosen = chooseExamples(validation, Math.min(CANDIDATES, total));
  const classes = [...new Set(pickLabels(validation, chosen))];
  const same = classes.flatMap((label) =>
    pairUp(chosen.filter((index) => validation.labels![index] === label).slice(0, 2)),
  );
  return same.length > 0 ? same.slice(0, DEFAULT_PAIRS) : pairUp(few);
}

/** The first samples, or of each class the first two. */
function samplePairs(model: OpenModel): readonly (readonly [number, number])[] {
  const told = model.system.views.classes !== undefined;
  const starts = told
    ? trainedClasses(model).map((_, row) => row * OF_EACH_CLASS + 1)
    : Array.from({ length: DEFAULT_PAIRS }, (_, pair) => 2 * pair + 1);
  return starts.slice(0, DEFAULT_PAIRS).map((start) => [start, start + 1] as const);
}

/** Neighbours in a choice of examples. */
function pairUp(chosen: readonly number[]): (readonly [number, number])[] {
  return chosen.flatMap((from, place) =>
    place % 2 === 0 && place + 1 < chosen.length ? [[from, chosen[place + 1]!] as const] : [],
  );
}
