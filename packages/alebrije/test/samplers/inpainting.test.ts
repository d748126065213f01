/** Known data stay, what is missing follows from them, and stretches are repeated as they should. */

import { describe, expect, test } from 'vitest';
import { keepKnown, resampledSteps } from '../../src/samplers/inpainting.ts';
import { cosineSchedule, levelAt } from '../../src/samplers/noise-schedule.ts';
import {
  advance,
  type SamplerState,
  type StepNumbers,
  stepNoise,
} from '../../src/samplers/solver-step.ts';
import { type SolverConfig, solverSteps } from '../../src/samplers/solvers.ts';
import { lastPart, samplingTimes } from '../../src/samplers/times.ts';
import { fold, key } from '../../src/tensor/key.ts';
import { type Tensor, tensorOf } from '../../src/tensor/tensor.ts';
import { trace } from '../../src/tensor/trace.ts';
import { array, evaluate, run } from '../nn/evaluation.ts';
import { exactDenoising, someGaussian } from './gaussian.ts';
import { runSampler } from './sampling.ts';

const schedule = cosineSchedule(100);

test('known places hold the noised original, the others the state', () => {
  const inputs = {
    x: array([1, 2, 3, 4], [2, 2]),
    original: array([10, 20, Number.NaN, 40], [2, 2]),
    noise: array([1, 1, 1, -1], [2, 2]),
  };
  const kept = (endSignal: number, endDeviation: number) =>
    evaluate(inputs, (tensors) => {
      const { x, original, noise } = tensors as Record<string, Tensor>;
      const mask = tensorOf([1, 0, 0, 1], [2, 2]);
      return {
        y: keepKnown(x!, { original: original!, mask }, { endSignal, endDeviation }, noise!),
      };
    }).y!.data;
  expect(Array.from(kept(0.5, 0.25))).toEqual([5.25, 2, 3, 19.75]);
  expect(Array.from(kept(1, 0))).toEqual([10, 2, 3, 40]);
});

describe('stretches', () => {
  const times = samplingTimes(100, 6, 'leading');

  test('done once are the solver’s own steps', () => {
    const solver: SolverConfig = { name: 'dpm++2m' };
    expect(resampledSteps(solver, schedule, times, { stretch: 2, passes: 1 })).toEqual(
      solverSteps(solver, schedule, times),
    );
  });

  test('are repeated, and only their last pass goes on', () => {
    const steps = resampledSteps({ name: 'ddpm' }, schedule, times, { stretch: 4, passes: 3 });
    const [a, b, c, d, e, f] = times;
    const [first, second] = [
      [a, b, c, d],
      [e, f],
    ];
    expect(steps.map(({ time }) => time)).toEqual([
      ...[first, first, first].flat(),
      ...[second, second, second].flat(),
    ]);
    const ends = steps.map(({ endSignal }) => endSignal);
    for (const [index, { time }] of steps.slice(1).entries()) {
      expect(ends[index]).toBeCloseTo(levelAt(schedule, time).signal, 12);
    }
    expect(ends.at(-1)).toBe(1);
  });

  test('keep the distribution that they began with: data of N(0, 1) stay so', () => {
    const steps = resampledSteps({ name: 'ddpm', variance: 'large' }, schedule, times, {
      stretch: 2,
      passes: 3,
    });
    // With x₀ = α x a step turns the variance V into (a + b α)² V + s².
    let variance = 1;
    const beforeTheLastStretch = steps.slice(0, 2 * 2 * 3);
    for (const { state, x0, signal, noise } of beforeTheLastStretch) {
      variance = (state + x0 * signal) ** 2 * variance + noise ** 2;
      expect(variance).toBeCloseTo(1, 12);
    }
  });

  test.each([
    { stretch: 0, passes: 2 },
    { stretch: 2, passes: 1.5 },
  ])('%o is refused', (resampling) => {
    expect(() => resampledSteps({ name: 'ddpm' }, schedule, times, resampling)).toThrow(
      /whole number of (stretch|passes) from 1 on/,
    );
  });
});

