/** Solvers and times against other implementations, and the identities between them. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { Tree } from '../../src/graph/types.ts';
import { evaluateGraph } from '../../src/runtime/reference/evaluate.ts';
import { cosineSchedule, levelAt, linearSchedule } from '../../src/samplers/noise-schedule.ts';
import type { PredictionTarget } from '../../src/samplers/prediction.ts';
import {
  advance,
  type Denoising,
  packStep,
  type StepNumbers,
  stepNoise,
  unpackStep,
  unrollSteps,
  usesMemory,
  usesNoise,
} from '../../src/samplers/solver-step.ts';
import { type SolverConfig, solverSchema, solverSteps } from '../../src/samplers/solvers.ts';
import { lastPart, type Spacing, samplingTimes } from '../../src/samplers/times.ts';
import { key } from '../../src/tensor/key.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { trace } from '../../src/tensor/trace.ts';
import { loadSamplers } from '../fixtures/golden/load-golden.ts';
import { array, evaluate, expectClose } from '../nn/evaluation.ts';
import { runSampler } from './sampling.ts';

const golden = loadSamplers();

/** The network of `make_samplers.py`. */
const toy = (x: Tensor, times: Tensor): Tensor =>
  x
    .tanh()
    .mul(0.75)
    .add(
      times
        .mul(1 / 64)
        .sin()
        .mul(0.25)
        .expandDims(1),
    );

const denoisingOf = (target: string, bounds: readonly [number, number] | null): Denoising => ({
  predict: toy,
  target: target as PredictionTarget,
  ...(bounds && { bounds }),
});

/** Row i of an array [N, ...]. */
function rowOf({ shape, data }: { shape: readonly number[]; data: readonly number[] }, i: number) {
  const size = data.length / shape[0]!;
  return array(data.slice(i * size, (i + 1) * size), shape.slice(1));
}

describe('loops of the papers, and of diffusers', () => {
  test.each(golden.cases)(
    '$name',
    ({ solver, target, bounds, steps, times, start, noises, end }) => {
      const table = solverSteps(solver as SolverConfig, cosineSchedule(steps), times);
      const made = runSampler(
        () => denoisingOf(target, bounds),
        table,
        array(start.data, start.shape),
        (index) => (usesNoise(table) ? rowOf(noises, index) : array(new Float64Array(6), [2, 3])),
      );
      expectClose(made, end, 1e-10);
    },
  );
});

test.each(golden.times)(
  'times are those of diffusers: $name',
  ({ spacing, steps, count, times }) => {
    expect(samplingTimes(steps, count, spacing as Spacing)).toEqual(times);
  },
);

const everySolver: SolverConfig[] = [
  { name: 'ddpm' },
  { name: 'ddpm', variance: 'large' },
  { name: 'ddim' },
  { name: 'ddim', eta: 0.7 },
  { name: 'dpm++2m' },
  { name: 'euler' },
  { name: 'heun' },
];
const schedule = cosineSchedule(200);

describe('times', () => {
  test.each(['leading', 'trailing', 'linspace'] as const)('fall to 0 in n steps, %s', (spacing) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (a, b) => {
        const [count, total] = [Math.min(a, b), Math.max(a, b)];
        const times = samplingTimes(total, count, spacing);
        expect(times).toHaveLength(count + 1);
        expect(times.at(-1)).toBe(0);
        expect(times.every((t, i) => i === 0 || t < times[i - 1]!)).toBe(true);
        expect(times[0]).toBeLessThanOrEqual(total);
        if (spacing !== 'leading') expect(times[0]).toBe(total);
      }),
    );
  });

  test('all of them are the schedule’s own', () => {
    for (const spacing of ['leading', 'trailing', 'linspace'] as const) {
      expect(samplingTimes(5, 5, spacing)).toEqual([5, 4, 3, 2, 1, 0]);
    }
  });

  test('a part of them begins in the middle', () => {
    const times = samplingTimes(1000, 10, 'leading');
    expect(lastPart(times, 0.5)).toEqual([401, 301, 201, 101, 1, 0]);
    expect(lastPart(times, 1)).toEqual(times);
    expect(lastPart(times, 0.01)).toEqual([1, 0]);
  });

  test.each([0, 1.5, 1001])('%d steps of 1000 are refused', (count) => {
    expect(() => samplingTimes(1000, count, 'leading')).toThrow(UserError);
    expect(() => samplingTimes(1000, count, 'leading')).toThrow(/in 1 to 1000 steps, not/);
  });

  test.each([0, -1, 1.1])('a strength of %d is refused', (strength) => {
    expect(() => lastPart([3, 2, 1, 0], strength)).toThrow(/above 0 and up to 1/);
  });

  test('a time beyond the schedule is refused', () => {
    expect(() => levelAt(schedule, 201)).toThrow(/from 0 to 200, not 201/);
  });
});

