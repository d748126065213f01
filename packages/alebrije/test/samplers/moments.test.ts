/** Samplers on Gaussian data with the exact denoiser: what they make, and how fast it becomes right. */

import { describe, expect, test } from 'vitest';
import { cosineSchedule, levelAt, linearSchedule } from '../../src/samplers/noise-schedule.ts';
import { stepNoise } from '../../src/samplers/solver-step.ts';
import { type SolverConfig, solverSteps } from '../../src/samplers/solvers.ts';
import { samplingTimes } from '../../src/samplers/times.ts';
import { key } from '../../src/tensor/key.ts';
import { array } from '../nn/evaluation.ts';
import {
  exactDenoising,
  type Gaussian,
  momentDistance,
  momentsAt,
  sampledMoments,
  someGaussian,
} from './gaussian.ts';
import { runSampler } from './sampling.ts';

const T = 4096;
const schedule = cosineSchedule(T);

function errorOver(
  solver: SolverConfig,
  times: readonly number[],
  gaussian: Gaussian = someGaussian,
): number {
  const steps = solverSteps(solver, schedule, times);
  const made = sampledMoments(gaussian, levelAt(schedule, times[0]!), steps);
  return momentDistance(made, momentsAt(gaussian, levelAt(schedule, times.at(-1)!)));
}

/** n equal steps from 3/4 T to 1/4 T: nearer to 0, σ grows as √t, which no equal steps follow. */
const equalTimes = (count: number) =>
  Array.from({ length: count + 1 }, (_, index) => T * (0.75 - index / (2 * count)));

describe('as the steps become smaller the error falls', () => {
  test.each<[SolverConfig, number]>([
    [{ name: 'euler' }, 1],
    [{ name: 'ddim' }, 1],
    [{ name: 'ddim', eta: 0.5 }, 1],
    [{ name: 'ddpm', variance: 'small' }, 1],
    [{ name: 'ddpm', variance: 'large' }, 1],
    [{ name: 'heun' }, 2],
    [{ name: 'dpm++2m' }, 2],
  ])('%o with order %d', (solver, order) => {
    const [coarse, fine] = [32, 64].map((count) => errorOver(solver, equalTimes(count)));
    const measured = Math.log2(coarse! / fine!);
    expect(measured).toBeGreaterThan(order - 0.15);
    expect(measured).toBeLessThan(order + 0.15);
  });
});

describe('down to the data', () => {
  test.each<[SolverConfig, number]>([
    [{ name: 'ddpm' }, 0.12],
    [{ name: 'ddim' }, 0.06],
    [{ name: 'ddpm', variance: 'large' }, 0.04],
    [{ name: 'heun' }, 0.01],
    [{ name: 'dpm++2m' }, 0.006],
  ])('%o reproduces mean and covariance in 64 steps within %d', (solver, tolerance) => {
    expect(errorOver(solver, samplingTimes(T, 64, 'leading'))).toBeLessThan(tolerance);
  });

  test('draws under a key have that mean and covariance', () => {
    const small = linearSchedule(100);
    const steps = solverSteps(
      { name: 'ddpm', variance: 'large' },
      small,
      samplingTimes(100, 100, 'leading'),
    );
    const count = 4000;
    const draws = (index: number) => array(stepNoise(key(5), index, [count, 4]).data, [count, 4]);
    const { data } = runSampler(exactDenoising(someGaussian), steps, draws(-1), draws);
    const row = (i: number) => Array.from(data.subarray(4 * i, 4 * i + 4));
    const rows = Array.from({ length: count }, (_, i) => row(i));
    const mean = [0, 1, 2, 3].map((j) => rows.reduce((sum, r) => sum + r[j]!, 0) / count);
    const covariance = mean.map((_, i) =>
      mean.map(
        (__, j) =>
          rows.reduce((sum, r) => sum + (r[i]! - mean[i]!) * (r[j]! - mean[j]!), 0) / count,
      ),
    );
    // Deviations of the estimates: 1.15 / √4000 = 0.018 of a mean, 1.33 √(2 / 4000) = 0.030 of a variance.
    const expected = momentsAt(someGaussian, { signal: 1, deviation: 0 });
    expect(momentDistance({ mean, covariance }, expected)).toBeLessThan(0.1);
  });

  test.each(['leading', 'trailing', 'linspace'] as const)(
    'the large variance is exact for N(0, I) in any number of steps, %s',
    (spacing) => {
      const standard: Gaussian = { mean: [0, 0, 0, 0], variances: [1, 1, 1, 1] };
      const times = samplingTimes(T, 5, spacing).slice(0, -1);
      expect(errorOver({ name: 'ddpm', variance: 'large' }, times, standard)).toBeLessThan(1e-12);
      expect(errorOver({ name: 'ddpm' }, times, standard)).toBeGreaterThan(0.01);
    },
  );

  test('the small variance is exact for a single example', () => {
    const one: Gaussian = { mean: [1, -2, 0.5, 3], variances: [0, 0, 0, 0] };
    const times = samplingTimes(T, 5, 'leading');
    const before = times.slice(0, -1);
    expect(errorOver({ name: 'ddpm' }, times, one)).toBeLessThan(1e-9);
    expect(errorOver({ name: 'ddpm' }, before, one)).toBeLessThan(1e-9);
    expect(errorOver({ name: 'ddpm', variance: 'large' }, before, one)).toBeGreaterThan(0.01);
  });
});
