import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HostTensor } from '../../src/graph/types.ts';
import { covarianceOf } from '../../src/metrics/covariance.ts';
import { visitCrossDistances } from '../../src/metrics/pairwise-distances.ts';
import { classShares, divergence, evenness } from '../../src/metrics/sampling/class-shares.ts';
import { frechetDistance } from '../../src/metrics/sampling/frechet-distance.ts';
import { imagePatches } from '../../src/metrics/sampling/image-patches.ts';
import {
  doubled,
  halved,
  laplacianPyramid,
  pyramidSides,
} from '../../src/metrics/sampling/image-pyramid.ts';
import { discrepancy, kernelDistance } from '../../src/metrics/sampling/kernel-distance.ts';
import {
  ballsAround,
  neighbourhoodOverlap,
} from '../../src/metrics/sampling/neighbourhood-overlap.ts';
import { slicedWasserstein } from '../../src/metrics/sampling/sliced-wasserstein.ts';
import { sortFloats } from '../../src/metrics/sampling/sort-floats.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { drawNormal, drawPermutation, drawUniform, key } from '../../src/tensor/key.ts';
import { hostFloats } from '../../src/train/model-session.ts';
import { floats } from '../fixtures/metrics/load-metrics.ts';
import { samplingGoldens as golden } from '../fixtures/metrics/load-sampling.ts';
import { expectClose } from './closeness.ts';

const [a, b, few] = [floats(golden.a), floats(golden.b), floats(golden.few)];

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime('cpu-inline');
});
afterAll(() => runtime.dispose());

/** Normal rows about a centre of equal numbers, of one deviation. */
function normalRows(seed: number, count: number, size: number, { at = 0, scale = 1 } = {}) {
  const draws = drawNormal(key(seed), count * size);
  return hostFloats(
    [count, size],
    draws.map((value) => at + scale * value),
  );
}

const mapped = (values: HostTensor, change: (value: number, index: number) => number) =>
  hostFloats(values.shape, Float32Array.from(values.data, change));

/** The rows in another order. */
function shuffled(values: HostTensor, seed = 9): HostTensor {
  const [count, size] = values.shape as readonly [number, number];
  const order = drawPermutation(key(seed), count);
  return mapped(
    values,
    (_, at) => values.data[order[Math.floor(at / size)]! * size + (at % size)]!,
  );
}

function joined(...parts: readonly HostTensor[]): HostTensor {
  const count = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const data = Float32Array.from(parts.flatMap((part) => [...part.data]));
  return hostFloats([count, ...parts[0]!.shape.slice(1)], data);
}

const frechetOf = (p: HostTensor, q: HostTensor) =>
  frechetDistance(covarianceOf(p), covarianceOf(q));

describe('the Fréchet distance', () => {
  test('agrees with the root of SciPy, also of covariances of less than full rank', () => {
    expect(frechetOf(a, b)).toBeCloseTo(golden.frechet.ab, 5);
    expect(frechetOf(few, b)).toBeCloseTo(golden.frechet.fewB, 5);
  });

  test('is 0 between equal sets, whatever the order, and never below', () => {
    for (const set of [a, few, hostFloats([3, 2], new Float32Array(6))]) {
      expect(frechetOf(set, set)).toBeLessThan(1e-9);
      expect(frechetOf(set, set)).toBeGreaterThanOrEqual(0);
    }
    expect(frechetOf(shuffled(a), b)).toBeCloseTo(frechetOf(a, b), 8);
    expect(frechetOf(b, a)).toBeCloseTo(frechetOf(a, b), 8);
  });

  test('is the squared shift of a set, and tr Σ (s − 1)² where it is scaled by s about its mean', () => {
    const { mean, matrix, count, size } = covarianceOf(a);
    expect(
      frechetOf(
        a,
        mapped(a, (value) => value + 0.5),
      ),
    ).toBeCloseTo(12 * 0.25, 5);
    const scaled = mapped(a, (value, at) => mean[at % size]! + 3 * (value - mean[at % size]!));
    const trace = mean.reduce((sum, _, i) => sum + matrix[i * size + i]!, 0);
    const expected = (trace * 4 * count) / (count - 1);
    expect(frechetOf(a, scaled) / expected).toBeCloseTo(1, 6);
  });

  test('is that of normal distributions whose covariances commute', () => {
    // Σ (√λ − √μ)² over the variances along the common axes.
    const diagonal = (variances: readonly number[]) => ({
      count: 1e9,
      size: variances.length,
      mean: new Float64Array(variances.length),
      matrix: Float64Array.from({ length: variances.length ** 2 }, (_, at) =>
        at % (variances.length + 1) === 0 ? variances[at / (variances.length + 1)]! : 0,
      ),
    });
    const variance = fc.double({ min: 0, max: 9, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(variance, variance), {
          minLength: 1,
          maxLength: 8,
        }),
        (pairs) => {
          const expected = pairs.reduce((sum, [p, q]) => {
            return sum + (Math.sqrt(p!) - Math.sqrt(q!)) ** 2;
          }, 0);
          const found = frechetDistance(
            diagonal(pairs.map(([p]) => p!)),
            diagonal(pairs.map(([, q]) => q!)),
          );
          expect(Math.abs(found - expected)).toBeLessThan(1e-4);
        },
      ),
    );
  });

  test('is not defined for features of other sizes, or of one example', () => {
    expect(() => frechetOf(a, normalRows(1, 9, 3))).toThrow(/no Fréchet distance/);
    expect(() => frechetOf(a, normalRows(1, 1, 12))).toThrow(RangeError);
  });
});

