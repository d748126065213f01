/** The straight way between two codes that leads through the emptiest place. */

import { exampleCount } from '../../data/dataset.ts';
import { UserError } from '../../errors.ts';
import { interpolationStrip, scatter, stackedFigures } from '../../explore/figures/index.ts';
import { between, codeAt, linear } from '../../explore/latent/index.ts';
import type { HostTensor } from '../../graph/types.ts';
import { hostFloats, rowsOf } from '../../train/model-session.ts';
import type { OpenModel } from '../open-model.ts';
import { codePlane } from './code-plane.ts';
import { emptiness, nearestDistances, trainingCodes } from './codes.ts';
import { expectContinuousCodes } from './discrete-samples.ts';
import { trainingPoints } from './drawn-codes.ts';
import {
  asImages,
  chooseExamples,
  classNamesOf,
  type Picture,
  pickLabels,
  pickRows,
  shownShape,
  showsImages,
} from './picture.ts';
import { pointsOf, shownPoints } from './reconstructions.ts';

export interface HoleWayOptions {
  /** Images on the way, both ends included. Default 11. */
  readonly steps?: number | undefined;
}

export interface Way {
  /** Indices of validation examples. */
  readonly from: number;
  readonly to: number;
}

/** Validation examples that may be an end. */
const CANDIDATES = 60;
/** Ends lie well among the training codes: nearer than this, where 1 is the edge of a hole. */
const AT_HOME = 0.5;
/** For a first look at all ways: training codes, places on each way, ways that are looked at again. */
const COARSE_CODES = 1000;
const COARSE_PLACES = [0.3, 0.5, 0.7];
const FINALISTS = 12;
const FINE_STEPS = 21;

/** Codes [steps, Z] on the straight line between two rows, both included. */
function codesOnWay(codes: HostTensor, { from, to }: Way, steps: number): HostTensor {
  return between(codeAt(codes, from), codeAt(codes, to), steps);
}

/**
 * The ways between any two rows, the one that leads farthest from the reference first, as far as
 * three places on it tell.
 */
export function rankWays(codes: HostTensor, reference: HostTensor): Way[] {
  const [count, size] = codes.shape as readonly [number, number];
  const row = (index: number) => codeAt(codes, index);
  const ways = Array.from({ length: count }, (_, from) =>
    Array.from({ length: count - from - 1 }, (_, rest) => ({ from, to: from + 1 + rest })),
  ).flat();
  const places = ways.flatMap(({ from, to }) =>
    COARSE_PLACES.flatMap((place) => linear(row(from), row(to), place)),
  );
  const distances = nearestDistances(
    hostFloats([ways.length * COARSE_PLACES.length, size], Float32Array.from(places)),
    reference,
  );
  return ways
    .map((way, index) => {
      const begin = index * COARSE_PLACES.length;
      return { way, empty: Math.max(...distances.subarray(begin, begin + COARSE_PLACES.length)) };
    })
    .sort((a, b) => b.empty - a.empty)
    .map(({ way }) => way);
}

/** @throws UserError if there are fewer than two validation examples */
async function emptiestWay(model: OpenModel): Promise<Way> {
  const { session, data } = model;
  const total = exampleCount(data.validation);
  if (total < 2) {
    throw new UserError('a way needs two validation examples, and there are fewer');
  }
  const chosen = chooseExamples(data.validation, Math.min(CANDIDATES, total));
  const codes = await session.encode(
    pickRows(data.validation.values, chosen),
    pickLabels(data.validation, chosen),
  );
  const places = await emptiness(model, codes);
  const home = chosen.flatMap((_, place) => (places[place]! <= AT_HOME ? [place] : []));
  const ends = home.length > 1 ? home : chosen.map((_, place) => place);
  const training = await trainingCodes(model);
  const reference = rowsOf(training, 0, Math.min(COARSE_CODES, training.shape[0]!));
  const candidates = pickRows(codes, ends);
  const finalists = rankWays(candidates, reference).slice(0, FINALISTS);
  const measured = await Promise.all(
    finalists.map(async (way) => ({
      way,
      empty: Math.max(...(await emptiness(model, codesOnWay(candidates, way, FINE_STEPS)))),
    })),
  );
  const [best] = measured.sort((a, b) => b.empty - a.empty);
  return { from: chosen[ends[best!.way.from]!]!, to: chosen[ends[best!.way.to]!]! };
}

/** Steps of the line that is drawn. */
const DRAWN_STEPS = 201;

