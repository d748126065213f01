/** How data are made of noise, as it is asked for on a command line. */

import { UserError } from '../errors.ts';
import type { HostTensor } from '../graph/types.ts';
import type { StepNumbers } from '../samplers/solver-step.ts';
import type { SolverConfig } from '../samplers/solvers.ts';
import { drawNormal, type Key } from '../tensor/key.ts';
import { expectDenoising, hostFloats, type Labels } from '../train/model-session.ts';
import { samplingBatch, tableOf } from '../train/step-sampler.ts';
import type { DenoisingViews, SamplerSettings } from '../train/system.ts';
import type { PicturedModel } from './pictures/picture.ts';

/** By the names under which they are asked for. */
const SOLVERS: Readonly<Record<string, SolverConfig>> = {
  ddpm: { name: 'ddpm', variance: 'small' },
  'ddpm-large': { name: 'ddpm', variance: 'large' },
  ddim: { name: 'ddim' },
  'dpm++2m': { name: 'dpm++2m' },
  euler: { name: 'euler' },
  heun: { name: 'heun' },
};

export const SOLVER_NAMES = Object.keys(SOLVERS);

export interface SolverOptions {
  readonly solver?: string | undefined;
  /** From noise to data. */
  readonly steps?: number | undefined;
  /** Of ddim: noise that is added, from 0 to 1. */
  readonly eta?: number | undefined;
  /** Guidance scale, of models that are told classes. */
  readonly guidance?: number | undefined;
}

/** The name under which a solver is asked for. */
export function solverName(solver: SolverConfig): string {
  if (solver.name === 'ddpm' && solver.variance === 'large') return 'ddpm-large';
  return solver.name === 'ddim' && solver.eta ? `ddim, η = ${solver.eta}` : solver.name;
}

function solverOf({ solver, eta }: SolverOptions, usual: SolverConfig): SolverConfig {
  const chosen = solver === undefined ? usual : SOLVERS[solver];
  if (!chosen) {
    throw new UserError(
      `there is no solver ${JSON.stringify(solver)}; there are ${SOLVER_NAMES.join(', ')}`,
    );
  }
  if (eta === undefined) return chosen;
  if (chosen.name !== 'ddim') {
    throw new UserError(
      `--eta is the noise that ddim adds, and ${solverName(chosen)} has none to choose: leave it out, or give --solver ddim`,
    );
  }
  if (eta >= 0 && eta <= 1) return { name: 'ddim', eta };
  throw new UserError(`--eta lies from 0, no noise, to 1, as much as ddpm adds, not at ${eta}`);
}

/**
 * The run's own settings with what is asked for in their place.
 * @throws UserError for a model that is no diffusion, or what does not exist or does not suit it
 */
export function samplerSettings(
  { session }: PicturedModel,
  options: SolverOptions,
  usual: Partial<SamplerSettings> = {},
): SamplerSettings {
  const { views } = session.system;
  const { defaults, schedule } = expectDenoising(views, 'a solver');
  const own = { ...defaults, ...usual };
  const { steps = Math.min(own.steps, schedule.steps), guidance } = options;
  if (steps > schedule.steps) {
    throw new UserError(
      `this diffusion was trained with ${schedule.steps} times, so --steps goes from 1 to ${schedule.steps}, not ${steps}`,
    );
  }
  if (guidance !== undefined && views.classes === undefined) {
    throw new UserError(
      '--guidance exaggerates what a class changes, and this run’s model is told none: leave it out',
    );
  }
  return {
    ...own,
    solver: solverOf(options, own.solver),
    steps,
    guidanceScale: guidance ?? own.guidanceScale,
  };
}

/** ', guidance scale 2' where a class is told, else nothing. */
export function describeGuidance(
  { session }: PicturedModel,
  { guidanceScale }: SamplerSettings,
): string {
  const { classes } = session.system.views;
  return classes === undefined ? '' : `, guidance scale ${guidanceScale}`;
}

/** 'ddim, 20 steps'; heun asks the network nearly twice a step. */
export function describeSettings({ solver, steps }: SamplerSettings, evaluations: number): string {
  const count = `${steps} ${steps === 1 ? 'step' : 'steps'}`;
  const asked = evaluations === steps ? '' : ` (${evaluations} answers of the network)`;
  return `${solverName(solver)}, ${count}${asked}`;
}

/** How a diffusion draws its samples, in words. */
export function describeSampling(
  model: PicturedModel,
  settings: SamplerSettings = samplerSettings(model, {}),
): string {
  const steps = stepsOf(expectDenoising(model.session.system.views, 'a solver'), settings);
  return describeSettings(settings, steps.length) + describeGuidance(model, settings);
}

/** A moment on the way, [N, ...] as data are shown. */
export interface Moment {
  /** t before the step. */
  readonly time: number;
  readonly x: HostTensor;
  /** What the network took for the data. */
  readonly x0: HostTensor;
}

export interface WatchedSampling {
  readonly steps: readonly StepNumbers<number>[];
  readonly start: HostTensor;
  readonly key: Key;
  readonly labels?: Labels;
  readonly guidanceScale?: number | undefined;
  /** Steps to keep, by their place in the table; none unless given. */
  readonly watch?: ReadonlySet<number>;
}

/**
 * Samples and what they were on the way.
 * @throws UserError for more at once than one run of the network takes, if any step is watched
 */
export async function sampleWatched(
  { session }: PicturedModel,
  { watch, start, ...request }: WatchedSampling,
): Promise<{ readonly samples: HostTensor; readonly moments: readonly Moment[] }> {
  const { shape } = expectDenoising(session.system.views, 'sampling in steps');
  const count = start.shape[0]!;
  const most = samplingBatch(shape);
  if (watch && count > most) {
    throw new UserError(`the way from noise to data is shown of at most ${most} at once`);
  }
  const seen: { index: number; x: HostTensor; x0: HostTensor }[] = [];
  const samples = await session.sample({
    ...request,
    start: { ...start, shape: [count, ...shape] },
    count,
    watch: (index) => watch?.has(index) ?? false,
    onStep: (moment) => seen.push(moment),
  });
  const moments: Moment[] = [];
  for (const { index, x, x0 } of seen) {
    moments.push({
      time: request.steps[index]!.time,
      x: await session.showDiffused(x),
      x0: await session.showDiffused(x0),
    });
  }
  return { samples, moments };
}

/** `most` places of a table, or all, evenly spread, the first and the last among them. */
export function spreadPlaces(steps: number, most: number): ReadonlySet<number> {
  const count = Math.min(steps, most);
  if (count === 1) return new Set([0]);
  return new Set(
    Array.from({ length: count }, (_, place) => Math.round((place * (steps - 1)) / (count - 1))),
  );
}

/** The table of such settings. */
export function stepsOf(
  { schedule }: Pick<DenoisingViews, 'schedule'>,
  settings: SamplerSettings,
): readonly StepNumbers<number>[] {
  return tableOf(schedule, settings);
}

/** Draws of N(0, I) [count, ...shape]. */
export function noiseLike(
  { shape }: Pick<DenoisingViews, 'shape'>,
  key: Key,
  count: number,
): HostTensor {
  const size = shape.reduce((product, extent) => product * extent, count);
  return hostFloats([count, ...shape], drawNormal(key, size));
}
