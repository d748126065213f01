import { expect, test } from 'vitest';
import { asCodes } from '../../src/explore/latent/index.ts';
import { linearReadouts } from '../../src/metrics/linear-readout.ts';
import { drawNormal, key } from '../../src/tensor/key.ts';

const COUNT = 2000;
const noise = drawNormal(key(7), 3 * COUNT);
/** Two independent attributes: the first moves the first two numbers, the second the second alone. */
const attributes = Uint8Array.from({ length: 2 * COUNT }, (_, index) =>
  index % 2 === 0 ? (index >> 1) & 1 : (index >> 2) & 1,
);
const codes = asCodes(
  Array.from({ length: COUNT }, (_, row) => {
    const [a, b] = [attributes[2 * row]!, attributes[2 * row + 1]!];
    return [a + 0.1 * noise[3 * row]!, a + b + 0.1 * noise[3 * row + 1]!, noise[3 * row + 2]!];
  }),
);

function dot(readout: Float64Array, vector: readonly number[]): number {
  return vector.reduce((sum, value, axis) => sum + value * readout[axis]!, 0);
}

test('a readout moves with its own attribute and not with the other', () => {
  const [first, second] = linearReadouts(codes, attributes, 2) as [Float64Array, Float64Array];
  // One attribute more is one readout more, nearly: noise takes its share.
  expect(dot(first, [1, 1, 0])).toBeGreaterThan(0.9);
  expect(Math.abs(dot(first, [0, 1, 0]))).toBeLessThan(0.05);
  expect(dot(second, [0, 1, 0])).toBeGreaterThan(0.9);
  expect(Math.abs(dot(second, [1, 1, 0]))).toBeLessThan(0.05);
  expect(Math.abs(dot(first, [0, 0, 1]))).toBeLessThan(0.05);
});

test('numbers that never vary are left out', () => {
  const flat = asCodes(Array.from({ length: 4 }, (_, row) => [row % 2, 3]));
  const [readout] = linearReadouts(flat, [0, 1, 0, 1], 1);
  expect(readout![0]).toBeGreaterThan(0.9);
  expect(readout![1]).toBe(0);
});

test('each code needs its attributes', () => {
  expect(() => linearReadouts(codes, attributes.subarray(1), 2)).toThrow(RangeError);
});
