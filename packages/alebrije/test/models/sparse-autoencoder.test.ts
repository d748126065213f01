import { expect, test } from 'vitest';
import { absoluteActivity, sparsityDivergence } from '../../src/models/sparse-autoencoder.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { gradient } from '../../src/tensor/trace.ts';
import { array, evaluate, expectClose, expectExactGradient } from '../nn/evaluation.ts';

const divergence = (code: ReturnType<typeof array>, target: number) =>
  evaluate({ code }, (tensors) => {
    const value = sparsityDivergence(tensors.code as Tensor, target);
    return { value, slope: gradient(value, tensors.code as Tensor) };
  });

test('the absolute activity is a sum over the code', () => {
  const { activity } = evaluate({ code: array([1, -2, 0, 0.5, 0, 0], [2, 3]) }, ({ code }) => ({
    activity: absoluteActivity(code as Tensor),
  }));
  expectClose(activity, { shape: [2], data: [3, 0.5] }, 1e-15);
});

test('the divergence is 0 where every unit has the target as its mean over the batch', () => {
  const { value, slope } = divergence(array([0, 0.25, 0.5, 0.25], [2, 2]), 0.25);
  expect(value!.data[0]).toBeCloseTo(0, 7);
  for (const entry of slope!.data) expect(entry).toBeCloseTo(0, 6);
});

test('the divergence is that of two coins, summed over the units', () => {
  const kl = (p: number, q: number) => p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
  const { value } = divergence(array([0.2, 0.9, 0.4, 0.7], [2, 2]), 0.1);
  expect(value!.data[0]).toBeCloseTo(kl(0.1, 0.3) + kl(0.1, 0.8), 6);
});

test('the divergence has an exact gradient', () => {
  expectExactGradient({ code: array([0.2, 0.9, 0.4, 0.7], [2, 2]) }, ({ code }) =>
    sparsityDivergence(code as Tensor, 0.1),
  );
});

test('units that are never or always active give finite numbers', () => {
  const { value, slope } = divergence(array([0, 1, 0, 1], [2, 2]), 0.1);
  expect(value!.data[0]).toBeGreaterThan(1);
  expect(value!.data.every(Number.isFinite) && slope!.data.every(Number.isFinite)).toBe(true);
});
