import { describe, expect, test } from 'vitest';
import { drawShapes, SHAPE_COMBINATIONS, SHAPE_FACTORS, shapes } from '../../src/data/shapes.ts';
import { UserError } from '../../src/errors.ts';
import { key } from '../../src/tensor/key.ts';

const SIDE = 64;

/** Sum and centre of gravity of one picture, in its own units of 0..1 and pixels. */
function moments(factors: readonly number[], side = SIDE) {
  const { data } = drawShapes(Int32Array.from(factors), side);
  let [mass, sumX, sumY] = [0, 0, 0];
  for (const [at, value] of data.entries()) {
    mass += value / 255;
    sumX += (value / 255) * ((at % side) + 0.5);
    sumY += (value / 255) * (Math.floor(at / side) + 0.5);
  }
  return { mass, x: sumX / mass, y: sumY / mass };
}

describe('drawShapes', () => {
  test.each([
    // A square of half diagonal 1 has area 2, the ellipse of semi-axes 1 and 1/2 has π/2.
    ['square', 0, 2],
    ['ellipse', 1, Math.PI / 2],
  ])('the area of a %s is that of the figure, at every scale and orientation', (_, shape, area) => {
    for (const scale of [0, 3, 5]) {
      const reach = 0.21 * SIDE * (0.5 + scale / 10);
      for (const turn of [0, 7, 20, 33]) {
        const { mass, x, y } = moments([shape, scale, turn, 5, 29]);
        expect(mass / reach ** 2).toBeCloseTo(area, 1);
        expect(Math.abs(mass / (area * reach ** 2) - 1)).toBeLessThan(0.02);
        expect(x).toBeCloseTo(SIDE * (0.25 + (0.5 * 5) / 31), 0.5);
        expect(y).toBeCloseTo(SIDE * (0.25 + (0.5 * 29) / 31), 0.5);
      }
    }
  });

  test('x and y move the picture, and nothing else changes', () => {
    const positions = [0, 10, 31].map((place) => moments([2, 4, 11, place, 3]));
    expect(positions[1]!.x - positions[0]!.x).toBeCloseTo((SIDE * 5) / 31, 1);
    expect(positions[2]!.x - positions[0]!.x).toBeCloseTo(SIDE / 2, 1);
    expect(positions[2]!.y).toBeCloseTo(positions[0]!.y, 1);
    expect(positions[2]!.mass).toBeCloseTo(positions[0]!.mass, 0);
  });

  test('every extreme stays inside the picture', () => {
    for (const shape of [0, 1, 2]) {
      for (let turn = 0; turn < 40; turn++) {
        for (const [x, y] of [
          [0, 0],
          [31, 0],
          [0, 31],
          [31, 31],
        ] as const) {
          const { data } = drawShapes(Int32Array.of(shape, 5, turn, x, y), 32);
          const border = Array.from({ length: 32 }, (_, i) => [
            i,
            31 * 32 + i,
            32 * i,
            32 * i + 31,
          ]);
          expect(border.flat().some((at) => data[at] !== 0)).toBe(false);
        }
      }
    }
  });

  test('the upright heart has its notch above and its tip below', () => {
    const { data } = drawShapes(Int32Array.of(2, 5, 20, 15, 15), SIDE);
    const rows = Array.from({ length: SIDE }, (_, row) =>
      Array.from(data.subarray(row * SIDE, (row + 1) * SIDE)).reduce(
        (sum, value) => sum + value,
        0,
      ),
    );
    const filled = rows.flatMap((mass, row) => (mass > 0 ? [row] : []));
    const [first, last] = [filled[0]!, filled.at(-1)!];
    expect(rows[first + 2]!).toBeGreaterThan(4 * rows[last - 1]!);
    const middle = Math.round(moments([2, 5, 20, 15, 15]).x);
    expect(data[first * SIDE + middle]).toBe(0);
    expect(data[(last - 1) * SIDE + middle]).toBeGreaterThan(0);
  });

  test('every value of every factor changes the picture, but for the symmetries of square and ellipse', () => {
    for (const [factor, size] of SHAPE_FACTORS.sizes.entries()) {
      const rows = Array.from({ length: size }, (_, value) => [2, 5, 7, 9, 11].with(factor, value));
      const { data } = drawShapes(Int32Array.from(rows.flat()), SIDE);
      const area = SIDE * SIDE;
      const different = new Set(rows.map((_, i) => data.slice(i * area, (i + 1) * area).join()));
      expect(different.size).toBe(size);
    }
  });

  test('a value that a factor has not is a fault of the program', () => {
    expect(() => drawShapes(Int32Array.of(3, 0, 0, 0, 0), SIDE)).toThrow(RangeError);
    expect(() => drawShapes(Int32Array.of(0, 0, 0, 0), SIDE)).toThrow(RangeError);
  });
});

describe('shapes', () => {
  test('factors are uniform and independent, and the pictures are theirs', () => {
    const { values, labels, factors } = shapes(key(1), 6000, 8);
    expect(values.shape).toEqual([6000, 1, 8, 8]);
    const { names, sizes, values: rows } = factors!;
    expect([names, sizes]).toEqual([SHAPE_FACTORS.names, SHAPE_FACTORS.sizes]);
    const column = (factor: number) =>
      Array.from({ length: 6000 }, (_, i) => rows[5 * i + factor]!);
    expect(column(0)).toEqual([...labels!]);
    for (const [factor, size] of sizes.entries()) {
      const counts = new Array<number>(size).fill(0);
      for (const value of column(factor)) counts[value]! += 1;
      const expected = 6000 / size;
      const chiSquared = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      // Mean size − 1, standard deviation √(2 (size − 1)).
      expect(Math.abs(chiSquared - (size - 1)) / Math.sqrt(2 * (size - 1))).toBeLessThan(4);
      for (let other = 0; other < factor; other++) {
        expect(Math.abs(correlation(column(factor), column(other)))).toBeLessThan(0.06);
      }
    }
    expect(drawShapes(rows.slice(35, 40), 8).data).toEqual(values.data.slice(7 * 64, 8 * 64));
  });

  test('the key decides', () => {
    expect(shapes(key(3), 20, 16)).toEqual(shapes(key(3), 20, 16));
    expect(shapes(key(3), 20, 16).factors).not.toEqual(shapes(key(4), 20, 16).factors);
    expect(() => shapes(key(1), 0, 16)).toThrow(UserError);
    expect(SHAPE_COMBINATIONS).toBe(737_280);
  });
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const centred = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [x, y] = [centred(a), centred(b)];
  const dot = (p: readonly number[], q: readonly number[]) =>
    p.reduce((sum, value, i) => sum + value * q[i]!, 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}
