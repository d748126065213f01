import { describe, expect, it } from 'vitest';
import { linear } from '../../src/explore/latent/index.ts';
import type { HostTensor } from '../../src/graph/types.ts';
import { quantile } from '../../src/runs/pictures/code-plane.ts';
import {
  boundingBox,
  boxCodes,
  nearestDistances,
  normalCodes,
} from '../../src/runs/pictures/codes.ts';
import { rankWays } from '../../src/runs/pictures/hole-way.ts';
import { chooseExamples, pickRows } from '../../src/runs/pictures/picture.ts';
import { hostFloats } from '../../src/train/model-session.ts';

const rows = (...points: number[][]): HostTensor =>
  hostFloats([points.length, points[0]!.length], Float32Array.from(points.flat()));

const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('the box around codes', () => {
  const codes = rows([0, -5], [2, 5], [1, 0]);

  it('is the smallest and largest value of each number', () => {
    expect(boundingBox(codes)).toEqual({ low: [0, -5], high: [2, 5] });
  });

  it('is filled evenly by drawn codes, which fewer draws begin alike', () => {
    const drawn = boxCodes(7, 4000, codes);
    const { low, high } = boundingBox(drawn);
    expect(low[0]).toBeGreaterThanOrEqual(0);
    expect(low[1]).toBeGreaterThanOrEqual(-5);
    expect(high[0]).toBeLessThanOrEqual(2);
    expect(high[1]).toBeLessThanOrEqual(5);
    const means = [0, 1].map((axis) =>
      meanOf(Array.from(drawn.data).filter((_, i) => i % 2 === axis)),
    );
    // Standard errors of the means: 0.009 and 0.046.
    expect(means[0]).toBeCloseTo(1, 1);
    expect(Math.abs(means[1]!)).toBeLessThan(0.2);
    expect(boxCodes(7, 3, codes).data).toEqual(drawn.data.slice(0, 6));
    expect(boxCodes(8, 3, codes).data).not.toEqual(drawn.data.slice(0, 6));
  });
});

describe('normal codes', () => {
  it('have mean 0 and deviation 1, and depend on the seed alone', () => {
    const { data, shape } = normalCodes(3, 5000, 4);
    expect(shape).toEqual([5000, 4]);
    const values = Array.from(data);
    expect(Math.abs(meanOf(values))).toBeLessThan(0.03);
    expect(Math.abs(meanOf(values.map((value) => value ** 2)) - 1)).toBeLessThan(0.05);
    expect(normalCodes(3, 2, 4).data).toEqual(data.slice(0, 8));
  });
});

describe('nearest distances', () => {
  it('are Euclidean, to the nearest row', () => {
    const reference = rows([0, 0], [10, 0]);
    expect([...nearestDistances(rows([3, 4], [10, 1], [0, 0]), reference)]).toEqual([5, 1, 0]);
  });
});

describe('ways between codes', () => {
  it('come with the one through the emptiest place first', () => {
    // Three sides of a square, without the one between the first corner and the last.
    const side = (from: number[], to: number[]) =>
      Array.from({ length: 21 }, (_, step) => linear(from, to, step / 20));
    const [a, b, c, d] = [
      [0, 0],
      [0, 10],
      [10, 10],
      [10, 0],
    ] as const;
    const open = rows(...side([...a], [...b]), ...side([...b], [...c]), ...side([...c], [...d]));
    const ways = rankWays(rows([...a], [...b], [...c], [...d]), open);
    expect(ways).toHaveLength(6);
    // The open side leads 5 from all codes, the diagonals too but no farther; sides with codes 0.
    expect(ways.slice(0, 3)).toContainEqual({ from: 0, to: 3 });
    expect(ways.slice(3)).toEqual(
      expect.arrayContaining([
        { from: 0, to: 1 },
        { from: 1, to: 2 },
        { from: 2, to: 3 },
      ]),
    );
  });
});

describe('quantiles', () => {
  it('are values of the sorted list, which stays as it was', () => {
    const values = Float32Array.of(5, 1, 3, 2, 4);
    expect([0, 0.25, 0.5, 1].map((share) => quantile(values, share))).toEqual([1, 2, 3, 5]);
    expect([...values]).toEqual([5, 1, 3, 2, 4]);
  });
});

describe('chosen examples', () => {
  const values = rows([0], [1], [2], [3], [4], [5]);

  it('take turns among the classes', () => {
    const labels = Int32Array.of(2, 0, 0, 2, 1, 0);
    expect(chooseExamples({ values, labels }, 3)).toEqual([1, 4, 0]);
    expect(chooseExamples({ values, labels }, 6)).toEqual([1, 4, 0, 2, 3, 5]);
  });

  it('are the first ones without classes', () => {
    expect(chooseExamples({ values }, 2)).toEqual([0, 1]);
  });

  it('cannot be more than there are', () => {
    expect(() => chooseExamples({ values }, 7)).toThrow(/7 examples.*there are 6/);
  });

  it('come as rows in the order asked for', () => {
    const picked = pickRows(rows([1, 2], [3, 4], [5, 6]), [2, 0]);
    expect(picked.shape).toEqual([2, 2]);
    expect([...picked.data]).toEqual([5, 6, 1, 2]);
    const bytes: HostTensor = { dtype: 'uint8', shape: [2, 1], data: Uint8Array.of(7, 9) };
    expect(pickRows(bytes, [1]).data).toEqual(Uint8Array.of(9));
  });
});
