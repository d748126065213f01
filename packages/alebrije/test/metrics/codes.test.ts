import { describe, expect, test } from 'vitest';
import { fitLinearProbe, linearProbeAccuracy } from '../../src/metrics/linear-probe.ts';
import { knnAccuracy } from '../../src/metrics/nearest-neighbours.ts';
import {
  classBalance,
  classSpreads,
  countActiveUnits,
  posteriorStatistics,
} from '../../src/metrics/posterior.ts';
import { METRICS } from '../../src/metrics/registry.ts';
import { floats, matrix, metricGoldens } from '../fixtures/metrics/load-metrics.ts';
import { expectClose } from './closeness.ts';

const golden = metricGoldens.classification;
const train = { codes: floats(golden.codes), labels: Int32Array.from(golden.labels) };
const held = { codes: floats(golden.testCodes), labels: Int32Array.from(golden.testLabels) };

describe('nearest neighbours', () => {
  test('agree with NumPy', () => {
    expect(knnAccuracy(train, held, 1)).toBeCloseTo(golden.knn1, 10);
    expect(knnAccuracy(train, held)).toBeCloseTo(golden.knn10, 10);
  });

  test('vote, and the nearest decides a tie', () => {
    const known = { codes: matrix([[0], [1], [2], [9]]), labels: Int32Array.of(0, 1, 1, 0) };
    const at = (code: number, label: number) => ({
      codes: matrix([[code]]),
      labels: Int32Array.of(label),
    });
    expect(knnAccuracy(known, at(0.1, 0), 1)).toBe(1);
    expect(knnAccuracy(known, at(0.1, 1), 3)).toBe(1);
    expect(knnAccuracy(known, at(0.1, 0), 4)).toBe(1);
    expect(knnAccuracy(known, at(1.1, 1), 4)).toBe(1);
  });

  test('must be there', () => {
    expect(() => knnAccuracy(train, held, 121)).toThrow(RangeError);
    expect(() => knnAccuracy(train, { ...held, codes: matrix([[1]]) })).toThrow(RangeError);
  });
});

describe('linear probe', () => {
  test('finds the weights that PyTorch finds', () => {
    const probe = fitLinearProbe(train, 4, { maxIterations: 3000 });
    expectClose(probe.weights.subarray(0, 12), golden.weights.data, 1e-4);
    const biases = probe.weights.subarray(12);
    const mean = biases.reduce((sum, bias) => sum + bias, 0) / 4;
    expectClose(
      biases.map((bias) => bias - mean),
      golden.biases.data,
      1e-4,
    );
    expect(linearProbeAccuracy(probe, held)).toBeCloseTo(golden.linearProbe, 10);
  });

  test('separates what a line separates, whatever the scale, beside a constant', () => {
    const codes = matrix(Array.from({ length: 40 }, (_, i) => [1e3 * i, 7]));
    const labels = Int32Array.from({ length: 40 }, (_, i) => (i < 13 ? 0 : 1));
    const probe = fitLinearProbe({ codes, labels }, 2, { penalty: 1e-3 });
    expect(linearProbeAccuracy(probe, { codes, labels })).toBe(1);
  });

  test('needs a label for each code', () => {
    expect(() => fitLinearProbe({ ...train, labels: held.labels }, 4)).toThrow(RangeError);
    expect(() => fitLinearProbe(train, 3)).toThrow(RangeError);
  });
});

describe('posterior statistics', () => {
  test('agree with PyTorch', () => {
    const { mean, logVar, kl, deviation, activity } = metricGoldens.posterior;
    const statistics = posteriorStatistics({ mean: floats(mean), logVar: floats(logVar) });
    expectClose(statistics.kl, kl.data, 1e-9);
    expectClose(statistics.deviation, deviation.data, 1e-9);
    expectClose(statistics.activity, activity.data, 1e-9);
    expectClose(statistics.meanDeviation, activity.data.map(Math.sqrt), 1e-9);
  });

  test('a collapsed dimension is N(0, 1), has no KL and is not active', () => {
    const mean = matrix([
      [0, 1],
      [0, -1],
    ]);
    const logVar = matrix([
      [0, -3],
      [0, -3],
    ]);
    const statistics = posteriorStatistics({ mean, logVar });
    expect(statistics.kl[0]).toBe(0);
    expect(statistics.deviation[0]).toBe(1);
    expect(countActiveUnits(statistics)).toBe(1);
    expect(statistics.kl[1]).toBeCloseTo(0.5 * (1 + Math.exp(-3) + 3 - 1), 6);
  });
});

describe('classes in the plane', () => {
  const codes = matrix([
    [3, 3],
    [3, 5],
    [-4, 0],
    [4, 0],
    [0, 0],
  ]);
  const labelled = { codes, labels: Int32Array.of(2, 2, 0, 0, 0) };

  test('their centres and spreads', () => {
    const [wide, narrow] = classSpreads(labelled);
    expect(wide).toMatchObject({ label: 0, count: 3, radius: 0 });
    expect(wide!.deviation).toBeCloseTo(Math.sqrt(32 / 3), 12);
    expect(narrow).toMatchObject({ label: 2, count: 2, radius: 5, deviation: 1 });
    expect([...narrow!.centre]).toEqual([3, 4]);
  });

  test('the balance is the narrowest over the widest', () => {
    expect(classBalance(labelled)).toBeCloseTo(1 / Math.sqrt(32 / 3), 12);
  });
});

test('metrics have names of their own', () => {
  const names = METRICS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain('iwae');
});
