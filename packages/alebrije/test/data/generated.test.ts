import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Examples } from '../../src/data/dataset.ts';
import {
  circles,
  gaussianGrid,
  moons,
  noisyPlane,
  pinwheel,
  swissRoll,
} from '../../src/data/generated.ts';
import { UserError } from '../../src/errors.ts';
import { key } from '../../src/tensor/key.ts';

const generators = { swissRoll, noisyPlane, moons, circles, gaussianGrid, pinwheel };

function column({ values }: Examples, axis: number): number[] {
  const [count, dimensions] = values.shape as [number, number];
  return Array.from({ length: count }, (_, i) => values.data[i * dimensions + axis]!);
}

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;

describe.each(Object.entries(generators))('%s', (name, generate) => {
  const dimensions = name === 'noisyPlane' ? 3 : 2;

  test('is a function of the key', () => {
    expect(generate(key(1), 50)).toEqual(generate(key(1), 50));
    expect(generate(key(1), 50).values.data).not.toEqual(generate(key(2), 50).values.data);
  });

  test('has consistent shapes for any count', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (count) => {
        const { values, labels, colour } = generate(key(0), count);
        expect(values.dtype).toBe('float32');
        expect(values.shape).toEqual([count, dimensions]);
        expect(values.data).toHaveLength(count * dimensions);
        expect(values.data.every(Number.isFinite)).toBe(true);
        for (const extra of [labels, colour]) expect(extra?.length ?? count).toBe(count);
        expect(labels ?? colour).toBeDefined();
      }),
      { numRuns: 20 },
    );
  });

  test('is of about unit scale', () => {
    const examples = generate(key(0), 4000);
    for (let axis = 0; axis < 2; axis++) {
      const values = column(examples, axis);
      const deviation = Math.sqrt(mean(values.map((x) => x * x)));
      expect(deviation).toBeGreaterThan(0.3);
      expect(deviation).toBeLessThan(1.2);
      expect(Math.abs(mean(values))).toBeLessThan(0.25);
    }
  });

  test('refuses impossible counts', () => {
    for (const count of [0, -1, 2.5, Number.NaN]) {
      expect(() => generate(key(0), count)).toThrow(UserError);
    }
  });
});

test('swissRoll: the radius is a tenth of the colour, which spans 3π/2 to 9π/2 evenly', () => {
  const examples = swissRoll(key(3), 5000);
  const x = column(examples, 0);
  const y = column(examples, 1);
  for (const [i, t] of examples.colour!.entries()) {
    expect(Math.abs(Math.hypot(x[i]!, y[i]!) - t / 10)).toBeLessThan(1e-6);
    expect(Math.abs(Math.atan2(y[i]!, x[i]!) - Math.atan2(Math.sin(t), Math.cos(t)))).toBeLessThan(
      1e-5,
    );
  }
  expect(Math.min(...examples.colour!)).toBeGreaterThanOrEqual(1.5 * Math.PI - 1e-6);
  expect(Math.max(...examples.colour!)).toBeLessThanOrEqual(4.5 * Math.PI + 1e-5);
  expect(mean([...examples.colour!])).toBeCloseTo(3 * Math.PI, 0);
});

test('swissRoll: noise has the deviation asked for', () => {
  const clean = swissRoll(key(3), 5000).values.data;
  const noisy = swissRoll(key(3), 5000, { noise: 0.05 }).values.data;
  const squares = [...noisy].map((value, i) => (value - clean[i]!) ** 2);
  expect(Math.sqrt(mean(squares))).toBeCloseTo(0.05, 3);
});

test('noisyPlane: centred, and without noise exactly on the plane', () => {
  const flat = noisyPlane(key(1), 300, { noise: 0 });
  const [x, y, z] = [0, 1, 2].map((axis) => column(flat, axis)) as [number[], number[], number[]];
  for (const axis of [x, y, z]) expect(mean(axis)).toBeCloseTo(0, 6);
  for (const i of x.keys()) expect(z[i]).toBeCloseTo(0.1 * x[i]! + 0.3 * y[i]!, 5);

  const noisy = noisyPlane(key(1), 5000);
  const [u, v, w] = [0, 1, 2].map((axis) => column(noisy, axis)) as [number[], number[], number[]];
  const residual = u.map((_, i) => (w[i]! - 0.1 * u[i]! - 0.3 * v[i]!) ** 2);
  expect(Math.sqrt(mean(residual))).toBeCloseTo(0.1, 2);
});

test('moons: each class on its half circle', () => {
  const examples = moons(key(1), 400, { noise: 0 });
  const [x, y] = [column(examples, 0), column(examples, 1)];
  for (const [i, label] of examples.labels!.entries()) {
    const side = label === 0 ? 1 : -1;
    expect(Math.hypot(side * x[i]! + 0.5, side * y[i]! + 0.25)).toBeCloseTo(1, 5);
    expect(side * y[i]! + 0.25).toBeGreaterThan(-1e-6);
  }
});

test('circles: each class on its ring', () => {
  const examples = circles(key(1), 300, { noise: 0, radii: [1, 0.6, 0.2] });
  const [x, y] = [column(examples, 0), column(examples, 1)];
  for (const [i, label] of examples.labels!.entries()) {
    expect(Math.hypot(x[i]!, y[i]!)).toBeCloseTo([1, 0.6, 0.2][label]!, 5);
  }
});

test('gaussianGrid: 25 balanced modes around the points of the grid', () => {
  const examples = gaussianGrid(key(1), 5000);
  const [x, y] = [column(examples, 0), column(examples, 1)];
  const counts = new Int32Array(25);
  for (const [i, label] of examples.labels!.entries()) {
    counts[label]! += 1;
    expect(Math.abs(x[i]! - ((label % 5) - 2) / 2)).toBeLessThan(0.15);
    expect(Math.abs(y[i]! - (Math.floor(label / 5) - 2) / 2)).toBeLessThan(0.15);
  }
  expect([...counts]).toEqual(new Array(25).fill(200));
});

test('pinwheel: undone, the arms have the deviations asked for', () => {
  const examples = pinwheel(key(1), 5000, { rate: 0, arms: 4 });
  const [x, y] = [column(examples, 0), column(examples, 1)];
  const turned = [...examples.labels!].map((label, i) => {
    const angle = (-Math.PI * label) / 2;
    return [
      x[i]! * Math.cos(angle) - y[i]! * Math.sin(angle),
      x[i]! * Math.sin(angle) + y[i]! * Math.cos(angle),
    ] as const;
  });
  expect(mean(turned.map(([radial]) => radial))).toBeCloseTo(1, 1);
  expect(Math.sqrt(mean(turned.map(([radial]) => (radial - 1) ** 2)))).toBeCloseTo(0.3, 1);
  expect(Math.sqrt(mean(turned.map(([, across]) => across ** 2)))).toBeCloseTo(0.1, 2);
});
