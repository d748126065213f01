/** Learning-rate schedules against Keras and PyTorch. */

import { describe, expect, test } from 'vitest';
import {
  cosineSchedule,
  createSchedule,
  type ScheduleConfig,
  scheduleSchema,
  warmUp,
} from '../../src/optim/schedules.ts';
import { type GoldenScheduleCase, loadSchedules } from '../fixtures/golden/load-golden.ts';

interface Translated {
  readonly config: ScheduleConfig;
  readonly learningRate: number;
  readonly totalSteps: number;
}

/** The options of Keras' or PyTorch's schedule in this project's words. */
function translate({ call, options }: GoldenScheduleCase): Translated {
  const number = (name: string, otherwise = 0) => Number(options[name] ?? otherwise);
  const base = number('initial_learning_rate');
  if (call.includes('CosineDecay')) {
    const warmUpSteps = number('warmup_steps');
    const target = number('warmup_target', base);
    return {
      config: {
        name: 'cosine',
        steps: number('decay_steps'),
        last: number('alpha'),
        ...(warmUpSteps > 0 && { warmUp: { steps: warmUpSteps, first: base / target } }),
      },
      learningRate: target,
      totalSteps: 1000,
    };
  }
  if (call.includes('Piecewise')) {
    const [first, ...rest] = options.values as readonly number[];
    return {
      config: {
        name: 'step',
        boundaries: [...(options.boundaries as readonly number[])],
        factors: rest.map((value) => value / first!),
      },
      learningRate: first!,
      totalSteps: 1000,
    };
  }
  if (call.includes('Exponential')) {
    const [decayRate, decaySteps] = [number('decay_rate'), number('decay_steps')];
    return {
      config: { name: 'exponential', decayRate, decaySteps },
      learningRate: base,
      totalSteps: 1000,
    };
  }
  const first = 1 / number('div_factor');
  return {
    config: {
      name: 'oneCycle',
      rise: number('pct_start'),
      first,
      last: first / number('final_div_factor'),
      shape: options.anneal_strategy === 'linear' ? 'linear' : 'cosine',
    },
    learningRate: number('max_lr'),
    totalSteps: number('total_steps'),
  };
}

test.each(loadSchedules().cases)('$call', (golden) => {
  const { config, learningRate, totalSteps } = translate(golden);
  const schedule = createSchedule(config, learningRate, totalSteps);
  for (const [index, step] of golden.steps.entries()) {
    const error = Math.abs(schedule(step) - golden.values[index]!);
    if (!(error <= 1e-11 * learningRate)) {
      expect.fail(`step ${step}: ${schedule(step)}, expected ${golden.values[index]}`);
    }
  }
});

describe('composition', () => {
  test('a constant rate is what was given', () => {
    const schedule = createSchedule({ name: 'constant' }, 0.3, 10);
    expect([0, 5, 100].map(schedule)).toEqual([0.3, 0.3, 0.3]);
  });

  test('any schedule can warm up, and a cosine then takes the steps that are left', () => {
    const schedule = createSchedule({ name: 'cosine', warmUp: { steps: 10 } }, 2, 110);
    expect([0, 5, 10, 110, 200].map(schedule)).toEqual([0, 1, 2, 0, 0]);
    expect(schedule(60)).toBeCloseTo(1, 12);
    const flat = createSchedule({ name: 'constant', warmUp: { steps: 4, first: 0.5 } }, 1, 10);
    expect([0, 1, 2, 3, 4, 5].map(flat)).toEqual([0.5, 0.625, 0.75, 0.875, 1, 1]);
  });

  test('warm-up rises to the first value of what follows', () => {
    const schedule = warmUp((step) => 0.5 - step / 100, 2);
    expect([0, 1, 2, 3].map(schedule)).toEqual([0, 0.25, 0.5, 0.49]);
  });

  test('a cosine falls all the way and stays', () => {
    const schedule = cosineSchedule(10, 0.1);
    const values = Array.from({ length: 12 }, (_, step) => schedule(step));
    for (let step = 1; step <= 10; step++) expect(values[step]).toBeLessThan(values[step - 1]!);
    expect(values[10]).toBeCloseTo(0.1, 12);
    expect(values[11]).toBe(values[10]);
  });

  test.each([1, 2, 3, 10])('one cycle of %i steps is finite and ends', (total) => {
    const schedule = createSchedule({ name: 'oneCycle' }, 1, total);
    for (let step = 0; step <= total; step++) {
      expect(schedule(step)).toBeGreaterThan(0);
      expect(schedule(step)).toBeLessThanOrEqual(1);
    }
    expect(schedule(total)).toBeCloseTo(1e-4 / 25, 12);
  });
});

test.each([
  { name: 'linear' },
  { name: 'cosine', steps: 0 },
  { name: 'cosine', step: 10 },
  { name: 'step', boundaries: [1, 2], factors: [1] },
  { name: 'step', boundaries: [2, 1], factors: [1, 1] },
  { name: 'constant', warmUp: { steps: 0 } },
  { name: 'oneCycle', rise: 2 },
])('rejects %j', (config) => {
  expect(scheduleSchema.safeParse(config).success).toBe(false);
});
