import { expect, test } from 'vitest';
import type { HostTensor } from '../../src/graph/types.ts';
import { rarityWeights } from '../../src/models/debiasing-vae.ts';

function codesOf(rows: readonly (readonly number[])[]): HostTensor {
  const data = Float32Array.from(rows.flat());
  return { dtype: 'float32', shape: [rows.length, rows[0]!.length], data };
}

test('the weights are the inverse product of the shares, with alpha, and have mean 1', () => {
  // Bins −2..−1, −1..0, 0..1, 1..2: of the first number 3 and 1 examples, of the second 2 and 2.
  const codes = codesOf([
    [-2, 0.5],
    [-1.5, 0.2],
    [-1.2, -0.5],
    [1.9, -0.1],
  ]);
  const alpha = 0.05;
  const weight = (first: number, second: number) => 1 / ((first + alpha) * (second + alpha));
  const [common, rare] = [weight(0.75, 0.5), weight(0.25, 0.5)];
  const mean = (3 * common + rare) / 4;
  const weights = rarityWeights(codes, { bins: 4, alpha });
  const expected = [common, common, common, rare].map((value) => value / mean);
  for (const [i, value] of expected.entries()) expect(weights[i]).toBeCloseTo(value, 6);
});

test('a number of the code that does not move does not count', () => {
  const rows = Array.from({ length: 40 }, (_, i) => [Math.sin(i) * 3]);
  const bins = { bins: 10, alpha: 0.01 };
  const weights = rarityWeights(codesOf(rows), bins);
  const still = rows.map(([z], i) => [z!, 0.05 + 0.01 * Math.cos(i)]);
  const beside = rarityWeights(codesOf(still), bins);
  for (const [i, weight] of weights.entries()) expect(beside[i]).toBeCloseTo(weight, 6);
});

test('a large alpha makes all examples count alike, a small one the rare ones more', () => {
  const rows = Array.from({ length: 100 }, (_, i) => [i < 98 ? 0.1 : 2]);
  const shareOfRare = (alpha: number) => {
    const weights = rarityWeights(codesOf(rows), { bins: 10, alpha });
    expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(100, 3);
    return (weights[98]! + weights[99]!) / 100;
  };
  expect(shareOfRare(1e4)).toBeCloseTo(0.02, 4);
  // As often as all others together.
  expect(shareOfRare(1e-9)).toBeCloseTo(0.5, 4);
  expect(shareOfRare(0.1)).toBeGreaterThan(0.02);
  expect(shareOfRare(0.1)).toBeLessThan(0.5);
});

test('the product of many small shares stays finite', () => {
  const rows = Array.from({ length: 50 }, (_, i) => Array.from({ length: 500 }, () => Math.sin(i)));
  const weights = rarityWeights(codesOf(rows), { bins: 100, alpha: 1e-6 });
  expect(weights.every((weight) => Number.isFinite(weight))).toBe(true);
  expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(50, 2);
});
