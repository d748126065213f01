import { describe, expect, test } from 'vitest';
import type { Factors } from '../../src/data/dataset.ts';
import { boostedTreesAccuracy, fitBoostedTrees } from '../../src/metrics/boosted-trees.ts';
import { betaVaeMetric } from '../../src/metrics/disentanglement/beta-vae-metric.ts';
import {
  completenessOf,
  type Dci,
  dci,
  disentanglementOf,
} from '../../src/metrics/disentanglement/dci.ts';
import { factorVaeMetric } from '../../src/metrics/disentanglement/factor-vae-metric.ts';
import {
  type FactoredCodes,
  factorColumn,
  freshGroups,
  pooledGroups,
  type Representation,
} from '../../src/metrics/disentanglement/factors.ts';
import { mutualInformationGap } from '../../src/metrics/disentanglement/mutual-information-gap.ts';
import { separatedPredictability } from '../../src/metrics/disentanglement/separated-predictability.ts';
import { drawIntegers, drawNormal, fold, key } from '../../src/tensor/key.ts';
import { disentanglementGoldens as golden } from '../fixtures/metrics/load-disentanglement.ts';
import { floats, matrix } from '../fixtures/metrics/load-metrics.ts';
import { expectClose } from './closeness.ts';

const names = ['first', 'second', 'third'];
const factorsOf = (values: Iterable<number>, sizes = golden.sizes): Factors => ({
  names: names.slice(0, sizes.length),
  sizes,
  values: Int32Array.from(values),
});
const train = { codes: floats(golden.codes), factors: factorsOf(golden.factors) };
const held = { codes: floats(golden.testCodes), factors: factorsOf(golden.testFactors) };

/** Codes of all settings of three factors of 6 values, three times, in a random order. */
function examples(represent: (settings: readonly number[]) => number[], seed = 1): FactoredCodes {
  const sizes = [6, 6, 6];
  const count = 2000;
  const columns = sizes.map((size, i) => drawIntegers(fold(key(seed), i), count, size));
  const rows = Array.from({ length: count }, (_, row) => columns.map((column) => column[row]!));
  return { codes: matrix(rows.map(represent)), factors: factorsOf(rows.flat(), sizes) };
}

const perfect = ([a, b, c]: readonly number[]) => [-2 * c!, a!, 0.5 * b!, 0];
/** All three factors in every number. */
const rotated = ([a, b, c]: readonly number[]) => [
  (a! + b! + c!) / Math.sqrt(3),
  (a! - b!) / Math.SQRT2,
  (a! + b! - 2 * c!) / Math.sqrt(6),
];
const noise = drawNormal(key(9), 3 * 4000);
let drawn = 0;
const random = () => Array.from({ length: 3 }, () => noise[drawn++ % noise.length]!);

const halves = ({ codes, factors }: FactoredCodes): [FactoredCodes, FactoredCodes] => {
  const [count, size] = codes.shape as readonly [number, number];
  const part = (begin: number, end: number): FactoredCodes => ({
    codes: {
      ...codes,
      shape: [end - begin, size],
      data: codes.data.subarray(begin * size, end * size),
    },
    factors: { ...factors, values: factors.values.subarray(begin * 3, end * 3) },
  });
  return [part(0, count / 2), part(count / 2, count)];
};

describe('mutual information gap', () => {
  test('agrees with scikit-learn', () => {
    const { score, gaps, information, entropies } = mutualInformationGap(train);
    expectClose(
      information.flatMap((row) => [...row]),
      golden.gap.information.data,
      1e-9,
    );
    expectClose(entropies, golden.gap.entropies.data, 1e-9);
    expectClose(gaps, golden.gap.gaps.data, 1e-9);
    expect(score).toBeCloseTo(golden.gap.score, 9);
  });

  test('is about 1 for a perfect code, low for a rotated one, about 0 for a random one', () => {
    expect(mutualInformationGap(examples(perfect)).score).toBeGreaterThan(0.99);
    expect(mutualInformationGap(examples(rotated)).score).toBeLessThan(0.35);
    expect(mutualInformationGap(examples(random)).score).toBeLessThan(0.01);
  });

  test('names a factor that never changes, and codes that are not as many', () => {
    const still = {
      ...held,
      factors: factorsOf(golden.testFactors.map((v, i) => (i % 3 ? v : 0))),
    };
    expect(() => mutualInformationGap(still)).toThrow('the factor first has one value only');
    expect(() => mutualInformationGap({ ...train, codes: held.codes })).toThrow(RangeError);
  });
});

