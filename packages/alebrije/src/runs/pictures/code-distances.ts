/** How well codes keep the distances between examples, beside PCA and a random projection as large. */

import { exampleCount, takeFirst } from '../../data/dataset.ts';
import { UserError } from '../../errors.ts';
import { distancePanels, type MappedDistances } from '../../explore/figures/index.ts';
import { CLASS_COLOURS, TRAINING, VALIDATION } from '../../explore/figures/theme.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { HostTensor } from '../../graph/types.ts';
import {
  compareDistances,
  type DistancePreservation,
  pairDistances,
  ranks,
} from '../../metrics/distance-preservation.ts';
import { pcaTransform } from '../../metrics/pca.ts';
import { lindenstraussBound, randomProjection } from '../../metrics/random-projection.ts';
import { fold, key } from '../../tensor/key.ts';
import { rowsOf } from '../../train/model-session.ts';
import { evaluationData } from '../evaluation-data.ts';
import type { OpenModel } from '../open-model.ts';
import { type Picture, shownExamples, shownShape } from './picture.ts';

export interface DistanceOptions {
  /** The first so many examples. Default: 1,000 or all. */
  readonly count?: number | undefined;
  /** Of the random projection. Default: the run's. */
  readonly seed?: number | undefined;
}

const DEFAULT_EXAMPLES = 1000;
const LEAST_EXAMPLES = 20;
/** Pairs grow with the square. */
const MOST_EXAMPLES = 2000;
/** Training examples that PCA is fitted to. */
const FITTED = 10_000;
/** Chance of a random projection to leave the bound. */
const FAILURE = 0.01;
/** Of the pairs on either side of the middle 90 %. */
const TAIL = 0.05;

const COLOURS = { codes: TRAINING, pca: VALIDATION, random: CLASS_COLOURS[2]! };
const formatCount = (count: number) => count.toLocaleString('en-US');
type MapName = keyof typeof COLOURS;

/** What one map does to the distances, with the middle 90 % of the ratios. */
interface MeasuredMap {
  readonly name: MapName;
  readonly title: string;
  readonly distances: Float32Array;
  readonly kept: DistancePreservation;
  readonly middle: [low: number, high: number];
}

/** @throws UserError if there are fewer examples, or too few or too many are asked for */
function checkedCount(model: OpenModel, { count }: DistanceOptions): number {
  const { examples, kind } = shownExamples(model);
  const available = exampleCount(examples);
  const chosen = count ?? Math.min(DEFAULT_EXAMPLES, available);
  if (chosen > available) {
    throw new UserError(
      `--count ${chosen} is more than the ${available} ${kind} examples of this run`,
    );
  }
  if (chosen < LEAST_EXAMPLES || chosen > MOST_EXAMPLES) {
    throw new UserError(
      `distances are compared among ${LEAST_EXAMPLES} to ${formatCount(MOST_EXAMPLES)} examples, not ${chosen}`,
    );
  }
  return chosen;
}

/** The examples' images under the maps, the codes first; PCA where it leaves something out. */
async function mappedExamples(
  model: OpenModel,
  count: number,
  seed: number,
): Promise<{ data: HostTensor; maps: [name: MapName, title: string, rows: HostTensor][] }> {
  const { session, system } = model;
  const { codeSize } = system.views;
  const { examples } = shownExamples(model);
  const raw = rowsOf(examples.values, 0, count);
  const codes = await session.encode(raw, examples.labels?.subarray(0, count));
  const data = await session.prepare(raw);
  const maps: [MapName, string, HostTensor][] = [['codes', 'Codes', codes]];
  if (codeSize < sizeOf(shownShape(model))) {
    const { train } = model.data;
    const fitted = takeFirst(train, Math.min(FITTED, exampleCount(train)));
    const pca = await evaluationData(
      { ...model, data: { ...model.data, train: fitted } },
      { limit: 1 },
    ).pca();
    maps.push(['pca', 'PCA', pcaTransform(pca, data)]);
  }
  const source = fold(key(seed), 'random projection');
  maps.push(['random', 'Random projection', randomProjection(source, data, codeSize)]);
  return { data, maps };
}

