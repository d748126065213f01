/** The three things that a network may predict, one from the other. */

import { describe, expect, test } from 'vitest';
import { noiseFrom, targetOf, velocity, x0From } from '../../src/samplers/prediction.ts';
import { key } from '../../src/tensor/key.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { array, evaluate, expectClose, normalArray } from '../nn/evaluation.ts';

const inputs = {
  x0: normalArray(key(1), [5, 3]),
  noise: normalArray(key(2), [5, 3]),
  // A level for each row.
  signal: array([0.6, 0.8, 0.28, 0.96, 1], [5, 1]),
  deviation: array([0.8, 0.6, 0.96, 0.28, 1e-12], [5, 1]),
};

describe.each(['noise', 'x0', 'v'] as const)('%s', (target) => {
  test('gives back the data and the noise that it was made of', () => {
    const { x0, noise } = evaluate(inputs, (tensors) => {
      const { x0, noise, signal, deviation } = tensors as Record<string, Tensor>;
      const level = { signal: signal!, deviation: deviation! };
      const x = x0!.mul(signal!).add(noise!.mul(deviation!));
      const prediction = targetOf(target, x0!, noise!, level);
      return {
        x0: x0From(target, x, prediction, level),
        noise: noiseFrom(target, x, prediction, level).mul(deviation!),
      };
    });
    expectClose(x0, inputs.x0, 1e-12);
    const scaled = inputs.noise.data.map(
      (value, i) => value * inputs.deviation.data[Math.floor(i / 3)]!,
    );
    expectClose(noise, array(scaled, [5, 3]), 1e-12);
  });
});

test('v is how x turns: x = α x₀ + σ ε, v = dx / dφ with α = cos φ', () => {
  const phi = 0.7;
  const rotated = (angle: number) => ({
    signal: array([Math.cos(angle)], []),
    deviation: array([Math.sin(angle)], []),
  });
  const xAt = (angle: number) =>
    evaluate({ ...inputs, ...rotated(angle) }, (tensors) => {
      const { x0, noise, signal, deviation } = tensors as Record<string, Tensor>;
      return {
        x: x0!.mul(signal!).add(noise!.mul(deviation!)),
        v: velocity(x0!, noise!, { signal: signal!, deviation: deviation! }),
      };
    });
  const slope = xAt(phi + 1e-5).x!.data.map((x, i) => (x - xAt(phi - 1e-5).x!.data[i]!) / 2e-5);
  expectClose(xAt(phi).v, array(slope, [5, 3]), 1e-8);
  expect(Math.max(...slope.map(Math.abs))).toBeGreaterThan(0.5);
});
