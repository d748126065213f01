/** A diffusion of points in the plane: where it pushes them, and the ways that they take. */

import { type PlanePanel, planePanels } from '../../explore/figures/index.ts';
import { formatNumber } from '../../explore/figures/theme.ts';
import type { HostTensor } from '../../graph/types.ts';
import { levelAt } from '../../samplers/noise-schedule.ts';
import { solverSteps } from '../../samplers/solvers.ts';
import { fold, key } from '../../tensor/key.ts';
import { expectDenoising, hostFloats } from '../../train/model-session.ts';
import type { OpenModel } from '../open-model.ts';
import {
  describeSettings,
  noiseLike,
  samplerSettings,
  sampleWatched,
  spreadPlaces,
  stepsOf,
} from '../solvers.ts';
import { priorCodes } from './codes.ts';
import { PLANE_REACH } from './denoised-samples.ts';
import {
  COMPARED_SOLVERS,
  compareSolvers,
  type DiffusionPictureOptions,
  evenTimes,
  percent,
} from './diffusion-process.ts';
import { coordinate, type Picture } from './picture.ts';
import { distanceToData } from './point-distances.ts';
import { pointsOf, shownPoints } from './reconstructions.ts';

const RANGE = [-PLANE_REACH, PLANE_REACH] as const;
const MOMENTS = 5;
const POINTS = 1000;

/** Held-out points at several times. */
export async function noisedPoints(
  model: OpenModel,
  { seed = model.config.seed }: DiffusionPictureOptions = {},
): Promise<Picture> {
  const { session, system } = model;
  const { schedule, shape } = expectDenoising(system.views, 'the noising of points');
  const { values, colour } = shownPoints(model);
  const count = values.shape[0]!;
  const noise = noiseLike({ shape }, fold(key(seed), 'noising'), count);
  const panels: PlanePanel[] = [];
  for (const time of evenTimes(schedule, MOMENTS)) {
    const level = levelAt(schedule, time);
    const states = await session.diffuse(values, noise, new Array(count).fill(level));
    panels.push({
      title: `t = ${time}: ${percent(level.signal ** 2)} data`,
      points: { ...pointsOf(states), values: colour },
    });
  }
  const png = await planePanels({
    title: 'From data to noise',
    subtitle: `Held-out points with more and more of one draw of noise each, from −${PLANE_REACH} to ${PLANE_REACH}. Colour: place on the curve. Seed ${seed}.`,
    panels,
    columns: MOMENTS,
    range: RANGE,
  });
  return { png, numbers: { points: count, seed } };
}

/** Points on their way from noise: x, and under it what the network takes for the data. */
export async function denoisedPoints(
  model: OpenModel,
  options: DiffusionPictureOptions = {},
): Promise<Picture> {
  const { seed = model.config.seed } = options;
  const denoising = expectDenoising(model.system.views, 'the denoising of points');
  const settings = samplerSettings(model, options);
  const steps = stepsOf(denoising, settings);
  const { samples, moments } = await sampleWatched(model, {
    steps,
    start: priorCodes(model.system.views, seed, POINTS),
    key: fold(key(seed), 'denoising'),
    watch: spreadPlaces(steps.length, MOMENTS - 1),
  });
  const row = (of: 'x' | 'x0'): PlanePanel[] => [
    ...moments.map((moment) => ({ title: `t = ${moment.time}`, points: pointsOf(moment[of]) })),
    { title: 'samples', points: pointsOf(samples) },
  ];
  const png = await planePanels({
    title: 'From noise to data',
    subtitle: `Above the states x, and below the x₀ that the network sees in each. ${describeSettings(settings, steps.length)}. Seed ${seed}.`,
    panels: [...row('x'), ...row('x0')],
    columns: moments.length + 1,
    range: RANGE,
    rowLabels: ['x', 'x₀'],
  });
  return { png, numbers: { points: POINTS, steps: settings.steps, seed } };
}

/** Arrows a side. */
const ARROWS = 21;
/** Shares of T. */
const FIELD_TIMES = [0.8, 0.4, 0.2, 0.1, 0.02];

/** Where most data of about unit variance lie. */
const FIELD_REACH = 2;

/** The middles of a grid of cells over the plane, [N, 2]. */
function gridPoints(): HostTensor {
  const at = (place: number) => -FIELD_REACH + (2 * FIELD_REACH * (place + 0.5)) / ARROWS;
  const data = Array.from({ length: ARROWS ** 2 }, (_, index) => [
    at(index % ARROWS),
    at(Math.floor(index / ARROWS)),
  ]);
  return hostFloats([ARROWS ** 2, 2], Float32Array.from(data.flat()));
}