/** Every number of two tables, side by side. */
function expectSameSteps(
  actual: readonly StepNumbers<number>[],
  expected: readonly StepNumbers<number>[],
): void {
  expect(actual).toHaveLength(expected.length);
  for (const [index, step] of expected.entries()) {
    for (const [name, value] of Object.entries(step)) {
      const other = actual[index]![name as keyof typeof step];
      expect(Math.abs(other - value), `${name} of step ${index}`).toBeLessThan(
        1e-9 * Math.max(1, Math.abs(value)),
      );
    }
  }
}

describe('identities', () => {
  const everyTime = samplingTimes(200, 200, 'leading');

  test.each([
    ['all', everyTime],
    ['some', samplingTimes(200, 13, 'linspace')],
  ])('DDIM with η = 1 is ancestral sampling with the small variance, at %s times', (_, times) => {
    expectSameSteps(
      solverSteps({ name: 'ddim', eta: 1 }, schedule, times),
      solverSteps({ name: 'ddpm' }, schedule, times),
    );
  });

  test('Euler’s steps in σ / α are DDIM with η = 0', () => {
    expectSameSteps(
      solverSteps({ name: 'euler' }, schedule, everyTime),
      solverSteps({ name: 'ddim', eta: 0 }, schedule, everyTime),
    );
  });

  test('at all times the small variance is β̃ and the large one β', () => {
    const { betas, alphaBars } = linearSchedule(50);
    const times = samplingTimes(50, 50, 'leading');
    const [small, large] = (['small', 'large'] as const).map((variance) =>
      solverSteps({ name: 'ddpm', variance }, linearSchedule(50), times),
    );
    for (let t = 50; t > 1; t--) {
      const share = (1 - alphaBars[t - 1]!) / (1 - alphaBars[t]!);
      expect(large![50 - t]!.noise ** 2).toBeCloseTo(betas[t]!, 12);
      expect(small![50 - t]!.noise ** 2).toBeCloseTo(betas[t]! * share, 12);
    }
    expect([small!.at(-1)!.noise, large!.at(-1)!.noise]).toEqual([0, 0]);
  });

  test.each(everySolver)('%o from a time to itself changes nothing', (solver) => {
    const start = array([0.3, -1, 2, 0.5, 0, 1], [2, 3]);
    const steps = solverSteps(solver, schedule, [70, 70]);
    const made = runSampler(() => denoisingOf('noise', null), steps, start);
    expectClose(made, start, 1e-12);
  });

  test.each(everySolver)('%o ends with the x₀ that the network sees last', (solver) => {
    const last = solverSteps(solver, schedule, samplingTimes(200, 9, 'leading')).at(-1)!;
    expect([last.endSignal, last.endDeviation]).toEqual([1, 0]);
    const { state, x0, memory, noise } = last;
    expect(state).toBeCloseTo(0, 12);
    expect(x0).toBeCloseTo(1, 12);
    expect([memory, noise].map(Math.abs)).toEqual([0, 0]);
  });

  test('who adds noise, and who remembers', () => {
    const tables = everySolver.map((solver) => solverSteps(solver, schedule, everyTime));
    expect(tables.map(usesNoise)).toEqual([true, true, false, true, false, false, false]);
    expect(tables.map(usesMemory)).toEqual([false, false, false, false, true, false, true]);
    expect(tables.map(({ length }) => length)).toEqual([200, 200, 200, 200, 200, 200, 399]);
  });
});