describe('the kernel distance', () => {
  test("of all rows is scikit-learn's kernel in Bińkowski's estimate", () => {
    const rows = joined(a, b);
    const products = Float64Array.from({ length: 120 * 120 }, (_, at) => {
      const [i, j] = [Math.floor(at / 120), at % 120];
      let sum = 0;
      for (let axis = 0; axis < 12; axis++) {
        sum += rows.data[12 * i + axis]! * rows.data[12 * j + axis]!;
      }
      return sum;
    });
    const found = discrepancy(products as never, 60, 12);
    expect(found).toBeCloseTo(golden.discrepancy, 9);
  });

  test('is about 0 for sets of one distribution, and its error says how nearly', async () => {
    const [p, q] = [normalRows(1, 600, 16), normalRows(2, 600, 16)];
    const same = await kernelDistance(runtime, p, q, { key: key(1), subsetSize: 100 });
    // Subsets of the same 600 rows share their error: as many again would differ by the larger one.
    expect(Math.abs(same.mean)).toBeLessThan(6 * same.standardError);
    const moved = normalRows(2, 600, 16, { at: 0.3 });
    const other = await kernelDistance(runtime, p, moved, { key: key(1), subsetSize: 100 });
    expect(other.mean).toBeGreaterThan(20 * other.standardError);
    expect(other.mean).toBeGreaterThan(10 * Math.abs(same.mean));
  });

  test('has an expected value that is known for shifted normal features', async () => {
    // E k(x, y) of independent x ~ N(μ, I) and y ~ N(ν, I) is 1 + 3 m + 3 (m² + v) + m³ + 3 m v + ... ;
    // in one dimension (x y + 1)³ = x³y³ + 3x²y² + 3xy + 1 with moments μ, μ² + 1 and μ³ + 3μ.
    const moments = (mean: number) => [mean, mean ** 2 + 1, mean ** 3 + 3 * mean] as const;
    const kernel = (p: readonly number[], q: readonly number[]) =>
      p[2]! * q[2]! + 3 * p[1]! * q[1]! + 3 * p[0]! * q[0]! + 1;
    const [zero, one] = [moments(0), moments(1)];
    const expected = kernel(zero, zero) + kernel(one, one) - 2 * kernel(zero, one);
    const options = { key: key(3), subsets: 60, subsetSize: 400 };
    const [p, q] = [normalRows(5, 20_000, 1), normalRows(6, 20_000, 1, { at: 1 })];
    const found = await kernelDistance(runtime, p, q, options);
    expect(Math.abs(found.mean - expected)).toBeLessThan(4 * found.standardError);
  });

  test('takes half of few rows at a time, and refuses fewer than four', async () => {
    const [p, q] = [normalRows(1, 8, 3), normalRows(2, 8, 3)];
    const { standardError } = await kernelDistance(runtime, p, q, { key: key(1) });
    expect(standardError).toBeGreaterThan(0);
    const refused = kernelDistance(runtime, p, normalRows(2, 3, 3), { key: key(1) });
    await expect(refused).rejects.toThrow(/no kernel distance/);
  });
});

describe('distances between two sets', () => {
  test.each([3, 12])('of %i numbers are those of each pair', async (size) => {
    const [p, q] = [normalRows(1, 31, size), normalRows(2, 17, size, { at: 2 })];
    const rows: number[] = [];
    await visitCrossDistances(runtime, p, q, (row, squared) => {
      rows.push(row);
      const expected = Array.from({ length: 17 }, (_, other) => {
        let sum = 0;
        for (let i = 0; i < size; i++) {
          sum += (p.data[row * size + i]! - q.data[other * size + i]!) ** 2;
        }
        return sum;
      });
      expectClose(squared, expected, 1e-5);
    });
    expect(rows).toEqual(Array.from({ length: 31 }, (_, row) => row));
    await expect(visitCrossDistances(runtime, p, normalRows(1, 4, 5), () => {})).rejects.toThrow(
      RangeError,
    );
  });
});