describe('gradient boosted trees', () => {
  test('agree with scikit-learn on two classes', () => {
    const isHigh = (factors: Factors) => factorColumn(factors, 1).map((value) => Number(value > 1));
    const trees = fitBoostedTrees(
      { codes: train.codes, labels: isHigh(train.factors) },
      { stages: 30, depth: 1 },
    );
    expectClose(trees.importance, golden.twoClasses.importance.data, 1e-9);
    const test = { codes: held.codes, labels: isHigh(held.factors) };
    expect(boostedTreesAccuracy(trees, test)).toBeCloseTo(golden.twoClasses.accuracy, 10);
  });

  test('choose among 255 places of many values, which changes little', () => {
    const values = drawNormal(key(3), 6000);
    const codes = floats({ shape: [3000, 2], data: [...values] });
    const labels = Int32Array.from({ length: 3000 }, (_, row) =>
      Number(values[2 * row]! + values[2 * row + 1]! > 0.3),
    );
    const trees = fitBoostedTrees({ codes, labels });
    expect(trees.edges.map((edges) => edges.length)).toEqual([255, 255]);
    expect(boostedTreesAccuracy(trees, { codes, labels })).toBeGreaterThan(0.97);
    expect(trees.importance[0]).toBeCloseTo(0.5, 1);
  });

  test('need labels of two classes', () => {
    const labels = new Int32Array(240);
    expect(() => fitBoostedTrees({ codes: train.codes, labels })).toThrow(RangeError);
    expect(() => fitBoostedTrees({ codes: train.codes, labels: labels.subarray(1) })).toThrow(
      RangeError,
    );
  });
});

describe('disentanglement, completeness, informativeness', () => {
  test('agree with scikit-learn', () => {
    const { stumps, trees } = golden.dci;
    const scoresOf = (found: Dci) => [
      found.disentanglement,
      found.completeness,
      found.informativeness,
    ];
    const exact = dci(train, held, { stages: 20, depth: 1 });
    expectClose(
      exact.importances.flatMap((row) => [...row]),
      stumps.importances.data,
      1e-9,
    );
    expectClose(scoresOf(exact), stumps.scores.data, 1e-9);
    const deep = dci(train, held, { stages: 30 });
    const [importances, scores] = [deep.importances.flatMap((row) => [...row]), scoresOf(deep)];
    for (const [found, { mean, range }] of [
      [importances, trees.importances],
      [scores, trees.scores],
    ] as const) {
      for (const [i, value] of found.entries()) {
        // Of equally good splits ours takes one in turn, theirs one at random.
        expect(Math.abs(value - mean.data[i]!), `entry ${i}`).toBeLessThan(2 * range.data[i]!);
      }
    }
    expect(Math.max(...trees.importances.range.data)).toBeLessThan(0.03);
  });

  test('of known importances', () => {
    const rows = (...values: number[][]) => values.map((row) => Float64Array.from(row));
    expect(disentanglementOf(rows([2, 0], [0, 1], [0, 0]))).toBe(1);
    expect(completenessOf(rows([2, 0], [0, 1], [0, 0]))).toBe(1);
    // Two numbers for one factor each: disentangled, but each factor is spread over two.
    const spread = rows([1, 0], [1, 0], [0, 1], [0, 1]);
    expect(disentanglementOf(spread)).toBe(1);
    expect(completenessOf(spread)).toBeCloseTo(0.5, 12);
    expect(disentanglementOf(rows([1, 1], [1, 1]))).toBeCloseTo(0, 12);
    expect(disentanglementOf(rows([0, 0], [0, 0]))).toBe(0);
  });

  test('are 1 for a perfect code; a rotated one is not disentangled, a random one not informative', () => {
    const [best, mixed, blind] = [perfect, rotated, random].map((represent) =>
      dci(...halves(examples(represent)), { stages: 20 }),
    );
    expect(best!.disentanglement).toBeCloseTo(1, 6);
    expect(best!.completeness).toBeCloseTo(1, 6);
    expect(best!.informativeness).toBe(1);
    expect(mixed!.disentanglement).toBeLessThan(0.5);
    // Chance is one in six.
    expect(Math.abs(blind!.informativeness - 1 / 6)).toBeLessThan(0.04);
    expect(blind!.disentanglement).toBeLessThan(0.1);
  });
});

