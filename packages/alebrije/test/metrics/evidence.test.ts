import { describe, expect, test } from 'vitest';
import type { HostTensor } from '../../src/graph/types.ts';
import {
  type Evidence,
  evidenceOf,
  type LatentVariableModel,
  logMeanExp,
  meanLogLikelihood,
} from '../../src/metrics/evidence.ts';
import { meanWithError } from '../../src/metrics/samples.ts';
import { drawNormal, key } from '../../src/tensor/key.ts';
import { floats, matrix } from '../fixtures/metrics/load-metrics.ts';

/**
 * The linear Gaussian model x = w z + σ e in two dimensions with one latent number, whose posterior
 * is N(w·x / (w·w + σ²), σ² / (w·w + σ²)) and whose likelihood is N(0, w wᵀ + σ² I).
 */
const w = [1.5, -0.8] as const;
const sigma = 0.6;
const precision = w[0] ** 2 + w[1] ** 2 + sigma ** 2;
const count = 60;

/** @param widening factor of the posterior's standard deviation; 1 is the exact posterior */
function linearGaussian(shift: number, widening: number): LatentVariableModel {
  const logVar = Math.log((sigma ** 2 / precision) * widening ** 2);
  const column = (values: Iterable<number>) => matrix(Array.from(values, (value) => [value]));
  return {
    async posterior({ data }) {
      const rows = Array.from({ length: data.length / 2 }, (_, i) => i);
      return {
        mean: column(
          rows.map((i) => (w[0] * data[2 * i]! + w[1] * data[2 * i + 1]!) / precision + shift),
        ),
        logVar: column(rows.map(() => logVar)),
      };
    },
    async logLikelihood({ data }, { shape, data: codes }) {
      const draws = shape[1]!;
      const values = Array.from(codes, (z, index) => {
        const row = Math.floor(index / draws);
        const squares = (data[2 * row]! - w[0] * z) ** 2 + (data[2 * row + 1]! - w[1] * z) ** 2;
        return -Math.log(2 * Math.PI * sigma ** 2) - squares / (2 * sigma ** 2);
      });
      return floats({ shape: [shape[0]!, draws], data: values });
    },
  };
}

const noise = drawNormal(key(5), 3 * count);
const x = matrix(
  Array.from({ length: count }, (_, i) => [
    w[0] * noise[3 * i]! + sigma * noise[3 * i + 1]!,
    w[1] * noise[3 * i]! + sigma * noise[3 * i + 2]!,
  ]),
);

/** ln N(x; 0, w wᵀ + σ² I) of each example, by the determinant lemma and Sherman-Morrison. */
const exact = Float64Array.from({ length: count }, (_, i) => {
  const logDeterminant = Math.log(sigma ** 2 * precision);
  const [a, b] = [x.data[2 * i]!, x.data[2 * i + 1]!];
  const quadratic = (a * a + b * b - (w[0] * a + w[1] * b) ** 2 / precision) / sigma ** 2;
  return -0.5 * (2 * Math.log(2 * Math.PI) + logDeterminant + quadratic);
});

/** How far a bound is below the exact log-likelihood, over the examples. */
const gapOf = (bound: Float64Array) => meanWithError(exact.map((value, i) => value - bound[i]!));