/** The score, (α x₀ − x) / σ², over the plane, above the data at that time. */
export async function scoreField(
  model: OpenModel,
  { seed = model.config.seed }: DiffusionPictureOptions = {},
): Promise<Picture> {
  const { session, system } = model;
  const { schedule, shape } = expectDenoising(system.views, 'the field');
  const { values } = shownPoints(model);
  const count = values.shape[0]!;
  const noise = noiseLike({ shape }, fold(key(seed), 'noising'), count);
  const grid = gridPoints();
  const panels: PlanePanel[] = [];
  for (const share of FIELD_TIMES) {
    const time = Math.max(1, Math.round(share * schedule.steps));
    const level = levelAt(schedule, time);
    const { moments } = await sampleWatched(model, {
      steps: solverSteps({ name: 'ddim' }, schedule, [time, 0]),
      start: grid,
      key: key(seed),
      watch: new Set([0]),
    });
    const x0 = moments[0]!.x0.data;
    const score = grid.data.map(
      (x, place) => (level.signal * x0[place]! - x) / level.deviation ** 2,
    );
    const data = await session.diffuse(values, noise, new Array(count).fill(level));
    panels.push({
      title: `t = ${time}`,
      points: { ...pointsOf(data), isFaint: true },
      arrows: {
        all: Array.from({ length: ARROWS ** 2 }, (_, index) => ({
          x: grid.data[2 * index]!,
          y: grid.data[2 * index + 1]!,
          dx: score[2 * index]!,
          dy: score[2 * index + 1]!,
        })),
        spacing: (2 * FIELD_REACH) / ARROWS,
      },
    });
  }
  const png = await planePanels({
    title: 'Where the network pushes points, from much noise to little',
    subtitle: `Arrows: the score, the slope of the logarithm of the density, as the network has learned it; long ones are cut short. Pale: held-out data with as much noise.`,
    panels,
    columns: panels.length,
    range: [-FIELD_REACH, FIELD_REACH],
  });
  return { png, numbers: { arrows: ARROWS ** 2 } };
}

const WAYS = 60;
/** Of each way, besides its end. */
const WAY_POINTS = 50;

/** The ways of points from noise to data. */
export async function particleWays(
  model: OpenModel,
  options: DiffusionPictureOptions = {},
): Promise<Picture> {
  const { seed = model.config.seed } = options;
  const denoising = expectDenoising(model.system.views, 'the ways of points');
  const panels: PlanePanel[] = [];
  const { values } = shownPoints(model);
  const data = { ...pointsOf(await model.session.prepare(values)), isFaint: true };
  for (const solver of ['ddim', 'ddpm']) {
    const settings = samplerSettings(model, { ...options, solver, eta: undefined });
    const steps = stepsOf(denoising, settings);
    const { samples, moments } = await sampleWatched(model, {
      steps,
      start: priorCodes(model.system.views, seed, WAYS),
      key: fold(key(seed), 'denoising'),
      watch: spreadPlaces(steps.length, WAY_POINTS),
    });
    const states = [...moments.map(({ x }) => x), samples];
    const along = (axis: number) => states.map((state) => coordinate(state, axis));
    const [x, y] = [along(0), along(1)];
    panels.push({
      title: describeSettings(settings, steps.length),
      points: data,
      ways: Array.from({ length: WAYS }, (_, point) => ({
        x: x.map((state) => state[point]!),
        y: y.map((state) => state[point]!),
      })),
    });
  }
  const png = await planePanels({
    title: 'The ways of points from noise to data',
    subtitle: `From grey to red. ddim adds no noise, so that its ways are smooth; ddpm adds some in every step. Pale: held-out data. Seed ${seed}.`,
    panels,
    columns: panels.length,
    range: RANGE,
    side: 440,
  });
  return { png, numbers: { points: WAYS, seed } };
}

/** Samples by solver and number of steps, from the same noise, with their distance to the data. */
export async function solverPanels(
  model: OpenModel,
  options: DiffusionPictureOptions = {},
): Promise<Picture> {
  const { seed = model.config.seed } = options;
  const compared = await compareSolvers(model, options, POINTS);
  const panels: PlanePanel[] = [];
  for (const { steps, samples } of compared) {
    const distance = formatNumber(await distanceToData(model, samples), 2);
    panels.push({ title: `${steps} steps: ${distance} off`, points: pointsOf(samples) });
  }
  const png = await planePanels({
    title: 'The same noise by four solvers, in few and many steps',
    subtitle: `With the mean distance to the nearest training point. heun asks the network twice a step, but for the last; the others once. Seed ${seed}.`,
    panels,
    columns: panels.length / COMPARED_SOLVERS.length,
    range: RANGE,
    rowLabels: [...COMPARED_SOLVERS],
  });
  return { png, numbers: { points: POINTS, seed } };
}
