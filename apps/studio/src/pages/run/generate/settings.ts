/** What samples are made with: as a model allows it, as the server is asked, and as the address says it. */

import type { Capabilities, UseBody } from '../../../api/contract.ts';

/** What a run of the solver is told; of diffusions alone. */
export interface SolverSettings {
  readonly solver: string;
  /** From noise to data. */
  readonly steps: number;
  /** Of ddim: noise that is added at each step, from 0 to 1. */
  readonly eta?: number;
  /** Of models that are told classes. */
  readonly guidance?: number;
}

interface CommonSettings extends Partial<SolverSettings> {
  readonly seed: number;
  readonly count: number;
  /** Undefined: of samples all classes in turn, of a fill the image's own. */
  readonly class?: number;
}

export interface SampleSettings extends CommonSettings {
  /** Scale of the codes, from 0 to 1; of models with the prior N(0, I). */
  readonly truncation?: number;
}

export interface FillSettings extends CommonSettings {
  /** How often each stretch of steps is done. */
  readonly resample: number;
}

/** As the server's. */
export const MOST_SAMPLES = 512;
export const MOST_FILLS = 36;
export const MOST_GUIDANCE = 10;
export const MOST_PASSES = 20;
export const LARGEST_SEED = Number.MAX_SAFE_INTEGER;

/** The way from noise to data is streamed of so many at once, whatever their size. */
const MOST_WATCHED = 100;
/** Moments of that way. */
const MOMENTS = 40;

const IMAGES = 16;
const POINTS = 512;
/** Classes of which two samples each fit into a screen. */
const FEW_CLASSES = 12;

/** As the command `inpaint` does it. */
const FILL = { count: 4, solver: 'ddim', eta: 1, steps: 50, resample: 4 } as const;

/** 'ddim, η = 0.5' → ddim with that eta. */
function usualSolver(denoising: NonNullable<Capabilities['denoising']>): SolverSettings {
  const { solver, solvers, steps, guidance } = denoising;
  const [, eta] = /η = ([\d.]+)/.exec(solver) ?? [];
  const name = solvers.find((known) => known === solver.split(',')[0]) ?? solvers[0] ?? solver;
  return {
    solver: name,
    steps,
    ...(name === 'ddim' && { eta: Number(eta ?? 0) }),
    ...(guidance !== undefined && { guidance: Math.min(guidance, MOST_GUIDANCE) }),
  };
}

export function hasTruncation({ prior, denoising }: Capabilities): boolean {
  return prior === 'normal' && denoising === undefined;
}

/** Whether samples are there in a moment, so that they may follow the controls. */
export function isQuick({ prior, denoising, decode }: Capabilities): boolean {
  return decode && denoising === undefined && prior !== 'uniform';
}

export function usualSamples(capabilities: Capabilities, seed: number): SampleSettings {
  const { kind, classes, denoising } = capabilities;
  const trained = classes?.trained.length ?? 0;
  const isInRows = trained > 1 && trained <= FEW_CLASSES;
  return {
    seed,
    count: kind === 'points' ? POINTS : isInRows ? 2 * trained : IMAGES,
    ...(hasTruncation(capabilities) && { truncation: 1 }),
    ...(denoising && usualSolver(denoising)),
  };
}

export function usualFill({ denoising }: Capabilities, seed: number): FillSettings {
  const { steps, ...fill } = FILL;
  const guidance = denoising && usualSolver(denoising).guidance;
  return {
    seed,
    ...fill,
    steps: Math.min(steps, denoising?.times ?? steps),
    ...(guidance !== undefined && { guidance }),
  };
}

function numberIn(
  parameters: URLSearchParams,
  name: string,
  { least, most, isWhole = false }: { least: number; most: number; isWhole?: boolean },
): number | undefined {
  const text = parameters.get(name);
  if (text === null || text.trim() === '') return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < least || value > most) return undefined;
  return isWhole ? Math.round(value) : value;
}

/** A whole number of the address, if it is there and between two others. */
export function wholeIn(
  parameters: URLSearchParams,
  name: string,
  least: number,
  most: number,
): number | undefined {
  return numberIn(parameters, name, { least, most, isWhole: true });
}