const overlapOf = async (data: HostTensor, samples: HostTensor, k = 5) =>
  neighbourhoodOverlap(
    runtime,
    await ballsAround(runtime, data, k),
    await ballsAround(runtime, samples, k),
  );

describe('precision, recall, density and coverage', () => {
  test('agree with the code of Naeem et al.', async () => {
    for (const [k, expected] of Object.entries(golden.overlap)) {
      const found = await overlapOf(a, b, Number(k));
      for (const name of ['precision', 'recall', 'density', 'coverage'] as const) {
        expect(found[name], `${name}, k = ${k}`).toBeCloseTo(expected[name], 10);
      }
    }
  });

  test('are 1 of the data themselves, whatever their order, and density 1 + 1 / k', async () => {
    const found = await overlapOf(a, a);
    expect(found).toMatchObject({ precision: 1, recall: 1, coverage: 1 });
    // Each ball holds its centre and its k neighbours.
    expect(found.density).toBeCloseTo(1.2, 10);
    const reordered = await overlapOf(a, shuffled(a));
    expect(reordered).toMatchObject({ precision: 1, recall: 1, coverage: 1 });
    expect(await overlapOf(shuffled(a), b)).toEqual(await overlapOf(a, b));
  });

  test('of fresh draws, coverage is 1 − ∏ (N − i) / (2 N − i) and density 1', async () => {
    const found = await overlapOf(normalRows(1, 2000, 4), normalRows(2, 2000, 4));
    const missed = [0, 1, 2, 3, 4].reduce((part, i) => (part * (2000 - i)) / (4000 - i), 1);
    expect(Math.abs(found.coverage - (1 - missed))).toBeLessThan(0.02);
    expect(Math.abs(found.density - 1)).toBeLessThan(0.06);
  });

  test('tell a lost mode by recall and coverage, blurred samples by precision', async () => {
    const data = joined(normalRows(1, 400, 4), normalRows(2, 400, 4, { at: 10 }));
    const full = await overlapOf(
      data,
      joined(normalRows(3, 400, 4), normalRows(4, 400, 4, { at: 10 })),
    );
    const half = await overlapOf(data, normalRows(3, 800, 4));
    expect(half.precision).toBeGreaterThan(full.precision - 0.05);
    for (const name of ['recall', 'coverage'] as const) {
      expect(half[name]).toBeLessThan(0.55);
      expect(full[name]).toBeGreaterThan(0.85);
    }
    // Between the modes nothing is real.
    const between = await overlapOf(data, normalRows(5, 800, 4, { at: 5 }));
    expect(between.precision).toBeLessThan(0.05);
    // At the mean of one mode everything is, and it covers little.
    const mean = await overlapOf(data, normalRows(6, 800, 4, { scale: 0.1 }));
    expect(mean.precision).toBe(1);
    expect(mean.density).toBeGreaterThan(1.2);
    expect(mean.recall).toBeLessThan(0.05);
    expect(mean.coverage).toBeLessThan(0.3);
  });
});

describe('the Laplacian pyramid', () => {
  const { shape, data } = floats(golden.plane);
  const [height, width] = shape as readonly [number, number];
  const plane = { height, width, data: data as Float32Array };

  test('is that of Karras et al., of planes of any side', () => {
    const levels = laplacianPyramid(plane, 3);
    for (const [level, { height, width, data }] of levels.entries()) {
      expect([height, width]).toEqual(golden.pyramid[level]!.shape);
      expectClose(data, golden.pyramid[level]!.data, 1e-6);
    }
    expect(levels).toHaveLength(3);
  });

  test('adds up to the plane again, of several planes at once', () => {
    const two = Float32Array.from([...plane.data, ...drawUniform(key(1), plane.data.length)]);
    const [fine, coarse] = laplacianPyramid({ height, width, data: two }, 2);
    const back = doubled(coarse!, height, width).data.map((value, at) => value + fine!.data[at]!);
    expectClose(back, two, 1e-6);
    const alone = halved(plane).data;
    expect([...coarse!.data.subarray(0, alone.length)]).toEqual([...alone]);
  });

  test('keeps an even grey, and has sides down to the least', () => {
    const grey = { height: 6, width: 5, data: new Float32Array(30).fill(0.5) };
    expectClose(halved(grey).data, new Array(9).fill(0.5), 1e-7);
    expect(pyramidSides(28, 7)).toEqual([28, 14, 7]);
    expect(pyramidSides(32, 7)).toEqual([32, 16, 8]);
    expect(pyramidSides(12, 7)).toEqual([12]);
    expect(pyramidSides(13, 7)).toEqual([13, 7]);
  });
});

