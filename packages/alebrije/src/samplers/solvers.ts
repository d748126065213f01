/** The solvers by name. Each turns a noise schedule and falling times into a table of steps. */

import { z } from 'zod';
import { ancestralStep } from './ancestral.ts';
import { ddimStep } from './ddim.ts';
import { multistepSteps } from './dpm-solver.ts';
import { eulerStep, heunSteps } from './karras.ts';
import { levelAt, type NoiseLevel, type NoiseSchedule } from './noise-schedule.ts';
import type { StepNumbers } from './solver-step.ts';

export const solverSchema = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('ddpm'),
    /** β or β̃. */
    variance: z.enum(['large', 'small']).default('small'),
  }),
  z.strictObject({
    name: z.literal('ddim'),
    /** Noise that is added in each step: from 0, none, to 1, as much as ddpm. */
    eta: z.number().min(0).max(1).default(0),
  }),
  z.strictObject({ name: z.literal('dpm++2m') }),
  z.strictObject({ name: z.literal('euler') }),
  /** Asks the network twice a step, but for the last. */
  z.strictObject({ name: z.literal('heun') }),
]);

/** As written by a user: options may be left out. */
export type SolverConfig = z.input<typeof solverSchema>;

const fromEachTo =
  (step: (from: NoiseLevel, to: NoiseLevel) => readonly StepNumbers<number>[]) =>
  (levels: readonly NoiseLevel[]): StepNumbers<number>[] =>
    levels.slice(1).flatMap((to, index) => step(levels[index]!, to));

function tableOf(config: SolverConfig): (levels: readonly NoiseLevel[]) => StepNumbers<number>[] {
  const solver = solverSchema.parse(config);
  switch (solver.name) {
    case 'ddpm':
      return fromEachTo((from, to) => [ancestralStep(from, to, solver.variance)]);
    case 'ddim':
      return fromEachTo((from, to) => [ddimStep(from, to, solver.eta)]);
    case 'dpm++2m':
      return multistepSteps;
    case 'euler':
      return fromEachTo((from, to) => [eulerStep(from, to)]);
    case 'heun':
      return fromEachTo(heunSteps);
  }
}

/**
 * The steps from the first of these times to the last, each with one evaluation of the network.
 * @param times whole numbers that do not rise, the first at least 1 (times.ts)
 * @throws UserError for a time that the schedule lacks
 */
export function solverSteps(
  config: SolverConfig,
  schedule: NoiseSchedule,
  times: readonly number[],
): StepNumbers<number>[] {
  return tableOf(config)(times.map((time) => levelAt(schedule, time)));
}
