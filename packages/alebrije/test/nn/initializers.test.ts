import { describe, expect, test } from 'vitest';
import type { HostTensor, Shape } from '../../src/graph/types.ts';
import {
  convFans,
  convTransposeFans,
  denseFans,
  type Fans,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  lecunNormal,
  lecunUniform,
  orthogonal,
  zeros,
} from '../../src/nn/initializers.ts';
import { conv, convTranspose, dense, lstm } from '../../src/nn/layers.ts';
import { key } from '../../src/tensor/key.ts';
import { leaf } from '../../src/tensor/tree.ts';
import { loadLayers } from '../fixtures/golden/load-golden.ts';

const FANS: Fans = { fanIn: 200, fanOut: 100 };
const SHAPE = [200, 100];

function statistics(tensor: HostTensor) {
  const data = Array.from<number>(tensor.data);
  const meanOf = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const mean = meanOf(data);
  const second = meanOf(data.map((x) => (x - mean) ** 2));
  const fourth = meanOf(data.map((x) => (x - mean) ** 4));
  const largest = Math.max(...data.map(Math.abs));
  return { mean, deviation: Math.sqrt(second), kurtosis: fourth / second ** 2, largest };
}

/** Kurtosis of N(0, 1) cut at ±2: E z⁴ / (E z²)², E z² = 1 − 4 φ(2) / c, E z⁴ = 3 − 28 φ(2) / c. */
const DENSITY = Math.exp(-2) / Math.sqrt(2 * Math.PI) / 0.9544997361036416;
const CUT_KURTOSIS = (3 - 28 * DENSITY) / (1 - 4 * DENSITY) ** 2;
const CUT = 2 / 0.87962566103423978;

describe.each([
  ['glorotUniform', glorotUniform, 2 / 300, 'uniform'],
  ['glorotNormal', glorotNormal, 2 / 300, 'normal'],
  ['heUniform', heUniform, 2 / 200, 'uniform'],
  ['heNormal', heNormal, 2 / 200, 'normal'],
  ['lecunUniform', lecunUniform, 1 / 200, 'uniform'],
  ['lecunNormal', lecunNormal, 1 / 200, 'normal'],
] as const)('%s', (name, initializer, variance, distribution) => {
  const { mean, deviation, kurtosis, largest } = statistics(initializer(key(3), SHAPE, FANS));
  const expected = Math.sqrt(variance);

  // 20,000 draws: the standard errors are below 0.8 % and 0.5 % of the deviation.
  test('has the variance of its fans', () => {
    expect(Math.abs(mean) / expected).toBeLessThan(0.03);
    expect(Math.abs(deviation / expected - 1)).toBeLessThan(0.02);
  });

  test('has the shape of its distribution', () => {
    const [limit, fourth] = distribution === 'uniform' ? [Math.sqrt(3), 1.8] : [CUT, CUT_KURTOSIS];
    expect(largest / expected).toBeLessThan(limit * 1.000001);
    expect(largest / expected).toBeGreaterThan(limit * 0.99);
    expect(Math.abs(kurtosis - fourth)).toBeLessThan(0.06);
  });

  test('is named with its formula in the golden file', () => {
    expect(loadLayers().initializers).toHaveProperty(name);
  });
});

test('fans of the kernels', () => {
  expect(denseFans([7, 5])).toEqual({ fanIn: 7, fanOut: 5 });
  expect(convFans([8, 3, 5, 2])).toEqual({ fanIn: 30, fanOut: 80 });
  // [I, O, ...K], counted as Keras counts [...K, O, I].
  expect(convTransposeFans([8, 3, 5, 2])).toEqual({ fanIn: 30, fanOut: 80 });
});

test('layers hand their own fans to the initializer', () => {
  const seen: [Shape, Fans][] = [];
  const initializer: Initializer = (at, shape, fans) => {
    seen.push([shape, fans]);
    return zeros(at, shape, fans);
  };
  dense(5, { initializer }).init(key(0), [7]);
  conv(8, 3, { initializer, groups: 2 }).init(key(0), [6, 9, 9]);
  convTranspose(4, [3], { initializer }).init(key(0), [6, 9]);
  expect(seen).toEqual([
    [[7, 5], { fanIn: 7, fanOut: 5 }],
    [[8, 3, 3, 3], { fanIn: 27, fanOut: 72 }],
    [[6, 4, 3], { fanIn: 12, fanOut: 18 }],
  ]);
});

test.each([[[4, 12]], [[12, 4]], [[5, 5]], [[8, 3, 2, 2]]])(
  'orthogonal %j has orthonormal rows or columns',
  (shape: Shape) => {
    const { data } = orthogonal(key(1), shape, FANS);
    const rows = shape[0]!;
    const columns = data.length / rows;
    const vectors = Array.from({ length: Math.min(rows, columns) }, (_, v) =>
      Array.from({ length: Math.max(rows, columns) }, (_, i) =>
        rows <= columns ? data[v * columns + i]! : data[i * columns + v]!,
      ),
    );
    for (const [i, a] of vectors.entries()) {
      for (const [j, b] of vectors.entries()) {
        const dot = a.reduce((sum, entry, index) => sum + entry * b[index]!, 0);
        expect(Math.abs(dot - (i === j ? 1 : 0))).toBeLessThan(1e-6);
      }
    }
  },
);

test('a 1x1 orthogonal matrix is either sign, as a draw from all of them', () => {
  const signs = new Set(
    Array.from({ length: 20 }, (_, seed) => orthogonal(key(seed), [1, 1], FANS).data[0]),
  );
  expect(signs).toEqual(new Set([1, -1]));
});

test('the forget gate of an LSTM starts open', () => {
  const { params } = lstm(2).init(key(0), [4, 3]);
  expect(Array.from(leaf(params, 'bias').data)).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
});
