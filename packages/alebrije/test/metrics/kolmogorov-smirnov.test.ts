import { describe, expect, test } from 'vitest';
import { normalFit, normalFits } from '../../src/metrics/kolmogorov-smirnov.ts';
import { drawNormal, drawUniform, fold, key } from '../../src/tensor/key.ts';
import { matrix, metricGoldens } from '../fixtures/metrics/load-metrics.ts';

describe('the distance from N(0, 1)', () => {
  test.each(metricGoldens.normality)('agrees with SciPy, case %#', (golden) => {
    const { distance, pValue } = normalFit(Float64Array.from(golden.values.data));
    expect(distance).toBeCloseTo(golden.distance, 10);
    expect(Math.abs(pValue - golden.pValue)).toBeLessThan(2e-3);
  });

  test('of normal draws is as significant as chance says', () => {
    const pValues = Array.from({ length: 400 }, (_, i) =>
      normalFit(Float64Array.from(drawNormal(fold(key(1), i), 200))),
    ).map(({ pValue }) => pValue);
    for (const share of [0.05, 0.5, 0.9]) {
      const found = pValues.filter((p) => p < share).length / 400;
      // Three standard errors of the share.
      expect(Math.abs(found - share)).toBeLessThan(3 * Math.sqrt((share * (1 - share)) / 400));
    }
  });

  test('of other numbers is certain', () => {
    expect(normalFit(Float64Array.from(drawUniform(key(2), 1000))).pValue).toBeLessThan(1e-6);
    const collapsed = normalFit(new Float64Array(100));
    expect(collapsed.distance).toBe(0.5);
    expect(collapsed.pValue).toBeLessThan(1e-6);
    expect(() => normalFit(new Float64Array())).toThrow(RangeError);
  });

  test('is found for each number of codes', () => {
    const fits = normalFits(
      matrix([
        [-1, 5],
        [0, 5],
        [1, 5],
      ]),
    );
    expect(fits[0]!.distance).toBeCloseTo(1 / 3 - 0.15865525, 6);
    expect(fits[1]!.distance).toBeCloseTo(1, 6);
  });
});
