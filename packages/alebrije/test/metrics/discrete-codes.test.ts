import { expect, test } from 'vitest';
import {
  codebookPerplexity,
  independentCodesNll,
  usedCodes,
} from '../../src/metrics/discrete-codes.ts';

const of = (codes: number[], places: number, kinds: number) => ({ codes, places, kinds });

test('perplexity and use of codes, by hand', () => {
  expect(codebookPerplexity(of([0, 0, 5, 6], 2, 8))).toBeCloseTo(2 ** 1.5, 12);
  expect(codebookPerplexity(of([1, 1], 2, 8))).toBe(1);
  expect(usedCodes(of([0, 0, 5, 6], 2, 8))).toBe(3);
});

test('independent codes score the cross-entropy of the frequencies at each place', () => {
  // At the first place 0 three times and 1 once, at the second always 1; each counted once more.
  const train = of([0, 1, 0, 1, 0, 1, 1, 1], 2, 2);
  const heldOut = of([0, 1, 1, 0], 2, 2);
  const expected = -(Math.log(4 / 6) + Math.log(5 / 6) + Math.log(2 / 6) + Math.log(1 / 6)) / 4;
  expect(independentCodesNll(train, heldOut)).toBeCloseTo(expected, 12);
});
