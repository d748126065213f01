import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { covarianceOf, gatherCovariance } from '../../src/metrics/covariance.ts';
import { dot, largestEigenpairs } from '../../src/metrics/eigenpairs.ts';
import {
  fitPca,
  largestPrincipalAngle,
  pcaInverse,
  pcaReconstruct,
  pcaTransform,
} from '../../src/metrics/pca.ts';
import { pcaErrors } from '../../src/metrics/pca-errors.ts';
import { meanSquaredError } from '../../src/metrics/reconstruction.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { drawNormal, key } from '../../src/tensor/key.ts';
import { rowsOf } from '../../src/train/model-session.ts';
import {
  floats,
  type MetricArray,
  matrix,
  metricGoldens,
} from '../fixtures/metrics/load-metrics.ts';
import { expectClose } from './closeness.ts';

const golden = metricGoldens.pca;
const rows = floats(golden.rows);

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime('cpu-inline');
});
afterAll(() => runtime.dispose());

test('errors of fewer components are those of PCA with so many', () => {
  const covariance = covarianceOf(rows);
  const errors = pcaErrors(fitPca(covariance, 3), rows);
  for (const count of [1, 2, 3]) {
    const kept = pcaReconstruct(fitPca(covariance, count), rows);
    expect(errors[count]).toBeCloseTo(meanSquaredError(kept, rows), 6);
  }
  // Without components every row is answered with the mean.
  const size = covariance.size;
  const trace = Array.from({ length: size }, (_, i) => covariance.matrix[i * size + i]!);
  expect(errors[0]).toBeCloseTo(trace.reduce((a, b) => a + b, 0) / size, 6);
});

describe('covariance', () => {
  test('by hand', () => {
    const { mean, matrix: covariance } = covarianceOf(
      matrix([
        [1, 2],
        [3, 6],
      ]),
    );
    expect([...mean]).toEqual([2, 4]);
    expect([...covariance]).toEqual([1, 2, 2, 4]);
  });

  test('gathered in unequal chunks through a runtime is the same', async () => {
    const whole = covarianceOf(rows);
    const chunks = [rowsOf(rows, 0, 15), rowsOf(rows, 15, 30), rowsOf(rows, 30, 40)];
    const gathered = await gatherCovariance(runtime, chunks);
    expect(gathered.count).toBe(40);
    expectClose(gathered.mean, whole.mean, 1e-6);
    expectClose(gathered.matrix, whole.matrix, 1e-6);
  });

  test('of a mean far larger than the deviation keeps its digits', async () => {
    const far = matrix([[1000.5], [1001.5], [1000.5], [1001.5]]);
    const { matrix: covariance } = await gatherCovariance(runtime, [far]);
    expect(covariance[0]).toBeCloseTo(0.25, 9);
  });
});

describe('largest eigenpairs', () => {
  test('of a matrix with repeated eigenvalues', () => {
    const { values, vectors } = largestEigenpairs(
      Float64Array.from([2, 0, 0, 0, 5, 0, 0, 0, 5]),
      3,
      3,
    );
    expectClose(values, [5, 5, 2], 1e-12);
    expect(Math.abs(vectors[2]![0]!)).toBeCloseTo(1, 12);
    expect(dot(vectors[0]!, vectors[1]!)).toBeCloseTo(0, 12);
  });

  test('of a large matrix solve A v = λ v', () => {
    const size = 300;
    const factor = drawNormal(key(3), size * size);
    const symmetric = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        symmetric[i * size + j] = factor[i * size + j]! + factor[j * size + i]!;
      }
    }
    const { values, vectors } = largestEigenpairs(symmetric, size, 20);
    for (const [index, vector] of vectors.entries()) {
      const image = Array.from({ length: size }, (_, row) =>
        dot(symmetric.subarray(row * size, (row + 1) * size), vector),
      );
      expectClose(
        image,
        vector.map((entry) => entry * values[index]!),
        1e-6,
      );
      expect(dot(vector, vector)).toBeCloseTo(1, 10);
      if (index > 0) expect(values[index]!).toBeLessThan(values[index - 1]!);
    }
  });

  test('cannot be more than there are rows', () => {
    expect(() => largestEigenpairs(new Float64Array(4), 2, 3)).toThrow(RangeError);
  });
});

describe('PCA', () => {
  const pca = fitPca(covarianceOf(rows), 6);

  test('agrees with NumPy', () => {
    expectClose(pca.mean, golden.mean.data, 1e-6);
    expectClose(pca.variances, golden.variances.data, 1e-6);
    expectClose(pca.explained, golden.explained.data, 1e-6);
    const projector = [0, 1, 2].flatMap((i) =>
      Array.from({ length: 90 }, (_, j) =>
        pca.components.reduce((sum, direction) => sum + direction[i]! * direction[j]!, 0),
      ),
    );
    expectClose(projector, golden.projector.data, 1e-6);
    expect(meanSquaredError(pcaReconstruct(pca, rows), rows)).toBeCloseTo(golden.mse, 7);
  });

  test('codes are uncorrelated with the variances of the components', () => {
    const { mean, matrix: covariance } = covarianceOf(pcaTransform(pca, rows));
    expectClose(mean, new Float64Array(6), 1e-6);
    for (let i = 0; i < 36; i++) {
      const expected = i % 7 === 0 ? pca.variances[i / 7]! : 0;
      expect(covariance[i]).toBeCloseTo(expected, 5);
    }
  });

  test('with all components loses nothing', () => {
    const all = fitPca(covarianceOf(rows), 90);
    const back = pcaInverse(all, pcaTransform(all, rows));
    expectClose(back.data, rows.data, 1e-5);
    expect(all.explained.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });
});

describe('the largest principal angle', () => {
  const vectors = ({ shape, data }: MetricArray) =>
    Array.from({ length: shape[0]! }, (_, i) =>
      Float64Array.from(data.slice(i * shape[1]!, (i + 1) * shape[1]!)),
    );

  test('agrees with NumPy for subspaces of different dimension', () => {
    const { a, b, largest } = metricGoldens.angles;
    expect(largestPrincipalAngle(vectors(a), vectors(b))).toBeCloseTo(largest, 9);
    expect(largestPrincipalAngle(vectors(b), vectors(a))).toBeCloseTo(largest, 9);
  });

  test('by hand: planes that share an axis', () => {
    const [x, y, z] = [
      Float64Array.of(1, 0, 0),
      Float64Array.of(0, 1, 0),
      Float64Array.of(0, 0, 1),
    ];
    const tilted = Float64Array.of(0, Math.cos(0.3), Math.sin(0.3));
    expect(largestPrincipalAngle([x, y], [x, tilted])).toBeCloseTo(0.3, 12);
    expect(largestPrincipalAngle([x, y], [x, z])).toBeCloseTo(Math.PI / 2, 12);
    expect(largestPrincipalAngle([x, y], [x.map((e, i) => e + 5 * y[i]!), y])).toBeLessThan(1e-12);
  });

  test('keeps its digits when it is tiny', () => {
    const tilted = Float64Array.of(0, Math.cos(1e-9), Math.sin(1e-9));
    const angle = largestPrincipalAngle([Float64Array.of(0, 1, 0)], [tilted]);
    expect(angle / 1e-9).toBeCloseTo(1, 6);
  });

  test('needs independent vectors', () => {
    const v = Float64Array.of(1, 2);
    expect(() => largestPrincipalAngle([v, v], [v])).toThrow(/independent/);
  });
});
