/**
 * How much noise a diffusion has at each time: Ho et al., "Denoising diffusion probabilistic models"
 * (NeurIPS 2020); Nichol and Dhariwal, "Improved denoising diffusion probabilistic models" (ICML 2021).
 * t = 1..T time steps, 0 the data themselves.
 */

import { UserError } from '../errors.ts';

/** How much noise each step adds, in double precision; entry t of each list belongs to step t. */
export interface NoiseSchedule {
  /** T. */
  readonly steps: number;
  /** β_t, the variance that step t adds; β₀ = 0. */
  readonly betas: readonly number[];
  /** ᾱ_t = ∏ (1 − β_s), s = 1..t: the share of the data's variance that is left. */
  readonly alphaBars: readonly number[];
}

/** No step adds more, so that ᾱ never reaches 0. */
const LARGEST_BETA = 0.999;

function scheduleOf(uncut: readonly number[]): NoiseSchedule {
  const betas = uncut.map((beta) => Math.min(beta, LARGEST_BETA));
  let alphaBar = 1;
  const alphaBars = betas.map((beta) => {
    alphaBar *= 1 - beta;
    return alphaBar;
  });
  return { steps: betas.length, betas: [0, ...betas], alphaBars: [1, ...alphaBars] };
}

/** The number of steps for which Ho et al. chose their betas. */
const LINEAR_STEPS = 1000;

/**
 * β from 1e-4 to 0.02 in equal steps (section 4), scaled by 1000 / T so that any number of
 * steps ends with as much noise.
 */
export function linearSchedule(steps: number, first = 1e-4, last = 0.02): NoiseSchedule {
  const scale = LINEAR_STEPS / steps;
  const betas = Array.from(
    { length: steps },
    (_, index) => scale * (first + ((last - first) * index) / Math.max(steps - 1, 1)),
  );
  return scheduleOf(betas);
}

/**
 * ᾱ_t = f(t) / f(0), f(t) = cos²((t/T + s) / (1 + s) · π/2), with β_t = 1 − ᾱ_t / ᾱ_{t−1} at most
 * 0.999 (Nichol and Dhariwal, equation 17).
 * @param offset s, which keeps β from vanishing near t = 0
 */
export function cosineSchedule(steps: number, offset = 0.008): NoiseSchedule {
  const f = (t: number) => Math.cos(((t / steps + offset) / (1 + offset)) * (Math.PI / 2)) ** 2;
  return scheduleOf(Array.from({ length: steps }, (_, index) => 1 - f(index + 1) / f(index)));
}

export const noiseSchedules = { cosine: cosineSchedule, linear: linearSchedule };

/** x_t = α x₀ + σ ε at one time. */
export interface NoiseLevel {
  /** t. */
  readonly time: number;
  /** α = √ᾱ_t. */
  readonly signal: number;
  /** σ = √(1 − ᾱ_t). */
  readonly deviation: number;
}

/** @throws UserError if the schedule has no such time */
export function levelAt({ steps, alphaBars }: NoiseSchedule, time: number): NoiseLevel {
  const alphaBar = alphaBars[time];
  if (alphaBar === undefined) {
    throw new UserError(
      `a time of this diffusion is a whole number from 0 to ${steps}, not ${time}`,
    );
  }
  return { time, signal: Math.sqrt(alphaBar), deviation: Math.sqrt(1 - alphaBar) };
}
