import { describe, expect, it } from 'vitest';
import type { HostTensor } from '../../src/graph/types.ts';
import { quantile } from '../../src/runs/pictures/code-plane.ts';
import { occupiedShare } from '../../src/runs/pictures/code-scatter.ts';
import {
  boundingBox,
  boxCodes,
  nearestDistances,
  normalCodes,
} from '../../src/runs/pictures/codes.ts';
import { linear, spherical } from '../../src/runs/pictures/interpolation.ts';
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

describe('the occupied share of a box', () => {
  it('counts cells that hold a code', () => {
    const along = Float32Array.from({ length: 100 }, (_, i) => i / 99);
    expect(occupiedShare(along, along, 10)).toBe(0.1);
    const x = Float32Array.of(0, 1, 0, 1);
    const y = Float32Array.of(0, 0, 1, 1);
    expect(occupiedShare(x, y, 2)).toBe(1);
  });

  it('is one cell for equal codes', () => {
    expect(occupiedShare(Float32Array.of(2, 2), Float32Array.of(3, 3), 4)).toBe(1 / 16);
  });
});

describe('quantiles', () => {
  it('are values of the sorted list, which stays as it was', () => {
    const values = Float32Array.of(5, 1, 3, 2, 4);
    expect([0, 0.25, 0.5, 1].map((share) => quantile(values, share))).toEqual([1, 2, 3, 5]);
    expect([...values]).toEqual([5, 1, 3, 2, 4]);
  });
});

describe('interpolation between codes', () => {
  it('is linear along the line', () => {
    expect(linear([0, 2], [4, -2], 0.25)).toEqual([1, 1]);
  });

  it('keeps the length on an arc, and ends at the ends', () => {
    const middle = spherical([2, 0], [0, 2], 0.5);
    expect(middle[0]).toBeCloseTo(Math.SQRT2, 10);
    expect(middle[1]).toBeCloseTo(Math.SQRT2, 10);
    const third = spherical([1, 0, 0], [0, 1, 0], 1 / 3);
    expect(Math.hypot(...third)).toBeCloseTo(1, 10);
    expect(Math.atan2(third[1]!, third[0]!)).toBeCloseTo(Math.PI / 6, 10);
    expect(spherical([3, 4], [1, -2], 0)).toEqual([3, 4]);
    expect(spherical([3, 4], [1, -2], 1)).toEqual([1, -2]);
  });

  it('is linear where there is no one arc', () => {
    expect(spherical([1, 1], [-1, -1], 0.5)).toEqual([0, 0]);
    expect(spherical([1, 0], [3, 0], 0.5)).toEqual([2, 0]);
    expect(spherical([0, 0], [2, 0], 0.5)).toEqual([1, 0]);
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