describe('bounds of a linear Gaussian model', () => {
  test('the importance-weighted one is exact with the exact posterior, whatever is drawn', async () => {
    const { elbo, iwae } = await evidenceOf(linearGaussian(0, 1), x, {
      samples: [1, 2000],
      key: key(1),
    });
    for (const bound of iwae.values()) {
      for (const [i, value] of bound.entries()) expect(value).toBeCloseTo(exact[i]!, 4);
    }
    expect(gapOf(elbo).mean).toBeCloseTo(0, 2);
  });

  test('with a wrong posterior ELBO = IWAE-1 < IWAE-k < exact, converging in k', async () => {
    const { elbo, iwae } = await evidenceOf(linearGaussian(0.4, 1.7), x, {
      samples: [1, 5, 50, 500, 4000],
      key: key(2),
    });
    // KL between the two posteriors, which is what the ELBO loses.
    const [ratio, variance] = [1.7 ** 2, sigma ** 2 / precision];
    const lost = 0.5 * (ratio + 0.4 ** 2 / variance - 1 - Math.log(ratio));
    expect(Math.abs(gapOf(elbo).mean - lost)).toBeLessThan(4 * gapOf(elbo).standardError + 1e-6);
    const gaps = Array.from(iwae.values(), gapOf);
    expect(Math.abs(gaps[0]!.mean - lost)).toBeLessThan(4 * gaps[0]!.standardError);
    for (const [i, { mean, standardError }] of gaps.entries()) {
      expect(mean).toBeGreaterThan(-3 * standardError);
      // The gap shrinks about as 1 / k, until the scatter of the draws is larger.
      if (i > 0 && i < 4) expect(mean).toBeLessThan(gaps[i - 1]!.mean / 2);
    }
    expect(Math.abs(gaps.at(-1)!.mean)).toBeLessThan(0.01);
  });

  test('fewer samples are averaged over the sets that the draws give', async () => {
    const model = linearGaussian(0.4, 1.7);
    const all = await evidenceOf(model, x, { samples: [3, 7], key: key(3) });
    const alone = await evidenceOf(model, x, { samples: [7], key: key(3) });
    expect(all.iwae.get(7)).toEqual(alone.iwae.get(7));
    expect(all.elbo).toEqual(alone.elbo);
    // Two sets of three out of seven draws scatter less than one, as the draws of another key show.
    const one = await evidenceOf(model, x, { samples: [3], key: key(4) });
    expect(all.iwae.get(3)).not.toEqual(one.iwae.get(3));
    expect(Math.abs(gapOf(all.iwae.get(3)!).mean - gapOf(one.iwae.get(3)!).mean)).toBeLessThan(0.5);
  });

  test('the same key gives the same bounds, and the share that is done is told', async () => {
    const model = linearGaussian(0.4, 1.7);
    const shares: number[] = [];
    const bounds = (seed: number): Promise<Evidence> =>
      evidenceOf(model, x, {
        samples: [600],
        key: key(seed),
        onProgress: (share) => shares.push(share),
      });
    expect(await bounds(3)).toEqual(await bounds(3));
    expect(await bounds(3)).not.toEqual(await bounds(4));
    expect(shares.slice(0, 3)).toEqual([27 / count, 54 / count, 1]);
  });

  test('numbers of samples are whole, from 1', async () => {
    const model = linearGaussian(0, 1);
    for (const samples of [[], [0], [2.5]]) {
      await expect(evidenceOf(model, x, { samples, key: key(1) })).rejects.toThrow(RangeError);
    }
  });
});

test('a Bernoulli model whose decoder ignores the code has the bound of its pixels less the KL', async () => {
  const image = matrix([[1, 0.5]]);
  const alone = meanLogLikelihood({ kind: 'bernoulli' }, matrix([[0.25, 0.5]]), image);
  expect(alone).toBeCloseTo(-Math.log(4) - Math.LN2, 6);
  const model: LatentVariableModel = {
    posterior: async () => ({ mean: matrix([[0.5]]), logVar: matrix([[0]]) }),
    logLikelihood: async (_: HostTensor, { shape }) =>
      floats({ shape: shape.slice(0, 2), data: Array.from({ length: shape[1]! }, () => alone) }),
  };
  const { elbo } = await evidenceOf(model, image, { samples: [7], key: key(1) });
  expect(elbo[0]).toBeCloseTo(-Math.log(4) - Math.LN2 - 0.125, 6);
});

describe('log-mean-exp', () => {
  test('is stable', () => {
    expect(logMeanExp(Float64Array.of(-1000, -1000))).toBe(-1000);
    expect(logMeanExp(Float64Array.of(1000, 1000 + Math.log(3)))).toBeCloseTo(1000 + Math.LN2, 10);
    expect(logMeanExp(Float64Array.of(Number.NEGATIVE_INFINITY, 0))).toBeCloseTo(-Math.LN2, 12);
    expect(logMeanExp(Float64Array.of(Number.NEGATIVE_INFINITY))).toBe(Number.NEGATIVE_INFINITY);
  });
});