interface MeasuredWay {
  readonly codes: HostTensor;
  /** As `emptiness`, of each code. */
  readonly empty: Float64Array;
}

async function measureWay(
  model: OpenModel,
  { from, to }: Way,
  steps: number,
): Promise<MeasuredWay> {
  const { session, data } = model;
  const ends = await session.encode(
    pickRows(data.validation.values, [from, to]),
    pickLabels(data.validation, [from, to]),
  );
  const codes = codesOnWay(ends, { from: 0, to: 1 }, steps);
  return { codes, empty: await emptiness(model, codes) };
}

const isStriking = ({ empty }: MeasuredWay) => Array.from(empty, (value) => value > 1);

const ENDS = ['A', 'B'] as const;

/** Where the way lies among the training codes. */
async function wayScatter(model: OpenModel, line: MeasuredWay): Promise<Uint8Array> {
  const plane = await codePlane(model);
  const { hasNormalPrior } = model.system.views;
  return scatter({
    title: 'Where the way lies among the training codes',
    subtitle: plane.note
      ? `Seen along ${plane.note}. Orange: in a hole.`
      : 'Orange: in a hole, farther from every training code than 99 % of the codes of new examples.',
    ...(await trainingPoints(model, plane)),
    xName: plane.xName,
    yName: plane.yName,
    prior: hasNormalPrior,
    overlays: [
      { kind: 'way', ...plane.placesOf(line.codes), striking: isStriking(line), ends: ENDS },
    ],
  });
}

async function strip(model: OpenModel, { from, to }: Way, way: MeasuredWay): Promise<Uint8Array> {
  const { labels } = model.data.validation;
  const classNames = classNamesOf(model);
  const nameOf = (index: number) =>
    labels && classNames ? (classNames[labels[index]!] ?? '') : `example ${index}`;
  const start = Array.from({ length: way.empty.length }, () => from);
  const decoded = await model.session.decode(way.codes, pickLabels(model.data.validation, start));
  return interpolationStrip({
    title: `From A (${nameOf(from)}) to B (${nameOf(to)}) straight through the emptiest place`,
    subtitle:
      'Under each image how far its code is from the nearest training code, where 1 is the distance that 99 % of the codes of new images keep. Framed: in a hole.',
    images: asImages(decoded, shownShape(model)),
    steps: way.empty.length,
    rowLabels: ['A → B'],
    captions: Array.from(way.empty, (value) => value.toFixed(1)),
    framed: isStriking(way),
  });
}

/** The decoded way over the data, for points in the plane. */
async function wayOverData(model: OpenModel, line: MeasuredWay): Promise<Uint8Array> {
  const { values, colour } = shownPoints(model);
  const points = pointsOf(await model.session.prepare(values));
  const decoded = pointsOf(await model.session.decode(line.codes));
  return scatter({
    title: 'The straight way between the codes of A and B, decoded',
    subtitle: 'Over the validation points. Orange: decoded from codes in a hole.',
    ...points,
    ...(colour && { colouring: { values: colour, name: 'Place on the curve' } }),
    equalAxes: true,
    overlays: [{ kind: 'way', ...decoded, striking: isStriking(line), ends: ENDS }],
  });
}

/**
 * Of the ways between codes of validation examples the one that leads farthest from all training
 * codes: decoded, and drawn among the codes. Numbers: `from`, `to` (indices of validation examples),
 * `steps`, `emptiest` (the largest distance to the nearest training code, where 1 is what 99 of 100
 * new codes keep), `inHoles` (share of the way).
 * @throws UserError if there are fewer than two validation examples, or codes of one number
 */
export async function holeWayPicture(
  model: OpenModel,
  { steps = 11 }: HoleWayOptions = {},
): Promise<Picture> {
  expectContinuousCodes(model, 'the way through a hole');
  const way = await emptiestWay(model);
  const line = await measureWay(model, way, DRAWN_STEPS);
  const pictures: Uint8Array[] = [];
  if (showsImages(model))
    pictures.push(await strip(model, way, await measureWay(model, way, steps)));
  else if (shownShape(model)[0] === 2) pictures.push(await wayOverData(model, line));
  pictures.push(await wayScatter(model, line));
  const png = await stackedFigures(pictures);
  const striking = isStriking(line);
  return {
    png,
    numbers: {
      ...way,
      steps,
      emptiest: Math.max(...line.empty),
      inHoles: striking.filter(Boolean).length / striking.length,
    },
  };
}