function middleOf(ratios: Float32Array): [number, number] {
  const sorted = ratios.toSorted();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return [at(TAIL), at(1 - TAIL)];
}

/** @throws UserError if all points of a map are one, or not finite */
function measureMap(
  [name, title]: readonly [MapName, string, HostTensor],
  original: { readonly distances: Float32Array; readonly ranks: Float64Array },
  mapped: Float32Array,
): MeasuredMap {
  if (!mapped.every(Number.isFinite) || mapped.every((distance) => distance === 0)) {
    throw new UserError(
      `the ${name} of this run have no distances: all are equal, or not finite numbers`,
    );
  }
  const kept = compareDistances(original.distances, mapped, original.ranks);
  const distances = mapped.map((distance) => kept.scale * distance);
  return { name, title, distances, kept, middle: middleOf(kept.ratios) };
}

function panelOf(
  { name, title, distances, kept, middle }: MeasuredMap,
  bound: [number, number],
): MappedDistances {
  const [low, high, stress, correlation] = [...middle, kept.stress, kept.spearman].map((value) =>
    value.toFixed(2),
  );
  return {
    name: title,
    note: `stress ${stress} · rank correlation ${correlation}\n90 % of the pairs: ${low} to ${high} times`,
    colour: COLOURS[name],
    distances,
    ratios: kept.ratios,
    middle,
    ...(name === 'random' && { bound }),
  };
}

function numbersOf({ name, kept, middle }: MeasuredMap): [string, number][] {
  return [
    [`${name}Stress`, kept.stress],
    [`${name}Pearson`, kept.pearson],
    [`${name}Spearman`, kept.spearman],
    [`${name}RatioLow`, middle[0]],
    [`${name}RatioHigh`, middle[1]],
  ];
}

/**
 * Distances of all pairs of held-out examples against those of their codes, of PCA and of a Gaussian
 * random projection to as many numbers, each times the factor that fits best. Numbers: `count`,
 * `codeSize`, `pairs`; for each of `codes`, `pca` (where codes are smaller than the data) and
 * `random`: `...Stress`, `...Pearson`, `...Spearman`, and the ratios between which 90 % of the pairs
 * lie, `...RatioLow` and `...RatioHigh`; `boundLow` and `boundHigh`, between which all pairs of a
 * random projection lie with a probability of 99 % by the lemma of Johnson and Lindenstrauss (see
 * `lindenstraussBound`).
 * @throws UserError for too few or too many examples, or codes that are all equal
 */
export async function distancesPicture(
  model: OpenModel,
  options: DistanceOptions = {},
): Promise<Picture> {
  const count = checkedCount(model, options);
  const { codeSize } = model.system.views;
  const { data, maps } = await mappedExamples(model, count, options.seed ?? model.config.seed);
  const distances = await pairDistances(model.runtime, data);
  const original = { distances, ranks: ranks(distances) };
  const measured: MeasuredMap[] = [];
  for (const map of maps) {
    measured.push(measureMap(map, original, await pairDistances(model.runtime, map[2])));
  }
  const { scale } = measured.at(-1)!.kept;
  const unscaled = lindenstraussBound(count, codeSize, FAILURE);
  const bound: [number, number] = [scale * unscaled.low, scale * unscaled.high];
  const { kind } = shownExamples(model);
  const png = await distancePanels({
    title: `Distances between ${formatCount(count)} ${kind} examples, and between their codes of ${codeSize} ${codeSize === 1 ? 'number' : 'numbers'}`,
    subtitle:
      'Each map times the one factor that fits best; solid: distances are kept, dashed: 90 % of the pairs lie between.',
    original: distances,
    maps: measured.map((map) => panelOf(map, bound)),
    xName: 'Distance in the data',
    yName: 'Distance after the map',
    ratioName: 'Distance after the map over distance in the data',
    boundName: `Johnson–Lindenstrauss: with a probability of at least ${100 * (1 - FAILURE)} %\nno pair of a random projection leaves the dotted lines`,
  });
  return {
    png,
    numbers: {
      count,
      codeSize,
      pairs: distances.length,
      ...Object.fromEntries(measured.flatMap(numbersOf)),
      boundLow: bound[0],
      boundHigh: bound[1],
    },
  };
}
