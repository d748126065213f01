import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  anomalyScores,
  plainScores,
  squaredErrors,
  upperThreshold,
  weightedErrors,
} from '../../src/metrics/anomaly.ts';
import { auroc, rocCurve } from '../../src/metrics/roc.ts';
import { matrix } from '../fixtures/metrics/load-metrics.ts';

// sklearn.metrics.roc_auc_score(labels, scores) and roc_curve(labels, scores, drop_intermediate=False)
const SCORES = [0.1, 0.4, 0.4, 0.35, 0.8, 0.8, 0.8, 0.2, 0.9, 0.65, 0.1, 0.4, 0.65, 0.05];
const LABELS = [0, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0].map((label) => label === 1);
const GOLDEN = {
  auroc: 0.7857142857142856,
  falsePositive: [0, 0, 1, 2, 3, 3, 4, 6, 7].map((count) => count / 7),
  truePositive: [0, 1, 3, 4, 6, 7, 7, 7, 7].map((count) => count / 7),
  thresholds: [Number.POSITIVE_INFINITY, 0.9, 0.8, 0.65, 0.4, 0.35, 0.2, 0.1, 0.05],
};

describe('the ROC curve', () => {
  test('agrees with scikit-learn, ties and all', () => {
    const curve = rocCurve(SCORES, LABELS);
    expect(curve.map(({ threshold }) => threshold)).toEqual(GOLDEN.thresholds);
    expect(curve.map(({ falsePositive }) => falsePositive)).toEqual(GOLDEN.falsePositive);
    expect(curve.map(({ truePositive }) => truePositive)).toEqual(GOLDEN.truePositive);
    expect(auroc(SCORES, LABELS)).toBeCloseTo(GOLDEN.auroc, 14);
  });

  const examples = fc
    .array(fc.record({ score: fc.integer({ min: 0, max: 9 }), positive: fc.boolean() }), {
      minLength: 2,
      maxLength: 60,
    })
    .filter((all) => all.some(({ positive }) => positive) && !all.every((e) => e.positive))
    .map((all) => ({
      scores: all.map(({ score }) => score),
      positive: all.map((example) => example.positive),
    }));

  test('has the area that counting pairs gives, ties half', () => {
    fc.assert(
      fc.property(examples, ({ scores, positive }) => {
        const [higher, lower] = [true, false].map((kind) =>
          scores.filter((_, index) => positive[index] === kind),
        ) as [number[], number[]];
        const wins = higher.flatMap((a) => lower.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
        const share = wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
        expect(auroc(scores, positive)).toBeCloseTo(share, 12);
      }),
    );
  });

  test('asks only for the order of the scores, and turns with it', () => {
    fc.assert(
      fc.property(examples, ({ scores, positive }) => {
        const area = auroc(scores, positive);
        const stretched = scores.map((score) => Math.exp(3 * score) - 7);
        expect(auroc(stretched, positive)).toBeCloseTo(area, 12);
        const turned = scores.map((score) => -score);
        expect(auroc(turned, positive)).toBeCloseTo(1 - area, 12);
      }),
    );
  });

  test('needs examples of both kinds, and numbers', () => {
    expect(() => auroc([1, 2], [true, true])).toThrow(RangeError);
    expect(() => auroc([], [])).toThrow(RangeError);
    expect(() => auroc([1, 2, 3], [true, false])).toThrow(RangeError);
    expect(() => auroc([1, Number.NaN], [true, false])).toThrow(/numbers/);
  });
});

describe('anomaly scores', () => {
  const original = matrix([
    [0, 0, 1],
    [1, 0, 0],
  ]);
  const reconstruction = matrix([
    [0.5, 0, 1],
    [1, 0, 1],
  ]);
  const errors = squaredErrors(reconstruction, original);

  test('are the mean squared error, or that in units of what is typical', () => {
    expect([...errors.data]).toEqual([0.25, 0, 0, 0, 0, 1]);
    expect([...plainScores(errors)]).toEqual([0.25 / 3, 1 / 3]);
    // Typical errors of mean 1: a tenth of it is added to each.
    const typical = Float64Array.of(0.4, 0, 2.6);
    const weighted = anomalyScores(errors, typical, 'weighted');
    expect(weighted[0]).toBeCloseTo(0.25 / 0.5 / 3, 6);
    expect(weighted[1]).toBeCloseTo(1 / 2.7 / 3, 6);
    expect(anomalyScores(errors, typical, 'plain')).toEqual(plainScores(errors));
  });

  test('stay finite where training left no error', () => {
    const none = weightedErrors(errors, new Float64Array(3));
    expect([...none.data]).toEqual([...errors.data]);
  });

  test('have a threshold that a given share does not exceed', () => {
    const values = Float64Array.from({ length: 200 }, (_, i) => (i * 37) % 200);
    const threshold = upperThreshold(values, 0.99);
    expect(values.filter((value) => value > threshold)).toHaveLength(2);
    expect(upperThreshold(Float64Array.of(3), 0.5)).toBe(3);
    expect(() => upperThreshold(new Float64Array(), 0.5)).toThrow(RangeError);
  });
});
