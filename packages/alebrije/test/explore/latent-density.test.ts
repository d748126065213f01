import { describe, expect, it } from 'vitest';
import {
  asCodes,
  kernelPosteriors,
  mixtureLogDensity,
  normalLogDensity,
} from '../../src/explore/latent/index.ts';
import { drawNormal, drawUniform, key } from '../../src/tensor/key.ts';
import { hostFloats } from '../../src/train/model-session.ts';

/** ln of the density by its definition, without any care for large exponents. */
function plainly(
  point: ArrayLike<number>,
  means: readonly number[][],
  logVars: readonly number[][],
): number {
  const parts = means.map((mean, row) =>
    mean.reduce((product, centre, axis) => {
      const variance = Math.exp(logVars[row]![axis]!);
      const peak = 1 / Math.sqrt(2 * Math.PI * variance);
      return product * peak * Math.exp(-((point[axis]! - centre) ** 2) / (2 * variance));
    }, 1),
  );
  return Math.log(parts.reduce((sum, part) => sum + part, 0) / means.length);
}

describe('the density of the aggregated posterior', () => {
  const means = [
    [0, 0.5],
    [2, -1],
    [-1, 1],
  ];
  const logVars = [
    [0, -1],
    [-2, 0.5],
    [0.25, 0],
  ];
  const posteriors = { mean: asCodes(means), logVar: asCodes(logVars) };

  it('is that of the mixture of all', () => {
    const points = [
      [0, 0],
      [1.5, -1],
      [-3, 4],
    ];
    const densities = mixtureLogDensity(asCodes(points), posteriors);
    for (const [row, point] of points.entries()) {
      expect(densities[row]).toBeCloseTo(plainly(point, means, logVars), 6);
    }
  });

  it('stays finite far from all codes', () => {
    const [far] = mixtureLogDensity(asCodes([[200, 200]]), posteriors);
    expect(far).toBeLessThan(-1e4);
    expect(Number.isFinite(far)).toBe(true);
  });

  it('sums to one over the plane', () => {
    const [cells, side] = [120, 20];
    const places = Array.from({ length: cells * cells }, (_, cell) => [
      ((cell % cells) + 0.5) * (side / cells) - side / 2,
      (Math.floor(cell / cells) + 0.5) * (side / cells) - side / 2,
    ]);
    const densities = mixtureLogDensity(asCodes(places), posteriors);
    const sum = densities.reduce((total, value) => total + Math.exp(value), 0);
    expect(sum * (side / cells) ** 2).toBeCloseTo(1, 4);
  });

  it('of one standard posterior is N(0, I)', () => {
    const points = hostFloats([5, 3], drawNormal(key(4), 15));
    const one = { mean: asCodes([[0, 0, 0]]), logVar: asCodes([[0, 0, 0]]) };
    const [mixed, normal] = [mixtureLogDensity(points, one), normalLogDensity(points)];
    for (const [row, value] of mixed.entries()) expect(normal[row]).toBeCloseTo(value, 6);
  });
});

describe('kernels about codes', () => {
  it('are as wide as Scott’s rule says', () => {
    const codes = hostFloats(
      [1000, 2],
      drawUniform(key(2), 2000).map((value, index) => (index % 2 === 0 ? value : 10 * value)),
    );
    const { mean, logVar } = kernelPosteriors(codes);
    expect(mean).toBe(codes);
    const width = 1000 ** (-1 / 6) / Math.sqrt(12);
    expect(Math.exp(logVar.data[0]! / 2) / width).toBeCloseTo(1, 1);
    expect(Math.exp(logVar.data[1]! / 2) / (10 * width)).toBeCloseTo(1, 1);
  });

  it('keep a width where a number never varies', () => {
    const codes = asCodes([
      [1, 5],
      [3, 5],
    ]);
    const [density] = mixtureLogDensity(asCodes([[2, 5]]), kernelPosteriors(codes));
    expect(Number.isFinite(density)).toBe(true);
  });
});
