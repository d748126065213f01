/** Learning-rate schedules: host functions of the number of optimizer steps done, 0, 1, ... */

import { z } from 'zod';

/** Step → factor of the base learning rate. */
export type Schedule = (step: number) => number;

export const constantSchedule: Schedule = () => 1;

/**
 * 1, and after each boundary the factor of that place; at the boundary itself still the one before,
 * as in Keras' PiecewiseConstantDecay.
 * @param boundaries steps, ascending
 */
export function stepSchedule(boundaries: readonly number[], factors: readonly number[]): Schedule {
  return (step) => {
    const passed = boundaries.filter((boundary) => step > boundary).length;
    return passed === 0 ? 1 : factors[passed - 1]!;
  };
}

/** decayRate^(step / decaySteps). */
export function exponentialSchedule(decayRate: number, decaySteps: number): Schedule {
  return (step) => decayRate ** (step / decaySteps);
}

/** Half a cosine wave from 1 at step 0 to `last` at `steps`, then constant: Loshchilov and Hutter, ICLR 2017. */
export function cosineSchedule(steps: number, last = 0): Schedule {
  return (step) => cosineBetween(1, last, Math.min(step / steps, 1));
}

/** Linear from `first` to the schedule's own first value over `steps` steps; only then it starts. */
export function warmUp(schedule: Schedule, steps: number, first = 0): Schedule {
  return (step) =>
    step < steps ? (first + ((1 - first) * step) / steps) * schedule(0) : schedule(step - steps);
}

export interface OneCycleOptions {
  /** Part of all steps in which the rate rises. */
  readonly rise: number;
  /** Factors of the highest rate at the first and last step. */
  readonly first: number;
  readonly last: number;
  readonly shape: 'cosine' | 'linear';
}

const ONE_CYCLE: OneCycleOptions = { rise: 0.3, first: 1 / 25, last: 1e-4 / 25, shape: 'cosine' };

/**
 * Up from `first` to 1 and down to `last`: Smith and Topin, 2018, with PyTorch's definitions, where the
 * rise ends at step rise · steps − 1, which need not be whole.
 */
export function oneCycleSchedule(steps: number, options: Partial<OneCycleOptions> = {}): Schedule {
  const { rise, first, last, shape } = { ...ONE_CYCLE, ...options };
  const between = shape === 'cosine' ? cosineBetween : linearBetween;
  const end = steps - 1;
  const top = Math.max(rise * steps - 1, 0);
  return (step) =>
    step <= top && top > 0
      ? between(first, 1, step / top)
      : between(1, last, end > top ? Math.min((step - top) / (end - top), 1) : 1);
}

const linearBetween = (from: number, to: number, fraction: number) => from + (to - from) * fraction;

const cosineBetween = (from: number, to: number, fraction: number) =>
  to + ((from - to) * (1 + Math.cos(Math.PI * fraction))) / 2;

const factor = z.number().nonnegative();
const steps = z.int().positive();
const common = {
  /** Steps of a linear rise before the schedule proper begins, and the factor it rises from. */
  warmUp: z.strictObject({ steps, first: factor.default(0) }).optional(),
};

export const scheduleSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('constant'), ...common }),
  z
    .strictObject({
      name: z.literal('step'),
      boundaries: z.array(z.int().nonnegative()),
      factors: z.array(factor),
      ...common,
    })
    .refine(({ boundaries, factors }) => boundaries.length === factors.length, {
      error: 'needs one factor per boundary',
      path: ['factors'],
    })
    .refine(({ boundaries }) => boundaries.every((at, i) => i === 0 || at > boundaries[i - 1]!), {
      error: 'must ascend',
      path: ['boundaries'],
    }),
  z.strictObject({
    name: z.literal('exponential'),
    decayRate: factor,
    decaySteps: steps,
    ...common,
  }),
  z.strictObject({
    name: z.literal('cosine'),
    /** Steps of the descent; by default those that are left after the warm-up. */
    steps: steps.optional(),
    last: factor.default(0),
    ...common,
  }),
  z.strictObject({
    name: z.literal('oneCycle'),
    rise: z.number().min(0).max(1).default(ONE_CYCLE.rise),
    first: factor.default(ONE_CYCLE.first),
    last: factor.default(ONE_CYCLE.last),
    shape: z.enum(['cosine', 'linear']).default(ONE_CYCLE.shape),
  }),
]);

/** As written by a user: options may be left out. */
export type ScheduleConfig = z.input<typeof scheduleSchema>;

type ParsedSchedule = z.output<typeof scheduleSchema>;

function baseSchedule(config: ParsedSchedule, stepsLeft: number): Schedule {
  switch (config.name) {
    case 'constant':
      return constantSchedule;
    case 'step':
      return stepSchedule(config.boundaries, config.factors);
    case 'exponential':
      return exponentialSchedule(config.decayRate, config.decaySteps);
    case 'cosine':
      return cosineSchedule(config.steps ?? stepsLeft, config.last);
    case 'oneCycle':
      return oneCycleSchedule(stepsLeft, config);
  }
}

/**
 * The learning rate at step 0, 1, ...
 * @param totalSteps optimizer steps of the whole training
 */
export function createSchedule(
  config: ScheduleConfig,
  learningRate: number,
  totalSteps: number,
): (step: number) => number {
  const parsed = scheduleSchema.parse(config);
  const rise = 'warmUp' in parsed ? parsed.warmUp : undefined;
  const base = baseSchedule(parsed, Math.max(totalSteps - (rise?.steps ?? 0), 1));
  const schedule = rise ? warmUp(base, rise.steps, rise.first) : base;
  return (step) => learningRate * schedule(step);
}
