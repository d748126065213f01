import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symmetricAffinities } from '../../src/explore/projections/affinities.ts';
import { buildCellTree, CELL } from '../../src/explore/projections/cell-tree.ts';
import type { Layout, NearestNeighbours } from '../../src/explore/projections/projection.ts';
import { startTsne, tsneGradient } from '../../src/explore/projections/tsne.ts';
import { startUmap } from '../../src/explore/projections/umap.ts';
import { geometryGoldens as golden } from '../fixtures/metrics/load-geometry.ts';
import { expectClose } from '../metrics/closeness.ts';
import { normal, uniform } from './figure-data.ts';

/** Rows of numbers, and the neighbours of each found by comparing all. */
function neighboursOf(rows: readonly (readonly number[])[], k: number): NearestNeighbours {
  const found = rows.map((row, self) =>
    rows
      .map((other, index) => ({
        index,
        distance: Math.hypot(...row.map((value, axis) => value - other[axis]!)),
      }))
      .filter(({ index }) => index !== self)
      .sort((a, b) => a.distance - b.distance || a.index - b.index)
      .slice(0, k),
  );
  return {
    count: rows.length,
    k,
    indices: Int32Array.from(found.flat(), ({ index }) => index),
    distances: Float32Array.from(found.flat(), ({ distance }) => distance),
  };
}

/** Clusters of points in ten dimensions, in turn. */
function clusteredRows(count: number, clusters: number, spread: number) {
  const random = normal(4);
  const centres = Array.from({ length: clusters }, () => Array.from({ length: 10 }, random));
  const labels = Array.from({ length: count }, (_, index) => index % clusters);
  const rows = labels.map((label) =>
    centres[label]!.map((value) => 6 * value + spread * 6 * random()),
  );
  return { rows, labels };
}

/** Places along the first coordinates of the rows. */
const startOf = (rows: readonly (readonly number[])[], dims: 2 | 3) => ({
  count: rows.length,
  dims,
  data: Float64Array.from(rows.flatMap((row) => row.slice(0, dims))),
});

function finished(layout: Layout): Float32Array {
  for (let step = 0; step < layout.steps; step++) layout.step();
  return layout.positions();
}

function rowsOf(positions: Float32Array, dims: number): number[][] {
  return Array.from({ length: positions.length / dims }, (_, row) =>
    Array.from(positions.subarray(row * dims, (row + 1) * dims)),
  );
}

/** Share of the points whose nearest one in the layout has their label. */
function keptTogether(positions: Float32Array, dims: number, labels: readonly number[]): number {
  const { indices } = neighboursOf(rowsOf(positions, dims), 1);
  return labels.filter((label, row) => labels[indices[row]!] === label).length / labels.length;
}

describe('affinities', () => {
  it('agree with scikit-learn', () => {
    const [count, size] = golden.codes.shape as [number, number];
    const codes = Array.from({ length: count }, (_, row) =>
      golden.codes.data.slice(row * size, (row + 1) * size),
    );
    const { starts, columns, values } = symmetricAffinities(neighboursOf(codes, 24), 8);
    const dense = new Float64Array(golden.affinities.data.length);
    for (let row = 0; row < golden.affinities.shape[0]!; row++) {
      for (let entry = starts[row]!; entry < starts[row + 1]!; entry++) {
        dense[row * count + columns[entry]!]! += values[entry]!;
      }
    }
    // Both stop where the entropy is right to 10⁻⁵.
    expectClose(
      dense.map((value) => value * count),
      golden.affinities.data.map((value) => value * count),
      2e-5,
    );
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
  });

  it('are equal among equal points', () => {
    const rows = Array.from({ length: 6 }, () => [1, 2]);
    const { values } = symmetricAffinities(neighboursOf(rows, 3), 2);
    for (const value of values) expect(value).toBeCloseTo(1 / 36, 12);
  });
});

const places = (dims: 2 | 3) =>
  fc
    .array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: dims, maxLength: 90 * dims })
    .map((values) => Float64Array.from(values.slice(0, values.length - (values.length % dims))));

describe('the tree of cells', () => {
  for (const dims of [2, 3] as const) {
    it(`holds every point once, in every cell the mean of its own, in ${dims} dimensions`, () => {
      fc.assert(
        fc.property(places(dims), (positions) => {
          const count = positions.length / dims;
          const { cells, entries, skip, order } = buildCellTree(positions, dims);
          expect([...order].sort((a, b) => a - b)).toEqual([...Array(count).keys()]);
          expect(skip[0]).toBe(cells);
          let leaves = 0;
          for (let cell = 0; cell < cells; cell++) {
            const entry = cell * CELL;
            const mass = entries[entry + 3]!;
            if (entries[entry + 4]! < 0) {
              expect(skip[cell]).toBe(cell + 1);
              leaves += mass;
              continue;
            }
            let [inside, x] = [0, 0];
            for (let inner = cell + 1; inner < skip[cell]!; inner = skip[inner]!) {
              const part = entries[inner * CELL + 3]!;
              inside += part;
              x += part * entries[inner * CELL]!;
            }
            expect(inside).toBe(mass);
            expect(x / mass).toBeCloseTo(entries[entry]!, 8);
          }
          expect(leaves).toBe(count);
          for (let axis = 0; axis < dims; axis++) {
            const along = positions.filter((_, index) => index % dims === axis);
            const mean = along.reduce((sum, value) => sum + value, 0) / count;
            expect(entries[axis]).toBeCloseTo(mean, 8);
          }
        }),
      );
    });
  }
});

