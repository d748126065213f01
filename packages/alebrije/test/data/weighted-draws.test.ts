import fc from 'fast-check';
import { expect, test } from 'vitest';
import { epochBatches } from '../../src/data/batches.ts';
import { drawByWeights } from '../../src/data/weighted-draws.ts';
import { UserError } from '../../src/errors.ts';
import { key } from '../../src/tensor/key.ts';

function timesDrawn(drawn: Int32Array, count: number): number[] {
  const times = new Array<number>(count).fill(0);
  for (const index of drawn) times[index]! += 1;
  return times;
}

test('each example comes as often as its weight asks for, rounded up or down', () => {
  const weight = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e3, noNaN: true }));
  const weights = fc
    .array(weight, { minLength: 1, maxLength: 80 })
    .filter((all) => all.some((w) => w > 0));
  fc.assert(
    fc.property(weights, fc.nat(), (all, seed) => {
      const drawn = drawByWeights(key(seed), all);
      expect(drawn).toHaveLength(all.length);
      const total = all.reduce((sum, w) => sum + w, 0);
      for (const [index, times] of timesDrawn(drawn, all.length).entries()) {
        const asked = (all.length * all[index]!) / total;
        expect(Math.abs(times - asked)).toBeLessThan(1 + 1e-6);
        if (all[index] === 0) expect(times).toBe(0);
      }
    }),
  );
});

test('equal weights draw each example once', () => {
  const drawn = drawByWeights(key(3), new Float32Array(50).fill(0.3));
  expect([...drawn].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
});

test('what comes between two whole numbers comes as often as its share, over the keys', () => {
  const weights = [0.5, 1.5, 1, 1];
  const sums = [0, 0, 0, 0];
  const keys = 4000;
  for (let seed = 0; seed < keys; seed++) {
    for (const index of drawByWeights(key(seed), weights)) sums[index]! += 1;
  }
  // The deviation of a mean of 4000 draws of 0 or 1 is below 0.008.
  for (const [index, sum] of sums.entries()) {
    expect(Math.abs(sum / keys - weights[index]!)).toBeLessThan(0.04);
  }
});

test('the order depends on key, epoch and weights, and is none of the dataset', () => {
  const weights = Float32Array.from({ length: 60 }, (_, i) => 1 + (i % 3));
  const batches = (seed: number, epoch: number, all = weights) =>
    epochBatches(key(seed), epoch, 60, 8, { weights: all, dropRemainder: true });
  expect(batches(1, 2)).toEqual(batches(1, 2));
  expect(batches(1, 2)).not.toEqual(batches(1, 3));
  expect(batches(1, 2)).not.toEqual(batches(2, 2));
  expect(batches(1, 2)).not.toEqual(batches(1, 2, weights.toReversed()));
  expect(batches(1, 2)).toHaveLength(7);
  const drawn = batches(1, 2).flatMap((batch) => [...batch]);
  expect(drawn).not.toEqual(drawn.toSorted((a, b) => a - b));
});

test('weights that cannot be drawn by are user errors', () => {
  for (const bad of [[1, -1], [Number.NaN], [Number.POSITIVE_INFINITY]]) {
    expect(() => drawByWeights(key(1), bad)).toThrow(UserError);
  }
  expect(() => drawByWeights(key(1), [0, 0])).toThrow('must have a sum above 0, not 0');
});
