import { describe, expect, it } from 'vitest';
import {
  addTerms,
  alongVector,
  asCodes,
  between,
  differenceOfMeans,
  drawPosteriors,
  evenValues,
  linear,
  meanCode,
  morph,
  orderByKl,
  scaleToMeans,
  scaleToReadout,
  smooth,
  spherical,
  traversalGrid,
  withoutOthers,
} from '../../src/explore/latent/index.ts';
import { fitLinearProbe, probeDirection } from '../../src/metrics/linear-probe.ts';
import { drawNormal, key } from '../../src/tensor/key.ts';

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

describe('ways of several codes', () => {
  it('include both ends', () => {
    expect(between([0, 2], [4, 0], 5)).toEqual(
      asCodes([
        [0, 2],
        [1, 1.5],
        [2, 1],
        [3, 0.5],
        [4, 0],
      ]),
    );
    const arc = between([2, 0], [0, 2], 3, spherical);
    expect(arc.shape).toEqual([3, 2]);
    expect(Math.hypot(arc.data[2]!, arc.data[3]!)).toBeCloseTo(2, 6);
  });

  it('morph from stop to stop, slowly near each', () => {
    const stops = asCodes([[0], [1], [3]]);
    const open = morph(stops, { frames: 4 });
    expect(open.shape).toEqual([9, 1]);
    expect(open.data[0]).toBe(0);
    expect(open.data[4]).toBe(1);
    expect(open.data[8]).toBe(3);
    expect(open.data[2]).toBe(0.5);
    expect(open.data[1]).toBeCloseTo(smooth(0.25), 6);
    expect(open.data[1]).toBeLessThan(0.25);
    const closed = morph(stops, { frames: 4, closed: true });
    expect(closed.shape).toEqual([12, 1]);
    expect(closed.data[8]).toBe(3);
    expect(closed.data[10]).toBe(1.5);
  });
});

describe('attribute vectors', () => {
  // Two independent attributes, one along (3, 1, 0), the other along (0, 2, 0), and noise.
  const count = 4000;
  const noise = drawNormal(key(1), 3 * count);
  const smiles = Uint8Array.from({ length: count }, (_, row) => Number(row % 2 === 0));
  const glasses = Uint8Array.from({ length: count }, (_, row) => Number(row % 4 < 2));
  const codes = asCodes(
    Array.from({ length: count }, (_, row) => [
      3 * smiles[row]! + noise[3 * row]!,
      smiles[row]! + 2 * glasses[row]! + noise[3 * row + 1]!,
      noise[3 * row + 2]!,
    ]),
  );
  const expectNear = (vector: ArrayLike<number>, expected: readonly number[], distance = 0.12) => {
    for (const [axis, value] of expected.entries()) {
      expect(Math.abs(vector[axis]! - value), `axis ${axis}`).toBeLessThan(distance);
    }
  };

  it('lead from the mean without to the mean with', () => {
    expectNear(differenceOfMeans(codes, smiles), [3, 1, 0]);
    expectNear(differenceOfMeans(codes, glasses), [0, 2, 0]);
    expect([
      ...meanCode(
        asCodes([
          [1, 2],
          [3, 4],
          [9, 9],
        ]),
        (row) => row < 2,
      ),
    ]).toEqual([2, 3]);
    expect(() => differenceOfMeans(codes, new Uint8Array(count))).toThrow(RangeError);
  });

  it('come from a classifier too, as long as the difference of means along them', () => {
    const probe = fitLinearProbe({ codes, labels: Int32Array.from(smiles) }, 2);
    const vector = scaleToMeans(probeDirection(probe), codes, smiles);
    // The glasses widen the second axis, so the classifier leans on the first.
    const cosine = vector[0]! / Math.hypot(...vector);
    expect(cosine).toBeGreaterThan(0.97);
    const means = differenceOfMeans(codes, smiles);
    const unit = vector.map((value) => value / Math.hypot(...vector));
    const along = unit.reduce((sum, value, axis) => sum + value * means[axis]!, 0);
    expect(Math.hypot(...vector)).toBeCloseTo(along, 6);
    expect(() =>
      scaleToMeans(
        vector.map((value) => -value),
        codes,
        smiles,
      ),
    ).toThrow(RangeError);
    const three = fitLinearProbe({ codes, labels: Int32Array.from(glasses) }, 3);
    expect(() => probeDirection(three)).toThrow(RangeError);
  });

  it('can be as long as another is along a readout', () => {
    expect([...scaleToReadout([1, 5], [2, 0], [3, -4])]).toEqual([3, 15]);
    expect(() => scaleToReadout([0, 1], [1, 0], [1, 0])).toThrow(RangeError);
    expect(() => scaleToReadout([-1, 0], [1, 0], [1, 0])).toThrow(RangeError);
  });

  it('can leave others as they are', () => {
    expect([...withoutOthers([3, 1, 0], [[0, 2, 0]])]).toEqual([3, 0, 0]);
    const rest = withoutOthers(
      [1, 2, 3],
      [
        [1, 1, 0],
        [2, 2, 0],
        [0, 1, 0],
      ],
    );
    expectNear(rest, [0, 0, 3], 1e-12);
  });

  it('add up, each with its strength', () => {
    const some = asCodes([
      [0, 0, 0],
      [1, 1, 1],
    ]);
    const sum = addTerms(some, [
      { vector: [3, 1, 0], strength: 1 },
      { vector: [0, 2, 0], strength: -0.5 },
    ]);
    expect(sum).toEqual(
      asCodes([
        [3, 0, 0],
        [4, 1, 1],
      ]),
    );
    expect(alongVector([1, 1], [2, 0], [-1, 0, 1.5])).toEqual(
      asCodes([
        [-1, 1],
        [1, 1],
        [4, 1],
      ]),
    );
  });
});

describe('traversals', () => {
  it('begin with the number of the largest divergence', () => {
    expect(orderByKl([0.1, 3, 0, 3, 2])).toEqual([1, 3, 4, 0, 2]);
  });

  it('change one number at a time', () => {
    expect(evenValues(2, 5)).toEqual([-2, -1, 0, 1, 2]);
    expect(evenValues(2, 1)).toEqual([0]);
    expect(traversalGrid([5, 6], [1, 0], [-1, 1])).toEqual(
      asCodes([
        [5, -1],
        [5, 1],
        [-1, 6],
        [1, 6],
      ]),
    );
    expect(traversalGrid([5, 6], [1, 0], (dimension) => [10 * dimension])).toEqual(
      asCodes([
        [5, 10],
        [0, 6],
      ]),
    );
  });
});

describe('draws from posteriors', () => {
  const posteriors = {
    mean: asCodes([
      [0, 10],
      [20, 30],
    ]),
    logVar: asCodes([
      [0, 2 * Math.log(2)],
      [2 * Math.log(3), 0],
    ]),
  };

  it('are the mean plus the deviation times the noise', () => {
    const drawn = drawPosteriors(posteriors, [1, 1, -1, 2]);
    expect(drawn.shape).toEqual([2, 2]);
    for (const [i, value] of [1, 12, 17, 32].entries()) expect(drawn.data[i]).toBeCloseTo(value, 5);
  });

  it('are of the examples named', () => {
    const drawn = drawPosteriors(posteriors, new Float32Array(6), [1, 1, 0]);
    expect([...drawn.data]).toEqual([20, 30, 20, 30, 0, 10]);
  });
});