/** The gradient by its definition, over all pairs. */
function exactGradient(
  affinities: ReturnType<typeof symmetricAffinities>,
  positions: Float64Array,
  dims: number,
): Float64Array {
  const count = positions.length / dims;
  const p = new Float64Array(count * count);
  for (let row = 0; row < count; row++) {
    for (let entry = affinities.starts[row]!; entry < affinities.starts[row + 1]!; entry++) {
      p[row * count + affinities.columns[entry]!]! += affinities.values[entry]!;
    }
  }
  const difference = (i: number, j: number, axis: number) =>
    positions[i * dims + axis]! - positions[j * dims + axis]!;
  const q = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      let squared = 0;
      for (let axis = 0; axis < dims; axis++) squared += difference(i, j, axis) ** 2;
      if (i !== j) q[i * count + j] = 1 / (1 + squared);
    }
  }
  const total = q.reduce((sum, value) => sum + value, 0);
  return positions.map((_, index) => {
    const [i, axis] = [Math.floor(index / dims), index % dims];
    let sum = 0;
    for (let j = 0; j < count; j++) {
      const weight = q[i * count + j]!;
      sum += 4 * (p[i * count + j]! - weight / total) * weight * difference(i, j, axis);
    }
    return sum;
  });
}

describe('t-SNE', () => {
  const { rows, labels } = clusteredRows(240, 6, 0.25);

  for (const dims of [2, 3] as const) {
    it(`follows the exact gradient closely in ${dims} dimensions`, () => {
      const affinities = symmetricAffinities(neighboursOf(rows, 30), 10);
      const random = normal(8);
      const positions = Float64Array.from({ length: 240 * dims }, () => 8 * random());
      const exact = exactGradient(affinities, positions, dims);
      const found = tsneGradient(affinities, positions, dims);
      let [errors, squares] = [0, 0];
      for (const [index, value] of exact.entries()) {
        errors += (found[index]! - value) ** 2;
        squares += value ** 2;
      }
      expect(Math.sqrt(errors / squares)).toBeLessThan(0.02);
    });

    it(`keeps clusters together, and the same on every run, in ${dims} dimensions`, () => {
      const options = {
        neighbours: neighboursOf(rows, 45),
        start: startOf(rows, dims),
        perplexity: 15,
        steps: 400,
      };
      const positions = finished(startTsne(options));
      expect(keptTogether(positions, dims, labels)).toBeGreaterThan(0.99);
      expect(finished(startTsne(options))).toEqual(positions);
    });
  }

  it('lays equal points on one place, with finite numbers', () => {
    const equal = Array.from({ length: 60 }, (_, index) => [index % 3, 0]);
    const positions = finished(
      startTsne({ neighbours: neighboursOf(equal, 19), start: startOf(equal, 2), perplexity: 6 }),
    );
    expect(positions.every(Number.isFinite)).toBe(true);
    expect(
      keptTogether(
        positions,
        2,
        equal.map(([x]) => x!),
      ),
    ).toBe(1);
  });
});

describe('UMAP', () => {
  const { rows, labels } = clusteredRows(120, 4, 0.25);

  for (const dims of [2, 3] as const) {
    it(`keeps clusters together, the same for one seed, in ${dims} dimensions`, async () => {
      const layoutOf = async (seed: number) =>
        finished(
          await startUmap({
            neighbours: neighboursOf(rows, 14),
            start: startOf(rows, dims),
            random: uniform(seed),
          }),
        );
      const positions = await layoutOf(1);
      expect(positions).toHaveLength(120 * dims);
      expect(keptTogether(positions, dims, labels)).toBeGreaterThan(0.99);
      expect(await layoutOf(1)).toEqual(positions);
      if (dims === 2) expect(await layoutOf(2)).not.toEqual(positions);
    });
  }

  it('starts where it is told to', async () => {
    const layout = await startUmap({
      neighbours: neighboursOf(rows, 14),
      start: startOf(rows, 2),
      random: uniform(1),
    });
    const positions = layout.positions();
    const means = [0, 1].map((axis) => rows.reduce((sum, row) => sum + row[axis]! / 120, 0));
    const reach = Math.max(
      ...rows.flatMap((row) => means.map((mean, axis) => Math.abs(row[axis]! - mean))),
    );
    const expected = rows.flatMap((row) => means.map((mean, axis) => (row[axis]! - mean) / reach));
    // Each place is shaken by 0.001 at most.
    for (const [index, value] of expected.entries()) {
      expect(Math.abs(positions[index]! - 10 * value)).toBeLessThan(1.1e-3);
    }
  });
});
