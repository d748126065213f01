/** A diffusion forwards and backwards, as pictures: what noise does to data, and how data come of noise. */

import { exampleCount } from '../../data/dataset.ts';
import { type CurvePanel, imageGrid, overlaidCurves } from '../../explore/figures/index.ts';
import type { HostTensor } from '../../graph/types.ts';
import { levelAt, type NoiseSchedule, noiseSchedules } from '../../samplers/noise-schedule.ts';
import { fold, key } from '../../tensor/key.ts';
import { expectDenoising, hostFloats } from '../../train/model-session.ts';
import type { OpenModel } from '../open-model.ts';
import {
  describeSettings,
  noiseLike,
  type SolverOptions,
  samplerSettings,
  sampleWatched,
  solverName,
  spreadPlaces,
  stepsOf,
} from '../solvers.ts';
import { trainedClasses } from './class-samples.ts';
import { priorCodes } from './codes.ts';
import { asImages, chooseExamples, type Picture, pickRows, shownShape } from './picture.ts';

export interface DiffusionPictureOptions extends SolverOptions {
  /** Of the noise; the run's unless given. */
  readonly seed?: number | undefined;
}

/** Moments of a strip. */
const MOMENTS = 10;
const STRIP_ROWS = 5;
/** Points of a curve; more cannot be told apart. */
const CURVE_POINTS = 200;

/** The times at which a curve is drawn, its ends among them. */
function curveTimes(steps: number, first: number): number[] {
  const count = Math.min(CURVE_POINTS, steps);
  return [
    ...new Set(
      Array.from({ length: count + 1 }, (_, place) =>
        Math.max(first, Math.round((place * steps) / count)),
      ),
    ),
  ];
}

/** This run's schedule beside the others of as many steps. */
export async function schedulePicture({ system }: OpenModel): Promise<Picture> {
  const { schedule } = expectDenoising(system.views, 'the noise schedule');
  const others = Object.entries(noiseSchedules).map(([name, make], colour) => ({
    name,
    colour,
    schedule: make(schedule.steps),
  }));
  const isOwn = (other: NoiseSchedule) =>
    other.alphaBars.every((value, t) => value === schedule.alphaBars[t]);
  const shown = others.map(({ name, ...other }) => ({
    name: isOwn(other.schedule) ? `${name} (this run)` : name,
    ...other,
  }));
  const panel = (
    title: string,
    first: number,
    read: (schedule: NoiseSchedule, t: number) => number,
  ): CurvePanel => ({
    title,
    curves: shown.map((curve) => ({
      name: curve.name,
      colour: curve.colour,
      points: curveTimes(schedule.steps, first).map((t) => [t, read(curve.schedule, t)] as const),
    })),
  });
  const png = await overlaidCurves({
    title: 'The noise schedule: how much of the data is left at each time',
    subtitle: `x at time t is √ᾱ times the data and √(1 − ᾱ) times noise; ${schedule.steps} times.`,
    panels: [
      panel('ᾱ, the share of the variance that is data', 0, ({ alphaBars }, t) => alphaBars[t]!),
      panel('β in powers of ten, the variance that each step adds', 1, ({ betas }, t) =>
        Math.log10(betas[t]!),
      ),
    ],
    xName: 'Time t',
  });
  return { png, numbers: { times: schedule.steps } };
}

/** So many times from 0 to T, evenly. */
export function evenTimes({ steps }: NoiseSchedule, count: number): number[] {
  return Array.from({ length: count }, (_, place) => Math.round((place * steps) / (count - 1)));
}

/** 0.856 → '86 %', 1e-8 → '0 %'. */
export const percent = (share: number): string =>
  `${Number((100 * share).toFixed(share < 0.1 ? 1 : 0))} %`;

/** Held-out images with more and more of the same noise. */
export async function noisingStrip(
  model: OpenModel,
  { seed = model.config.seed }: DiffusionPictureOptions = {},
): Promise<Picture> {
  const { session, system, data } = model;
  const { schedule, shape } = expectDenoising(system.views, 'the noising strip');
  const rows = Math.min(STRIP_ROWS, exampleCount(data.validation));
  const chosen = chooseExamples(data.validation, rows);
  const levels = evenTimes(schedule, MOMENTS).map((time) => levelAt(schedule, time));
  const source = fold(key(seed), 'noising');
  const noise = noiseLike({ shape }, source, rows);
  const places = chosen.flatMap((_, row) => levels.map(() => row));
  const states = await session.diffuse(
    pickRows(pickRows(data.validation.values, chosen), places),
    pickRows(noise, places),
    chosen.flatMap(() => levels),
  );
  const png = await imageGrid({
    title: 'From data to noise',
    subtitle: `Held-out images with more and more of one draw of noise. Under t how much of the variance is still data. Seed ${seed}.`,
    images: asImages(await session.showDiffused(states), shownShape(model)),
    columns: MOMENTS,
    columnLabels: levels.map(({ time, signal }) => `t = ${time}\n${percent(signal ** 2)}`),
  });
  return { png, numbers: { examples: rows, seed } };
}

/** Rows of several arrays [M, ...] one after the other: the first of each, then the second of each. */
function interleave(columns: readonly HostTensor[]): HostTensor {
  const [first] = columns as [HostTensor];
  const rows = first.shape[0]!;
  const size = first.data.length / rows;
  const data = new Float32Array(columns.length * first.data.length);
  for (const [column, values] of columns.entries()) {
    for (let row = 0; row < rows; row++) {
      const part = values.data.subarray(row * size, (row + 1) * size);
      data.set(part, (row * columns.length + column) * size);
    }
  }
  return hostFloats([rows * columns.length, ...first.shape.slice(1)], data);
}

