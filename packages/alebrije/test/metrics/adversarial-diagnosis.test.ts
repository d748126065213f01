/** What the doctor says of adversarial trainings, from numbers made up for each fault. */

import { describe, expect, test } from 'vitest';
import {
  type AdversarialEpoch,
  diagnoseAdversarial,
  relativeVariance,
  totalVariation,
} from '../../src/metrics/adversarial-diagnosis.ts';

const healthy: Omit<AdversarialEpoch, 'epoch'> = {
  accuracyReal: 0.7,
  accuracyGenerated: 0.75,
  diversity: 0.9,
  missingClasses: 0,
  classShift: 0.1,
};

/** Healthy epochs, the last of them with what is given. */
function epochs(count: number, last: Partial<AdversarialEpoch> = {}, lasting = 1) {
  return Array.from({ length: count }, (_, index) => {
    const isLast = index >= count - lasting;
    return { ...healthy, ...(isLast && last), epoch: index + 1 };
  });
}

const diagnose = (seen: readonly AdversarialEpoch[], missing: readonly string[] = []) =>
  diagnoseAdversarial({ epochs: seen, missing, classes: 10 });

describe('the doctor of adversarial trainings', () => {
  test('says nothing where all is well, or nothing was seen', () => {
    for (let count = 0; count <= 20; count++) expect(diagnose(epochs(count))).toEqual([]);
    expect(diagnose([{ epoch: 5 }])).toEqual([]);
  });

  test('names a saturated discriminator when it lasts, and only if both sides are told', () => {
    const told = { accuracyReal: 1, accuracyGenerated: 0.99 };
    expect(diagnose(epochs(4, told))).toEqual([]);
    expect(diagnose(epochs(4, { accuracyReal: 1 }, 2))).toEqual([]);
    expect(diagnose(epochs(4, told, 2))).toMatchObject([
      { severity: 'warning', what: expect.stringMatching(/100 % .* 99 % .* saturated/) },
    ]);
  });

  test('names a mode collapse by the variance of the samples, not in the first epoch', () => {
    expect(diagnose(epochs(1, { diversity: 0.1 }))).toEqual([]);
    expect(diagnose(epochs(2, { diversity: 0.4 }))).toMatchObject([
      { severity: 'warning', what: expect.stringMatching(/^Mode collapse: .* 40 %/) },
    ]);
    expect(diagnose(epochs(2, { diversity: 0.1 }))).toMatchObject([{ severity: 'serious' }]);
    expect(diagnose(epochs(2, { diversity: 0.55 }))).toEqual([]);
  });

  test('names the classes that are missing', () => {
    expect(diagnose(epochs(3, { missingClasses: 2 }), ['Bag', 'Coat'])).toEqual([]);
    const found = diagnose(epochs(3, { missingClasses: 3 }), ['Bag', 'Coat', 'Shirt']);
    expect(found).toMatchObject([{ severity: 'warning' }]);
    expect(found[0]!.what).toContain('3 of 10 classes there is hardly a sample (Bag, Coat, Shirt)');
    expect(diagnose(epochs(3, { missingClasses: 5 }))).toMatchObject([{ severity: 'serious' }]);
    const classless = { epochs: epochs(3, { missingClasses: 0 }), classes: 0 };
    expect(diagnoseAdversarial(classless)).toEqual([]);
  });

  test('names an oscillation when classes come and go again and again', () => {
    expect(diagnose(epochs(8, { classShift: 0.6 }, 2))).toEqual([]);
    expect(diagnose(epochs(8, { classShift: 0.6 }, 3))).toMatchObject([
      { what: expect.stringMatching(/^Oscillation: in 3 of the last 5 epochs .* 60 %/) },
    ]);
    // Long ago.
    expect(diagnose([...epochs(8, { classShift: 0.6 }, 3), ...epochs(5)])).toEqual([]);
  });

  test('puts the most severe first', () => {
    const both = { accuracyReal: 1, accuracyGenerated: 1, diversity: 0.05 };
    const severities = diagnose(epochs(4, both, 2)).map(({ severity }) => severity);
    expect(severities).toEqual(['serious', 'warning']);
  });
});

test('the relative variance is a share of the mean squared length', () => {
  // Columns 0, 2, 4 and 1, 1, 7: variances 8/3 and 8; squared lengths 1, 5 and 65.
  const rows = [0, 1, 2, 1, 4, 7];
  expect(relativeVariance(rows, 2)).toBeCloseTo(32 / 71, 12);
  // However strong.
  const weaker = rows.map((value) => value / 10);
  expect(relativeVariance(weaker, 2)).toBeCloseTo(32 / 71, 12);
  expect(relativeVariance([5, 5, 5], 1)).toBe(0);
  expect(relativeVariance([0, 0], 1)).toBe(0);
});

test('the total variation is the share that would have to move', () => {
  expect(totalVariation([0.5, 0.5, 0], [0.5, 0.25, 0.25])).toBeCloseTo(0.25, 12);
  expect(totalVariation([1, 0], [0, 1])).toBe(1);
  expect(totalVariation([0.3, 0.7], [0.3, 0.7])).toBe(0);
});