/** x₀ ~ N(0, [[1, ρ], [ρ, 1]]), of which the first number is known to be k: the second is N(ρ k, 1 − ρ²). */
describe('what is missing agrees with what is known', () => {
  const [rho, known, count] = [0.9, 1.5, 2000];

  type Floats = ReturnType<typeof array>;

  function missing(passes: number): { mean: number; variance: number } {
    const steps = resampledSteps(
      { name: 'ddpm', variance: 'large' },
      schedule,
      samplingTimes(100, 50, 'leading'),
      { stretch: 10, passes },
    );
    const draws = (name: string, index: number) =>
      array(stepNoise(fold(key(9), name), index, [count, 2]).data, [count, 2]);
    const scalar = (value: number) => array([value], []);
    const inputsOf = (x: Floats, step: StepNumbers<number>, index: number) => ({
      x,
      noise: draws('step', index),
      knownNoise: draws('known', index),
      step: Object.fromEntries(Object.entries(step).map(([n, value]) => [n, scalar(value)])),
    });
    const graph = trace(inputsOf(draws('start', 0), steps[0]!, 0), (tensors) => {
      const { x, noise, knownNoise } = tensors as Record<string, Tensor>;
      const step = tensors.step as unknown as StepNumbers<Tensor>;
      // E[x₀ | x] = α Σ (α² Σ + σ² I)⁻¹ x, along (1, 1) and (1, −1).
      const along = (v: number) =>
        step.signal.mul(v).div(step.signal.square().mul(v).add(step.deviation.square()));
      const half = x!.mul(0.5).add(x!.reverse(1).mul(0.5));
      const x0 = half.mul(along(1 + rho)).add(x!.sub(half).mul(along(1 - rho)));
      const state: SamplerState = advance({ x: x! }, x0, step, noise);
      const mask = tensorOf([1, 0], [1, 2]);
      const original = tensorOf([known, 0], [1, 2]);
      return { x: keepKnown(state.x, { original, mask }, step, knownNoise!) };
    });
    let x = draws('start', 0);
    for (const [index, step] of steps.entries()) x = run(graph, inputsOf(x, step, index)).x!;
    const values = Array.from({ length: count }, (_, i) => x.data[2 * i + 1]!);
    expect(x.data.filter((_, i) => i % 2 === 0).every((value) => value === known)).toBe(true);
    const mean = values.reduce((a, b) => a + b, 0) / count;
    return { mean, variance: values.reduce((a, b) => a + (b - mean) ** 2, 0) / count };
  }
  test('better the more often each stretch is done', () => {
    const [once, often] = [missing(1), missing(6)];
    // Without resampling the mean is 0.43 off, and with six passes 0.08.
    const distance = ({ mean }: { mean: number }) => Math.abs(mean - rho * known);
    expect(distance(often)).toBeLessThan(0.12);
    expect(Math.abs(often.variance - (1 - rho ** 2))).toBeLessThan(0.06);
    expect(distance(once)).toBeGreaterThan(3 * distance(often));
  });
});

test('from an original that is partly noised the sampler comes back the nearer the less it was', () => {
  const original = [1.5, -2, 0.5, 2.5];
  const noise = stepNoise(key(4), -1, [1, 4]).data;
  const distances = [0.1, 0.4, 0.7, 1].map((strength) => {
    const times = lastPart(samplingTimes(100, 20, 'leading'), strength);
    const { signal, deviation } = levelAt(schedule, times[0]!);
    const start = original.map((value, i) => signal * value + deviation * noise[i]!);
    const steps = solverSteps({ name: 'ddim' }, schedule, times);
    const { data } = runSampler(exactDenoising(someGaussian), steps, array(start, [1, 4]));
    return Math.hypot(...original.map((value, i) => value - data[i]!));
  });
  expect(distances).toEqual(distances.toSorted((a, b) => a - b));
  expect(distances[0]).toBeLessThan(0.3 * distances[3]!);
});
