import { expect, test } from 'vitest';
import { meanActivity, mostActive } from '../../src/metrics/code-activity.ts';
import { matrix } from '../fixtures/metrics/load-metrics.ts';

const codes = matrix([
  [0, 0.5, 0, 0],
  [0, -1, 2, 0],
  [0, 0, 0, 0.5],
]);

test('the code with most numbers at work is counted, whatever their sign', () => {
  expect(mostActive(codes)).toBe(2);
  expect(mostActive(matrix([[0, 0]]))).toBe(0);
});

test('the activity is the mean of all numbers', () => {
  expect(meanActivity(codes)).toBeCloseTo(2 / 12, 7);
});