describe('separated attribute predictability', () => {
  test('agrees with all thresholds tried, and with the squared correlation', () => {
    const { count, scores, score } = golden.predictability;
    const first = {
      codes: floats({ shape: [count, 4], data: golden.codes.data.slice(0, 4 * count) }),
      factors: factorsOf(golden.factors.slice(0, 3 * count)),
    };
    const found = separatedPredictability(first, [false, true, true]);
    expectClose(
      found.scores.flatMap((row) => [...row]),
      scores.data,
      1e-9,
    );
    expect(found.score).toBeCloseTo(score, 9);
  });

  test('is 1 for a perfect code of ordered factors, low for a rotated one, about 0 for a random one', () => {
    const ordered = [true, true, true];
    expect(separatedPredictability(examples(perfect), ordered).score).toBeGreaterThan(0.98);
    expect(separatedPredictability(examples(rotated), ordered).score).toBeLessThan(0.35);
    expect(separatedPredictability(examples(random), ordered).score).toBeLessThan(0.01);
    // Classes can be guessed: a constant gets one of six right.
    const classes = separatedPredictability(examples(perfect), [false, false, false]);
    expect(classes.scores[3]![0]).toBeCloseTo(1 / 6, 9);
    expect(classes.scores[1]![0]).toBeCloseTo(1, 9);
  });
});

describe('groups of examples that share a factor', () => {
  const identity: Representation = async (settings) =>
    floats({ shape: [settings.length / 3, 3], data: Array.from(settings) });
  const same = (rows: readonly number[][], column: number) =>
    rows.every((row) => row[column] === rows[0]![column]);

  test.each([
    ['fresh', freshGroups(identity, [6, 6, 6])],
    ['from a pool', pooledGroups(examples((settings) => [...settings]))],
  ])('%s, vary in all others', async (_, groups) => {
    const request = { shared: [2, 0, 1], size: 20, key: key(4) };
    const { shape, data } = await groups(request);
    expect(shape).toEqual([60, 3]);
    for (const [group, factor] of request.shared.entries()) {
      const rows = Array.from({ length: 20 }, (_, member) => [
        ...data.slice((20 * group + member) * 3, (20 * group + member + 1) * 3),
      ]);
      expect([0, 1, 2].map((column) => same(rows, column))).toEqual(
        [0, 1, 2].map((column) => column === factor),
      );
    }
    expect((await groups(request)).data).toEqual(data);
    expect((await groups({ ...request, key: key(5) })).data).not.toEqual(data);
  });

  test('from a pool must be there', async () => {
    const groups = pooledGroups(held);
    await expect(groups({ shared: [2], size: 150, key: key(1) })).rejects.toThrow(
      /examples have value \d of the factor third: too few for a group of 150/,
    );
  });
});

describe('metrics on examples that share a factor', () => {
  const { data: mixing } = golden.mixing;
  const represent: Representation = async (settings) => {
    const count = settings.length / 3;
    const data = Array.from({ length: count * 4 }, (_, index) => {
      const [row, i] = [Math.floor(index / 4), index % 4];
      return [0, 1, 2].reduce((sum, f) => sum + mixing[3 * i + f]! * settings[3 * row + f]!, 0);
    });
    return floats({ shape: [count, 4], data });
  };
  const groups = freshGroups(represent, golden.sizes);

  test('agree with scikit-learn and NumPy within what the draws leave open', async () => {
    const beta = await betaVaeMetric(groups, { factorCount: 3, key: key(1), pairs: 4 });
    expect(Math.abs(beta - golden.betaVae)).toBeLessThan(0.02);
    const columns = golden.sizes.map((size, i) => drawIntegers(key(i + 20), 5000, size));
    const settings = Int32Array.from(
      { length: 15000 },
      (_, i) => columns[i % 3]![Math.floor(i / 3)]!,
    );
    const { accuracy, votes } = await factorVaeMetric(groups, await represent(settings), {
      factorCount: 3,
      key: key(1),
      groupSize: 5,
      trainVotes: 2000,
      testVotes: 4000,
    });
    expect(Math.abs(accuracy - golden.factorVae)).toBeLessThan(0.025);
    // The last number of the code never changes.
    expect([...votes[3]!]).toEqual([0, 0, 0]);
  });

  test.each([
    ['perfect', perfect, 1, 1],
    ['random', random, 1 / 3, 1 / 3],
  ])('a %s code', async (_, code, expectedBeta, expectedFactor) => {
    const pool = examples(code);
    const options = { factorCount: 3, key: key(2), trainVotes: 600, testVotes: 600 };
    const beta = await betaVaeMetric(pooledGroups(pool), { ...options, pairs: 16 });
    expect(Math.abs(beta - expectedBeta)).toBeLessThan(0.06);
    const factor = await factorVaeMetric(pooledGroups(pool), pool.codes, options);
    expect(Math.abs(factor.accuracy - expectedFactor)).toBeLessThan(0.06);
  });

  test('a code that has collapsed altogether scores 0', async () => {
    const pool = examples(() => [0.001, 0]);
    const options = { factorCount: 3, key: key(2) };
    expect((await factorVaeMetric(pooledGroups(pool), pool.codes, options)).accuracy).toBe(0);
  });
});
