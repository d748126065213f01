import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareDistances, pairDistances, ranks } from '../../src/metrics/distance-preservation.ts';
import { findNeighbourhoods, neighbourAccuracy } from '../../src/metrics/neighbourhoods.ts';
import { visitDistances } from '../../src/metrics/pairwise-distances.ts';
import { lindenstraussBound, randomProjection } from '../../src/metrics/random-projection.ts';
import { trustworthiness } from '../../src/metrics/trustworthiness.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { drawNormal, fold, key } from '../../src/tensor/key.ts';
import { hostFloats } from '../../src/train/model-session.ts';
import { geometryGoldens as golden } from '../fixtures/metrics/load-geometry.ts';
import { floats, matrix } from '../fixtures/metrics/load-metrics.ts';
import { expectClose } from './closeness.ts';

const codes = floats(golden.codes);
const plane = floats(golden.plane);

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime('cpu-inline');
});
afterAll(() => runtime.dispose());

const normalRows = (count: number, size: number, seed = 1) =>
  hostFloats([count, size], drawNormal(key(seed), count * size));

describe('neighbourhoods', () => {
  test('agree with scikit-learn', async () => {
    const found = await findNeighbourhoods(runtime, codes, 7);
    expect([...found.indices]).toEqual(golden.indices.flat());
    expectClose(found.distances, golden.distances.data, 1e-5);
  });

  test('of many rows, which take several chunks, are those of each row alone', async () => {
    const rows = normalRows(2300, 9);
    const at = (row: number, axis: number) => rows.data[row * 9 + axis]!;
    const visited: number[] = [];
    await visitDistances(runtime, rows, (row, squared) => {
      visited.push(row);
      if (row % 331 !== 0 && row !== 2299) return;
      const expected = Array.from({ length: 2300 }, (_, other) => {
        let sum = 0;
        for (let axis = 0; axis < 9; axis++) sum += (at(row, axis) - at(other, axis)) ** 2;
        return sum;
      });
      expectClose(squared, expected, 2e-5);
    });
    expect(visited).toEqual(Array.from({ length: 2300 }, (_, row) => row));
  });

  test('never contain the row itself, also where rows are equal', async () => {
    const { indices } = await findNeighbourhoods(runtime, matrix([[1], [1], [1], [5]]), 2);
    for (let row = 0; row < 4; row++) {
      expect([...indices.subarray(2 * row, 2 * row + 2)]).not.toContain(row);
    }
  });

  test('vote for the class of the row that they surround', async () => {
    const [before, after] = [
      await findNeighbourhoods(runtime, codes, 7),
      await findNeighbourhoods(runtime, plane, 7),
    ];
    expect(neighbourAccuracy(before, golden.labels, 1)).toBeCloseTo(golden.leaveOneOut.codes, 12);
    expect(neighbourAccuracy(after, golden.labels, 1)).toBeCloseTo(golden.leaveOneOut.plane, 12);
    expect(() => neighbourAccuracy(after, golden.labels, 8)).toThrow(/only 7 are known/);
  });

  test('are fewer than the rows', async () => {
    await expect(findNeighbourhoods(runtime, plane, 80)).rejects.toThrow(/no 80 neighbours/);
  });
});

describe('trustworthiness', () => {
  test('agrees with scikit-learn', async () => {
    for (const [k, value] of Object.entries(golden.trustworthiness)) {
      const found = await findNeighbourhoods(runtime, plane, Number(k));
      expect(await trustworthiness(runtime, codes, found)).toBeCloseTo(value, 11);
    }
  });

  test('is 1 for the rows themselves, and about a half for others', async () => {
    const rows = normalRows(400, 10);
    const itself = await findNeighbourhoods(runtime, rows, 10);
    expect(await trustworthiness(runtime, rows, itself)).toBe(1);
    const others = await findNeighbourhoods(runtime, normalRows(400, 10, 2), 10);
    expect(Math.abs((await trustworthiness(runtime, rows, others)) - 0.5)).toBeLessThan(0.03);
  });

  test('needs as many rows, and more than twice as many as neighbours', async () => {
    const found = await findNeighbourhoods(runtime, plane, 40);
    await expect(trustworthiness(runtime, codes, found)).rejects.toThrow(RangeError);
    await expect(trustworthiness(runtime, normalRows(3, 2), found)).rejects.toThrow(RangeError);
  });
});

describe('distances of pairs', () => {
  test('are compared as SciPy does', async () => {
    const [before, after] = [
      await pairDistances(runtime, codes),
      await pairDistances(runtime, plane),
    ];
    expect(before).toHaveLength((80 * 79) / 2);
    const { scale, stress, pearson, spearman, ratios } = compareDistances(before, after);
    const expected = golden.pairs;
    const found = [scale, stress, pearson];
    expectClose(found, [expected.scale, expected.stress, expected.pearson], 1e-6);
    // Rounding swaps the ranks of a few pairs that are almost equally far apart.
    expect(spearman).toBeCloseTo(expected.spearman, 5);
    expect(ratios).toHaveLength(before.length);
  });

  test('are kept by a turn and a change of scale', () => {
    const before = Float32Array.of(1, 2, 3, 4);
    const { scale, stress, spearman } = compareDistances(
      before,
      before.map((d) => d / 4),
    );
    expect(scale).toBeCloseTo(4, 12);
    expect(stress).toBeCloseTo(0, 12);
    expect(spearman).toBeCloseTo(1, 12);
  });

  test('of equal examples have no ratio', () => {
    const { ratios } = compareDistances(Float32Array.of(0, 1, 2), Float32Array.of(0, 1, 2));
    expect([...ratios]).toEqual([1, 1]);
    expect(() => compareDistances(Float32Array.of(1), Float32Array.of(0))).toThrow(RangeError);
  });

  test('share ranks where they are equal', () => {
    const { values, ranks: expected } = golden.ranked;
    expect([...ranks(Float32Array.from(values))]).toEqual(expected);
  });
});

describe('a random projection', () => {
  test('keeps all distances within the bound, and squared ones in the mean', async () => {
    const rows = normalRows(150, 200);
    const before = await pairDistances(runtime, rows);
    const { low, high } = lindenstraussBound(150, 20);
    let squares = 0;
    for (const draw of [0, 1, 2, 3, 4, 5]) {
      const projected = randomProjection(fold(key(9), draw), rows, 20);
      expect(projected.shape).toEqual([150, 20]);
      const ratios = (await pairDistances(runtime, projected)).map((d, pair) => d / before[pair]!);
      expect(Math.min(...ratios)).toBeGreaterThan(low);
      expect(Math.max(...ratios)).toBeLessThan(high);
      squares += ratios.reduce((sum, ratio) => sum + ratio ** 2, 0) / ratios.length / 6;
    }
    expect(Math.abs(squares - 1)).toBeLessThan(0.03);
  });

  test('is bounded as SciPy solves it', () => {
    for (const [count, size, low, high] of golden.bounds) {
      const found = lindenstraussBound(count, size);
      expectClose([found.low, found.high], [low, high], 1e-9);
    }
  });
});