/** The first samples' classes, where the model is told them: each another. */
function firstClasses(model: OpenModel, count: number): Int32Array | undefined {
  if (model.system.views.classes === undefined) return undefined;
  const classes = trainedClasses(model);
  return Int32Array.from({ length: count }, (_, row) => classes[row % classes.length]!);
}

const SAMPLES = 4;

/** The first samples on their way from noise: x, and under it what the network takes for the data. */
export async function denoisingStrip(
  model: OpenModel,
  options: DiffusionPictureOptions = {},
): Promise<Picture> {
  const { system } = model;
  const { seed = model.config.seed } = options;
  const denoising = expectDenoising(system.views, 'the denoising strip');
  const settings = samplerSettings(model, options);
  const steps = stepsOf(denoising, settings);
  const { samples, moments } = await sampleWatched(model, {
    steps,
    start: priorCodes(system.views, seed, SAMPLES),
    key: fold(key(seed), 'denoising'),
    labels: firstClasses(model, SAMPLES),
    guidanceScale: settings.guidanceScale,
    watch: spreadPlaces(steps.length, MOMENTS - 1),
  });
  const states = interleave([...moments.map(({ x }) => x), samples]);
  const seen = interleave([...moments.map(({ x0 }) => x0), samples]);
  const columns = moments.length + 1;
  const places = Array.from({ length: SAMPLES }, (_, sample) =>
    [states, seen].map((from) => ({ from, sample })),
  ).flat();
  const size = samples.data.length / SAMPLES;
  const tiles = new Float32Array(places.length * columns * size);
  for (const [row, { from, sample }] of places.entries()) {
    const part = from.data.subarray(sample * columns * size, (sample + 1) * columns * size);
    tiles.set(part, row * columns * size);
  }
  const shape = shownShape(model);
  const png = await imageGrid({
    title: 'From noise to data',
    subtitle: `For each sample above the state x, and below the x₀ that the network sees in it. ${describeSettings(settings, steps.length)}. Seed ${seed}.`,
    images: asImages(hostFloats([places.length * columns, ...shape], tiles), shape),
    columns,
    columnLabels: [...moments.map(({ time }) => `t = ${time}`), 'sample'],
    rowLabels: places.map((_, row) => (row % 2 === 0 ? 'x' : 'x₀')),
  });
  return { png, numbers: { samples: SAMPLES, steps: settings.steps, seed } };
}

/** In the order of the rows. euler is ddim in other letters. */
export const COMPARED_SOLVERS = ['ddpm', 'ddim', 'dpm++2m', 'heun'] as const;
export const COMPARED_STEPS = [5, 10, 20, 50] as const;

export interface ComparedSamples {
  readonly solver: string;
  readonly steps: number;
  readonly evaluations: number;
  readonly samples: HostTensor;
}

/** From the same noise by every solver in every number of steps that the schedule has, row by row. */
export async function compareSolvers(
  model: OpenModel,
  { seed = model.config.seed, guidance }: DiffusionPictureOptions,
  count: number,
): Promise<ComparedSamples[]> {
  const { session, system } = model;
  const denoising = expectDenoising(system.views, 'the comparison of solvers');
  const { codeSize } = system.views;
  const codes = priorCodes(system.views, seed, count);
  const start = { ...codes, shape: [codes.data.length / codeSize, ...denoising.shape] };
  const compared: ComparedSamples[] = [];
  for (const solver of COMPARED_SOLVERS) {
    for (const wanted of COMPARED_STEPS) {
      if (wanted > denoising.schedule.steps) continue;
      const settings = samplerSettings(model, { solver, steps: wanted, guidance });
      const steps = stepsOf(denoising, settings);
      const samples = await session.sample({
        steps,
        count,
        key: fold(key(seed), 'denoising'),
        start,
        labels: firstClasses(model, count),
        guidanceScale: settings.guidanceScale,
      });
      const name = solverName(settings.solver);
      compared.push({ solver: name, steps: wanted, evaluations: steps.length, samples });
    }
  }
  return compared;
}

/** Samples by solver and number of steps, from the same noise. */
export async function solverGrid(
  model: OpenModel,
  options: DiffusionPictureOptions = {},
): Promise<Picture> {
  const { seed = model.config.seed } = options;
  const compared = await compareSolvers(model, options, SAMPLES);
  const columns = compared.length / COMPARED_SOLVERS.length;
  const shape = shownShape(model);
  const size = compared[0]!.samples.data.length / SAMPLES;
  // White tiles keep the groups apart.
  const group = SAMPLES + 1;
  const perRow = columns * group - 1;
  const tiles = new Float32Array(COMPARED_SOLVERS.length * perRow * size).fill(1);
  for (const [place, { samples }] of compared.entries()) {
    const row = Math.floor(place / columns);
    tiles.set(samples.data, (row * perRow + (place % columns) * group) * size);
  }
  const labels = compared
    .slice(0, columns)
    .flatMap(({ steps }) => [`${steps} steps`, ...new Array<string>(SAMPLES).fill('')])
    .slice(0, perRow);
  const png = await imageGrid({
    title: 'The same noise by four solvers, in few and many steps',
    subtitle: `heun asks the network twice a step, but for the last; the others once. Seed ${seed}.`,
    images: asImages(hostFloats([tiles.length / size, ...shape], tiles), shape),
    columns: perRow,
    columnLabels: labels,
    rowLabels: [...COMPARED_SOLVERS],
  });
  return { png, numbers: { samples: SAMPLES, seed } };
}
