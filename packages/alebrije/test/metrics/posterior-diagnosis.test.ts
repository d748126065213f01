import { describe, expect, test } from 'vitest';
import { posteriorStatistics } from '../../src/metrics/posterior.ts';
import { diagnosePosterior } from '../../src/metrics/posterior-diagnosis.ts';
import { drawNormal, key } from '../../src/tensor/key.ts';
import { floats } from '../fixtures/metrics/load-metrics.ts';

interface Unit {
  readonly centre?: number;
  /** Standard deviation of the means. */
  readonly spread: number;
  /** Standard deviation of each posterior. */
  readonly width: number;
}

const healthy = { spread: 0.95, width: Math.sqrt(1 - 0.95 ** 2) };
const collapsed = { spread: 0.01, width: 1 };

function diagnose(units: readonly Unit[]) {
  const shape = [500, units.length];
  const draws = drawNormal(key(1), 500 * units.length);
  const unitOf = (index: number) => units[index % units.length]!;
  const mean = Array.from(draws, (draw, i) => (unitOf(i).centre ?? 0) + unitOf(i).spread * draw);
  const logVar = Array.from(draws, (_, i) => 2 * Math.log(unitOf(i).width));
  return diagnosePosterior(
    posteriorStatistics({
      mean: floats({ shape, data: mean }),
      logVar: floats({ shape, data: logVar }),
    }),
  );
}

describe('the diagnosis of posteriors', () => {
  test('finds nothing where every number carries information and all lie at the prior', () => {
    expect(diagnose([healthy, healthy])).toEqual([]);
  });

  test('names a collapse, its cause and its cure', () => {
    const [finding, ...others] = diagnose([collapsed, collapsed, collapsed]);
    expect(others).toEqual([]);
    expect(finding!.severity).toBe('serious');
    expect(finding!.what).toMatch(
      /collapsed: no number .* deviate by at most 0\.01.*answers every/,
    );
    expect(finding!.cause).toMatch(/KL part of the loss outweighed the reconstruction/);
    expect(finding!.cure).toMatch(/annealing.*free bits/);
  });

  test('tells how many numbers are left, and warns if they are few', () => {
    const [few] = diagnose([healthy, ...Array.from({ length: 11 }, () => collapsed)]);
    expect(few!.severity).toBe('warning');
    expect(few!.what).toContain('1 of 12 numbers');
    expect(few!.what).toContain('to the prior: z2, z3, z4, z5, z6, z7, z8, z9, ... (+3).');
    const [most] = diagnose([healthy, healthy, collapsed]);
    expect(most!.severity).toBe('note');
    expect(most!.what).toMatch(/2 of 3 numbers .* Collapsed to the prior: z3\./);
  });

  test('warns of codes far from the prior, before notes', () => {
    const findings = diagnose([
      healthy,
      { centre: 0.8, ...healthy },
      { spread: 5, width: 0.1 },
      collapsed,
    ]);
    expect(findings.map(({ severity }) => severity)).toEqual(['warning', 'note']);
    expect(findings[0]!.what).toMatch(
      /z2, z3; the codes of z3 have mean -?\d\.\d\d and deviation [45]\.\d\d/,
    );
  });

  test('of values that are not finite says only that', () => {
    const findings = diagnose([healthy, { spread: 1, width: Number.POSITIVE_INFINITY }]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      severity: 'serious',
      what: expect.stringContaining('z2 is'),
    });
  });
});
