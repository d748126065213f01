/** What stands for a run in lists where it draws no pictures. */

import { describe, expect, test } from 'vitest';
import { sparkline } from '../../../../apps/studio/src/components/sparkline.ts';
import { summaryCurve } from '../../src/server/runs/summary-curve.ts';

const records = (metric: string, values: readonly unknown[]) =>
  values.map((value, place) => ({ step: place, epoch: place + 1, [metric]: value }) as never);

describe('the curve of a summary', () => {
  test('is the loss of validation, or else that of training; values that are no numbers are left out', () => {
    const both = { step: 1, epoch: 1, loss: 3, valLoss: 2.000049 };
    expect(summaryCurve([both])).toEqual({ metric: 'valLoss', values: [2] });
    const gaps = records('loss', [3, null, Number.NaN, 1]);
    expect(summaryCurve(gaps)).toEqual({ metric: 'loss', values: [3, 1] });
    expect(summaryCurve([])).toBeUndefined();
    expect(summaryCurve(records('mse', [1]))).toBeUndefined();
  });

  test('is short, from the first epoch to the last', () => {
    const many = Array.from({ length: 1000 }, (_, place) => place);
    const { values } = summaryCurve(records('loss', many))!;
    expect(values).toHaveLength(64);
    expect([values[0], values.at(-1)]).toEqual([0, 999]);
    expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
  });
});

describe('a sparkline', () => {
  const points = (values: readonly number[]) =>
    [...sparkline(values).line.matchAll(/([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);

  test('goes from left to right, the largest value above, the least below', () => {
    const drawn = points([2, 3, 1]);
    expect(drawn.map(([x]) => x)).toEqual([4, 49.5, 95]);
    const [first, second, third] = drawn.map(([, y]) => y!);
    expect(second).toBeLessThan(first!);
    expect(first).toBeLessThan(third!);
  });

  test('shows the end of a steep fall too', () => {
    const [, second, third] = points([1000, 10, 1]).map(([, y]) => y!);
    expect(third! - second!).toBeGreaterThan(10);
  });

  test('of one value or of equal ones is level', () => {
    for (const values of [[5], [5, 5, 5], [0]]) {
      expect(new Set(points(values).map(([, y]) => y)).size, String(values)).toBe(1);
    }
    expect(sparkline([5]).end).toMatch(/^M95.00 56.00h0$/);
  });
});
