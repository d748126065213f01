import { describe, expect, test } from 'vitest';
import type { HostTensor } from '../../src/graph/types.ts';
import {
  evidenceBounds,
  type LatentVariableModel,
  logMeanExp,
  meanLogLikelihood,
} from '../../src/metrics/evidence.ts';
import { drawNormal, key } from '../../src/tensor/key.ts';
import { floats, matrix } from '../fixtures/metrics/load-metrics.ts';

/**
 * The linear Gaussian model x = w z + σ e in two dimensions with one latent number, whose posterior
 * is N(w·x / (w·w + σ²), σ² / (w·w + σ²)) and whose likelihood is N(0, w wᵀ + σ² I).
 */
const w = [1.5, -0.8] as const;
const sigma = 0.6;
const precision = w[0] ** 2 + w[1] ** 2 + sigma ** 2;

/** @param widening factor of the posterior's standard deviation; 1 is the exact posterior */
function linearGaussian(shift: number, widening: number): LatentVariableModel {
  const map = (x: HostTensor, width: number, f: (row: readonly number[]) => number[]) => {
    const rows = Array.from({ length: x.shape[0]! }, (_, i) =>
      f([...x.data.subarray(i * x.shape[1]!, (i + 1) * x.shape[1]!)]),
    );
    return floats({ shape: [rows.length, width], data: rows.flat() });
  };
  const logVar = Math.log((sigma ** 2 / precision) * widening ** 2);
  return {
    prepare: async (x) => x,
    posterior: async (x) => ({
      mean: map(x, 1, ([a, b]) => [(w[0] * a! + w[1] * b!) / precision + shift]),
      logVar: map(x, 1, () => [logVar]),
    }),
    decode: async (z) => map(z, 2, ([c]) => [w[0] * c!, w[1] * c!]),
  };
}

const noise = drawNormal(key(5), 3 * 60);
const x = matrix(
  Array.from({ length: 60 }, (_, i) => [
    w[0] * noise[3 * i]! + sigma * noise[3 * i + 1]!,
    w[1] * noise[3 * i]! + sigma * noise[3 * i + 2]!,
  ]),
);

/** Mean ln N(x; 0, w wᵀ + σ² I), by the determinant lemma and Sherman-Morrison. */
function exactLogLikelihood(): number {
  const logDeterminant = Math.log(sigma ** 2 * precision);
  let sum = 0;
  for (let i = 0; i < 60; i++) {
    const [a, b] = [x.data[2 * i]!, x.data[2 * i + 1]!];
    const quadratic = (a * a + b * b - (w[0] * a + w[1] * b) ** 2 / precision) / sigma ** 2;
    sum += -0.5 * (2 * Math.log(2 * Math.PI) + logDeterminant + quadratic);
  }
  return sum / 60;
}

const likelihood = { kind: 'gaussian', deviation: sigma } as const;
const exact = exactLogLikelihood();

describe('bounds of a linear Gaussian model', () => {
  test('both are exact with the exact posterior, whatever is drawn', async () => {
    const model = linearGaussian(0, 1);
    const one = await evidenceBounds(model, x, { likelihood, samples: 1, key: key(1) });
    expect(one.iwae).toBeCloseTo(exact, 5);
    const many = await evidenceBounds(model, x, { likelihood, samples: 2000, key: key(1) });
    expect(many.iwae).toBeCloseTo(exact, 5);
    expect(many.elbo).toBeCloseTo(exact, 2);
  });

  test('with a wrong posterior ELBO < IWAE-k < exact, converging in k', async () => {
    const model = linearGaussian(0.4, 1.7);
    // Averages over many keys: the differences are smaller than the scatter of one estimate.
    const average = async (samples: number, repetitions: number) => {
      const sum = { elbo: 0, iwae: 0 };
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const bounds = await evidenceBounds(model, x, {
          likelihood,
          samples,
          key: key(repetition),
        });
        sum.elbo += bounds.elbo / repetitions;
        sum.iwae += bounds.iwae / repetitions;
      }
      return sum;
    };
    const [four, sixteen, most] = await Promise.all([
      average(4, 200),
      average(16, 200),
      average(4000, 1),
    ]);
    // KL between the two posteriors, which is what the ELBO loses.
    const [ratio, variance] = [1.7 ** 2, sigma ** 2 / precision];
    const gap = 0.5 * (ratio + 0.4 ** 2 / variance - 1 - Math.log(ratio));
    expect(most.elbo).toBeCloseTo(exact - gap, 1);
    expect(four.elbo).toBeCloseTo(exact - gap, 1);
    expect(four.elbo).toBeLessThan(four.iwae);
    expect(four.iwae).toBeLessThan(sixteen.iwae);
    expect(sixteen.iwae).toBeLessThan(exact);
    expect(exact - sixteen.iwae).toBeLessThan((exact - four.iwae) / 2);
    expect(most.iwae).toBeCloseTo(exact, 2);
  });

  test('the same key gives the same bounds', async () => {
    const model = linearGaussian(0.4, 1.7);
    const options = { likelihood, samples: 3, key: key(3) };
    const bounds = await evidenceBounds(model, x, options);
    expect(await evidenceBounds(model, x, options)).toEqual(bounds);
    expect(await evidenceBounds(model, x, { ...options, key: key(4) })).not.toEqual(bounds);
  });
});

test('a Bernoulli model whose decoder ignores the code has the bound of its pixels less the KL', async () => {
  const model: LatentVariableModel = {
    prepare: async (images) => images,
    posterior: async () => ({ mean: matrix([[0.5]]), logVar: matrix([[0]]) }),
    decode: async (codes) =>
      floats({
        shape: [codes.shape[0]!, 2],
        data: Array.from({ length: codes.shape[0]! }, () => [0.25, 0.5]).flat(),
      }),
  };
  const image = matrix([[1, 0.5]]);
  const options = { likelihood: { kind: 'bernoulli' }, samples: 7, key: key(1) } as const;
  const { elbo } = await evidenceBounds(model, image, options);
  expect(elbo).toBeCloseTo(-Math.log(4) - Math.LN2 - 0.125, 6);
  const alone = meanLogLikelihood({ kind: 'bernoulli' }, matrix([[0.25, 0.5]]), image);
  expect(alone).toBeCloseTo(-Math.log(4) - Math.LN2, 6);
});

describe('log-mean-exp', () => {
  test('is stable', () => {
    expect(logMeanExp(Float64Array.of(-1000, -1000))).toBe(-1000);
    expect(logMeanExp(Float64Array.of(1000, 1000 + Math.log(3)))).toBeCloseTo(1000 + Math.LN2, 10);
    expect(logMeanExp(Float64Array.of(Number.NEGATIVE_INFINITY, 0))).toBeCloseTo(-Math.LN2, 12);
    expect(logMeanExp(Float64Array.of(Number.NEGATIVE_INFINITY))).toBe(Number.NEGATIVE_INFINITY);
  });
});