function classIn(parameters: URLSearchParams, { classes }: Capabilities) {
  const label = wholeIn(parameters, 'class', 0, Number.MAX_SAFE_INTEGER);
  return label !== undefined && classes?.trained.includes(label) ? { class: label } : {};
}

function solverIn(
  parameters: URLSearchParams,
  { denoising }: Capabilities,
  usual: Partial<SolverSettings>,
): Partial<SolverSettings> {
  if (!denoising) return {};
  const named = parameters.get('solver');
  const solver = denoising.solvers.find((known) => known === named) ?? usual.solver;
  const isDdim = solver === 'ddim';
  const eta = numberIn(parameters, 'eta', { least: 0, most: 1 }) ?? usual.eta ?? 0;
  const guidance =
    numberIn(parameters, 'guidance', { least: 0, most: MOST_GUIDANCE }) ?? usual.guidance;
  const steps = wholeIn(parameters, 'steps', 1, denoising.times) ?? usual.steps;
  return {
    ...(solver !== undefined && { solver }),
    ...(steps !== undefined && { steps }),
    ...(isDdim && { eta }),
    ...(usual.guidance !== undefined && guidance !== undefined && { guidance }),
  };
}

/** What an address asks for, and the usual in place of what it leaves out or what does not suit. */
export function readSamples(
  parameters: URLSearchParams,
  capabilities: Capabilities,
  runSeed: number,
): SampleSettings {
  const usual = usualSamples(capabilities, runSeed);
  const truncation = numberIn(parameters, 'truncation', { least: 0, most: 1 });
  return {
    seed: wholeIn(parameters, 'seed', 0, LARGEST_SEED) ?? usual.seed,
    count: wholeIn(parameters, 'count', 1, MOST_SAMPLES) ?? usual.count,
    ...classIn(parameters, capabilities),
    ...(usual.truncation !== undefined && { truncation: truncation ?? usual.truncation }),
    ...solverIn(parameters, capabilities, usual),
  };
}

export function readFill(
  parameters: URLSearchParams,
  capabilities: Capabilities,
  runSeed: number,
): FillSettings {
  const usual = usualFill(capabilities, runSeed);
  return {
    seed: wholeIn(parameters, 'seed', 0, LARGEST_SEED) ?? usual.seed,
    count: wholeIn(parameters, 'count', 1, MOST_FILLS) ?? usual.count,
    resample: wholeIn(parameters, 'resample', 1, MOST_PASSES) ?? usual.resample,
    ...classIn(parameters, capabilities),
    ...solverIn(parameters, capabilities, usual),
  };
}

/** A solver without what only another one takes. */
export function withSolver<Settings extends Partial<SolverSettings>>(
  settings: Settings,
  solver: string,
  eta: number,
): Settings {
  const { eta: _, ...rest } = settings;
  return { ...rest, solver, ...(solver === 'ddim' && { eta }) } as Settings;
}

/** Settings as an address has them; the same settings have the same text. */
export function settingParameters(settings: object): URLSearchParams {
  const told = Object.entries(settings).filter(([, value]) => value !== undefined);
  return new URLSearchParams(
    told
      .map(([name, value]): [string, string] => [name, String(value)])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

export function sampleBody(
  settings: SampleSettings,
  { denoising }: Capabilities,
): UseBody<'sample'> {
  const isWatched = denoising !== undefined && settings.count <= MOST_WATCHED;
  return { ...settings, ...(isWatched && { moments: MOMENTS }) };
}

/** @param mask [H, W], 1 where the image is to be filled */
export function fillBody(
  settings: FillSettings,
  image: number | string,
  mask: Uint8Array,
): UseBody<'inpaint'> {
  const text = Array.from(mask, (bit) => String.fromCharCode(bit)).join('');
  return { ...settings, image, mask: btoa(text), moments: MOMENTS };
}

/** Easy to read out and to type. */
const RANDOM_SEEDS = 1_000_000;

export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! % RANDOM_SEEDS;
}