describe('in a graph', () => {
  const start = array([0.3, -1, 2, 0.5, 0, 1], [2, 3]);
  const draws = (index: number) => array(stepNoise(key(3), index, [2, 3]).data, [2, 3]);
  const denoising = denoisingOf('v', [-0.9, 0.9]);

  test.each(everySolver)('%o unrolled is the same as step by step', (solver) => {
    const steps = solverSteps(solver, schedule, samplingTimes(200, 6, 'trailing'));
    const noises = Object.fromEntries(steps.map((_, index) => [`step${index}`, draws(index)]));
    const { x } = evaluate({ start, noises }, (inputs) => ({
      x: unrollSteps(
        denoising,
        steps,
        inputs.start as Tensor,
        (index) => (inputs.noises as Record<string, Tensor>)[`step${index}`]!,
      ),
    }));
    // The constants of an unrolled graph are float32.
    expectClose(
      x,
      runSampler(() => denoising, steps, start, draws),
      2e-5,
    );
  });

  test('a deterministic solver without memory leaves neither in the graph', () => {
    const steps = solverSteps({ name: 'ddim' }, schedule, samplingTimes(200, 3, 'leading'));
    const asked: number[] = [];
    const graph = trace({ start }, (inputs) => ({
      x: unrollSteps(denoising, steps, inputs.start as Tensor, (index) => {
        asked.push(index);
        throw new Error('no noise');
      }),
    }));
    expect(asked).toEqual([]);
    expect(graph.inputs).toHaveLength(1);
  });

  test('noise and memory that a step uses must be there', () => {
    const stepOf = (solver: SolverConfig, index: number) =>
      solverSteps(solver, schedule, [90, 60, 30, 0])[index]!;
    for (const step of [stepOf({ name: 'ddpm' }, 0), stepOf({ name: 'dpm++2m' }, 1)]) {
      const alone = () =>
        trace({ start }, ({ start: x }) => advance({ x: x as Tensor }, x as Tensor, step) as never);
      expect(alone).toThrow(/noise or memory that it lacks/);
    }
  });

  test('a step is one input, and is unpacked as it was', () => {
    const [step] = solverSteps({ name: 'ddpm' }, schedule, [150, 120]);
    const packed = packStep(step!);
    const graph = trace(
      { packed },
      (inputs) => unpackStep(inputs.packed as Tensor) as unknown as Tree<Tensor>,
    );
    const unpacked = evaluateGraph(graph, { packed });
    expect(Object.keys(unpacked).sort()).toEqual(Object.keys(step!).sort());
    for (const [name, value] of Object.entries(step!)) {
      expect(unpacked[name]).toMatchObject({ shape: [] });
      expect(unpacked[name]!.data[0]).toBe(Math.fround(value));
    }
  });

  test('noise belongs to the key and the step', () => {
    expect(stepNoise(key(1), 0, [4])).toEqual(stepNoise(key(1), 0, [4]));
    expect(stepNoise(key(1), 0, [4])).not.toEqual(stepNoise(key(1), 1, [4]));
    expect(stepNoise(key(1), 0, [4])).not.toEqual(stepNoise(key(2), 0, [4]));
  });
});

test('settings have defaults and bounds', () => {
  expect(solverSchema.parse({ name: 'ddim' })).toEqual({ name: 'ddim', eta: 0 });
  expect(solverSchema.parse({ name: 'ddpm' })).toEqual({ name: 'ddpm', variance: 'small' });
  expect(solverSchema.safeParse({ name: 'ddim', eta: 1.5 }).success).toBe(false);
  expect(solverSchema.safeParse({ name: 'euler', eta: 1 }).success).toBe(false);
});
