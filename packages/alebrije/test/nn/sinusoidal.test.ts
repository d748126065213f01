import { expect, test } from 'vitest';
import { sinusoidalEmbedding } from '../../src/nn/sinusoidal.ts';
import { tensorOf } from '../../src/tensor/tensor.ts';
import { evaluate } from '../tensor/evaluation.ts';

test('numbers become sines, then cosines, of falling frequencies', () => {
  const { shape, data } = evaluate(sinusoidalEmbedding(tensorOf([0, 3]), 4));
  expect(shape).toEqual([2, 4]);
  // Of two frequencies the second is 10,000^(−1/2).
  const expected = [0, 0, 1, 1, Math.sin(3), Math.sin(0.03), Math.cos(3), Math.cos(0.03)];
  for (const [index, value] of expected.entries()) expect(data[index]).toBeCloseTo(value, 6);
});

test('half of them are sines', () => {
  expect(() => sinusoidalEmbedding(tensorOf([1]), 5)).toThrow(RangeError);
});