describe('patches of images', () => {
  const images = hostFloats([40, 2, 14, 15], drawUniform(key(4), 40 * 2 * 14 * 15));

  test('are squares of each level, brought to mean 0 and deviation 1 in every channel', () => {
    const scales = imagePatches(images, { key: key(1), ofEach: 6 });
    expect(scales.map(({ side, patches }) => [side, patches.shape])).toEqual([
      [14, [240, 98]],
      // Of the last level, 7x8, there are only two places.
      [7, [80, 98]],
    ]);
    for (const { patches } of scales) {
      for (const channel of [0, 1]) {
        const values = [...patches.data].filter((_, at) => Math.floor(at / 49) % 2 === channel);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const squares = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
        expect(mean).toBeCloseTo(0, 5);
        expect(squares).toBeCloseTo(1, 4);
      }
    }
  });

  test('do not tell brighter images from darker ones of the same contrast, or scaled ones', () => {
    const [fine] = imagePatches(images, { key: key(1), ofEach: 3 });
    const [other] = imagePatches(
      mapped(images, (value) => 3 * value + 2),
      { key: key(1), ofEach: 3 },
    );
    expectClose(other!.patches.data, fine!.patches.data, 1e-4);
  });

  test('of a whole image are the image', () => {
    const small = hostFloats([2, 1, 7, 7], drawUniform(key(2), 98));
    const [only] = imagePatches(small, { key: key(1), ofEach: 8 });
    const pixels = Array.from(small.data);
    const mean = pixels.reduce((sum, value) => sum + value, 0) / 98;
    const squares = pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 98;
    const expected = pixels.map((value) => (value - mean) / Math.sqrt(squares));
    expectClose(only!.patches.data, expected, 1e-5);
    expect(() =>
      imagePatches(hostFloats([1, 1, 6, 9], new Float32Array(54)), { key: key(1), ofEach: 1 }),
    ).toThrow(/smaller than a patch/);
  });
});

test('numbers are sorted as by comparison', () => {
  fc.assert(
    fc.property(fc.float32Array({ noNaN: true }), (values) => {
      expect(sortFloats(values)).toEqual(values.toSorted());
    }),
  );
  const many = drawNormal(key(1), 5000);
  expect(sortFloats(many)).toEqual(many.toSorted());
});

describe('the sliced Wasserstein distance', () => {
  const options = { key: key(7), directions: 400 };

  test("of single numbers is SciPy's", async () => {
    const column = (values: HostTensor) =>
      hostFloats(
        [60, 1],
        Float32Array.from({ length: 60 }, (_, row) => values.data[12 * row]!),
      );
    const [found] = await slicedWasserstein(runtime, column(a), [column(b)], options);
    expect(found).toBeCloseTo(golden.wasserstein, 5);
  });

  test('is 0 between equal sets, whatever the order', async () => {
    const found = await slicedWasserstein(runtime, a, [a, shuffled(a), b], options);
    expect(found[0]).toBe(0);
    expect(found[1]).toBe(0);
    expect(found[2]).toBeGreaterThan(0.1);
  });

  test('of a set that is shifted by a vector is its mean projection', async () => {
    // E |u · v| = ‖v‖ Γ(D / 2) / (√π Γ((D + 1) / 2)) for u on the sphere: of three axes, ‖v‖ / 2.
    const rows = normalRows(1, 50, 3);
    const moved = mapped(rows, (value, at) => value + (at % 3 === 0 ? 2 : 0));
    const [found] = await slicedWasserstein(runtime, rows, [moved], {
      key: key(1),
      directions: 4000,
    });
    expect(Math.abs(found! - 1)).toBeLessThan(0.04);
  });

  test('needs sets of one shape', async () => {
    const refused = slicedWasserstein(runtime, a, [few], options);
    await expect(refused).rejects.toThrow(/not of one shape/);
  });
});

describe('class shares', () => {
  test('are counted, with imaginary examples where a share must not be 0', () => {
    expect([...classShares([0, 0, 2, 0], 3)]).toEqual([0.75, 0, 0.25]);
    expectClose(classShares([0, 0, 2, 0], 3, 1), [4 / 7, 1 / 7, 2 / 7], 1e-12);
  });

  test('have the entropy and divergence that SciPy gives them', () => {
    const { shares, expected, ...values } = golden.classes;
    const [p, q] = [Float64Array.from(shares), Float64Array.from(expected)];
    expect(divergence(p, q)).toBeCloseTo(values.divergence, 10);
    expect(evenness(p)).toBeCloseTo(values.evenness, 10);
    expect(divergence(q, q)).toBe(0);
    expect(divergence(q, p)).toBe(Number.POSITIVE_INFINITY);
    expect(evenness(q)).toBe(1);
    expect(evenness(Float64Array.of(1))).toBe(1);
  });
});
