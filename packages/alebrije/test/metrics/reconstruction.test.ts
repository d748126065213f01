import { describe, expect, test } from 'vitest';
import {
  bernoulliEntropy,
  binaryCrossEntropy,
  crossEntropy,
  meanAbsoluteError,
  meanSquaredError,
  targetEntropy,
} from '../../src/metrics/reconstruction.ts';
import { columnMeans, repeatRow } from '../../src/metrics/samples.ts';
import { structuralSimilarity } from '../../src/metrics/ssim.ts';
import { floats, matrix, metricGoldens } from '../fixtures/metrics/load-metrics.ts';

const golden = metricGoldens.reconstruction;
const [a, b] = [floats(golden.a), floats(golden.b)];

describe('errors', () => {
  test('agree with PyTorch', () => {
    expect(meanSquaredError(b, a)).toBeCloseTo(golden.mse, 10);
    expect(meanAbsoluteError(b, a)).toBeCloseTo(golden.mae, 10);
    const [p, t] = [floats(golden.probabilities), floats(golden.targets)];
    expect(binaryCrossEntropy(p, t)).toBeCloseTo(golden.bce, 10);
    expect(targetEntropy(t)).toBeCloseTo(golden.entropy, 10);
  });

  test('by hand', () => {
    const [x, y] = [matrix([[1, 2, 3, 4]]), matrix([[1, 0, 3, 7]])];
    expect(meanSquaredError(x, y)).toBe(13 / 4);
    expect(meanAbsoluteError(x, y)).toBe(5 / 4);
    expect(crossEntropy(0.25, 1)).toBeCloseTo(Math.log(4), 12);
    expect(bernoulliEntropy(0.5)).toBeCloseTo(Math.LN2, 12);
  });

  test('stay finite where a probability is exactly 0 or 1', () => {
    expect(crossEntropy(0, 1)).toBeCloseTo(-Math.log(1e-7), 6);
    expect(crossEntropy(1, 0)).toBeCloseTo(-Math.log(1e-7), 6);
    expect(crossEntropy(0, 0)).toBeCloseTo(0, 6);
    expect(targetEntropy(matrix([[0, 1]]))).toBe(0);
  });

  test('need arrays of one size', () => {
    expect(() => meanSquaredError(matrix([[1, 2]]), matrix([[1]]))).toThrow(RangeError);
  });

  test('the mean row', () => {
    const x = matrix([
      [1, 10],
      [3, 40],
    ]);
    expect([...columnMeans(x)]).toEqual([2, 25]);
    expect([...repeatRow(columnMeans(x), x).data]).toEqual([2, 25, 2, 25]);
    expect(meanSquaredError(repeatRow(columnMeans(x), x), x)).toBe((1 + 225) / 2);
  });
});

describe('structural similarity', () => {
  test('agrees with the definition, written with a two-dimensional window in PyTorch', () => {
    expect(structuralSimilarity(a, b)).toBeCloseTo(golden.ssim, 9);
    expect(structuralSimilarity(a, b, 2)).toBeCloseTo(golden.ssimRange2, 9);
  });

  test('is 1 for equal images, and symmetric', () => {
    expect(structuralSimilarity(a, a)).toBeCloseTo(1, 12);
    expect(structuralSimilarity(b, a)).toBeCloseTo(structuralSimilarity(a, b), 12);
  });

  test('of constant images compares only their means', () => {
    const constant = (value: number) =>
      floats({ shape: [1, 1, 11, 11], data: new Array(121).fill(value) });
    const expected = (2 * 0.25 * 0.75 + 1e-4) / (0.25 ** 2 + 0.75 ** 2 + 1e-4);
    expect(structuralSimilarity(constant(0.25), constant(0.75))).toBeCloseTo(expected, 9);
  });

  test('needs images as large as its window', () => {
    const small = floats({ shape: [1, 1, 10, 11], data: new Array(110).fill(0) });
    expect(() => structuralSimilarity(small, small)).toThrow(/at least 11x11/);
  });
});
