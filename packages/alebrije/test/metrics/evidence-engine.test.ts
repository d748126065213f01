import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HostTensor, Tree } from '../../src/graph/types.ts';
import { evidenceOf } from '../../src/metrics/evidence.ts';
import { meanWithError } from '../../src/metrics/samples.ts';
import { dense } from '../../src/nn/dense.ts';
import { denseVae } from '../../src/recipes/dense-vae.ts';
import { vaeSystem } from '../../src/recipes/systems/vae-system.ts';
import { createInlineRuntime } from '../../src/runtime/ort-node/inline-runtime.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { drawNormal, fold, key } from '../../src/tensor/key.ts';
import { createModelSession, type ModelSession } from '../../src/train/model-session.ts';
import { uploadAll } from '../../src/train/resident.ts';
import { packVariables, variableLayouts } from '../../src/train/variables.ts';
import { floats, matrix } from '../fixtures/metrics/load-metrics.ts';

/**
 * Probabilistic PCA (Tipping and Bishop, 1999) as a variational autoencoder without hidden layers:
 * x = W z + b + ε with z ~ N(0, I) and ε ~ N(0, I), so x ~ N(b, W Wᵀ + I). The columns of W are
 * orthogonal, so that the exact posterior has independent numbers: N(wⱼ·(x − b) / (1 + |wⱼ|²),
 * 1 / (1 + |wⱼ|²)).
 */
const columns: readonly [readonly number[], readonly number[]] = [
  [1.2, -0.9, 0.6, 0],
  [0.9, 1.2, 0, 0.5],
];
const offset: readonly number[] = [0.4, -1, 2, 0.25];
const squares = columns.map((column) => column.reduce((sum, value) => sum + value * value, 0));
const count = 250;

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

const noise = drawNormal(key(8), 6 * count);
const rows = Array.from({ length: count }, (_, row) => {
  const draws = noise.subarray(6 * row, 6 * row + 6);
  return offset.map((b, i) =>
    Math.fround(b + columns[0][i]! * draws[0]! + columns[1][i]! * draws[1]! + draws[2 + i]!),
  );
});
const x = matrix(rows);

/** By the determinant lemma and Woodbury's identity, which orthogonal columns make sums. */
const exact = Float64Array.from(rows, (row) => {
  const centred = row.map((value, i) => value - offset[i]!);
  const explained = columns.reduce(
    (sum, column, j) => sum + dot(column, centred) ** 2 / (1 + squares[j]!),
    0,
  );
  const logDeterminant = squares.reduce((sum, square) => sum + Math.log(1 + square), 0);
  return -0.5 * (4 * Math.log(2 * Math.PI) + logDeterminant + dot(centred, centred) - explained);
});

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createInlineRuntime();
});
afterAll(() => runtime.dispose());

/** @param shift of the posterior's means, in its standard deviations; `widening` is of those */
function probabilisticPca({ shift, widening }: { shift: number; widening: number }): ModelSession {
  const system = vaeSystem(
    denseVae.defaults,
    { kind: 'vector', shape: [4], trainingCount: 1, totalSteps: 1 },
    {
      model: {
        encoder: dense(4),
        decoder: dense(4),
        likelihood: 'gaussian',
        reconstructionWeight: 2,
        klWeight: 1,
      },
      input: [4],
      codeSize: 2,
      dataShape: [4],
      preprocess: (raw) => raw,
    },
  );
  const variance = squares.map((square) => 1 / (1 + square));
  const kernel = [0, 1, 2, 3].flatMap((i) => [
    ...columns.map((column, j) => column[i]! * variance[j]!),
    0,
    0,
  ]);
  const means = columns.map(
    (column, j) => shift * Math.sqrt(variance[j]!) - dot(column, offset) * variance[j]!,
  );
  const logVars = variance.map((value) => Math.log(value * widening ** 2));
  const params: Tree<HostTensor> = {
    encoder: {
      kernel: floats({ shape: [4, 4], data: kernel }),
      bias: floats({ shape: [4], data: [...means, ...logVars] }),
    },
    decoder: {
      kernel: floats({ shape: [2, 4], data: columns.flat() }),
      bias: floats({ shape: [4], data: offset }),
    },
  };
  const { state } = system.init(key(1));
  const layouts = variableLayouts({ params, state });
  const resident = uploadAll(runtime, packVariables(layouts, { params, state }));
  return createModelSession(system, runtime, layouts, () => resident);
}

const gapOf = (bound: Float64Array) => meanWithError(exact.map((value, i) => value - bound[i]!));

describe('bounds of probabilistic PCA, run by the engine', () => {
  test('are the exact log-likelihood with the exact posterior', async () => {
    const session = probabilisticPca({ shift: 0, widening: 1 });
    const { elbo, iwae } = await evidenceOf(session, x, { samples: [1, 150], key: key(1) });
    for (const bound of iwae.values()) {
      for (const [i, value] of bound.entries())
        expect(Math.abs(value - exact[i]!)).toBeLessThan(1e-4);
    }
    const { mean, standardError } = gapOf(elbo);
    expect(Math.abs(mean)).toBeLessThan(4 * standardError);
  });

  test('are ELBO ≤ IWAE-k ≤ exact with another posterior, converging in k', async () => {
    const session = probabilisticPca({ shift: 0.5, widening: 1.5 });
    const { elbo, iwae } = await evidenceOf(session, x, {
      samples: [1, 5, 50, 500],
      key: fold(key(1), 'other'),
    });
    // KL between the posteriors, of each of two numbers.
    const lost = 1.5 ** 2 + 0.5 ** 2 - 1 - 2 * Math.log(1.5);
    expect(Math.abs(gapOf(elbo).mean - lost)).toBeLessThan(4 * gapOf(elbo).standardError);
    const gaps = [1, 5, 50, 500].map((k) => gapOf(iwae.get(k)!));
    expect(Math.abs(gaps[0]!.mean - lost)).toBeLessThan(4 * gaps[0]!.standardError);
    for (const [i, { mean, standardError }] of gaps.entries()) {
      expect(mean).toBeGreaterThan(-3 * standardError);
      if (i > 0) expect(mean).toBeLessThan(gaps[i - 1]!.mean / 3);
    }
    expect(gaps[3]!.mean).toBeLessThan(0.01);
  });

  test('are the same however the draws are dealt to runs', async () => {
    const session = probabilisticPca({ shift: 0.5, widening: 1.5 });
    // 7 draws: 14 examples in a run; 150: one example in two runs.
    for (const draws of [7, 150]) {
      const codes = drawNormal(key(draws), 30 * draws * 2);
      const some: HostTensor = { ...x, shape: [30, 4], data: x.data.subarray(0, 120) };
      const { shape, data } = await session.logLikelihood(
        some,
        floats({ shape: [30, draws, 2], data: [...codes] }),
      );
      expect(shape).toEqual([30, draws]);
      for (const pair of [0, 1, draws - 1, draws, 30 * draws - 1]) {
        const row = Math.floor(pair / draws);
        const squares = offset.map((b, i) => {
          const decoded =
            b + columns[0][i]! * codes[2 * pair]! + columns[1][i]! * codes[2 * pair + 1]!;
          return (rows[row]![i]! - decoded) ** 2;
        });
        const expected =
          -0.5 * squares.reduce((sum, value) => sum + value + Math.log(2 * Math.PI), 0);
        expect(data[pair]).toBeCloseTo(expected, 3);
      }
    }
  });
});
