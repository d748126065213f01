/** The noise schedules, against PyTorch. */

import { describe, expect, test } from 'vitest';
import {
  cosineSchedule,
  levelAt,
  linearSchedule,
  type NoiseSchedule,
} from '../../src/samplers/noise-schedule.ts';
import { goldenModel } from '../models/golden-model.ts';
import { expectClose } from '../nn/evaluation.ts';

describe.each([
  ['cosine', cosineSchedule],
  ['linear', linearSchedule],
] as const)('the %s schedule', (name, schedule) => {
  test.each([12, 4000])('of %d steps has the published values', (steps) => {
    const { config, outputs } = goldenModel(`${name} schedule of ${steps}`);
    const made: NoiseSchedule = schedule(steps);
    expect(made.steps).toBe(steps);
    expect(made.betas).toHaveLength(steps + 1);
    expect([made.betas[0], made.alphaBars[0]]).toEqual([0, 1]);
    for (const list of ['betas', 'alphaBars'] as const) {
      const shown = (config.shown as readonly number[]).map((t) => made[list][t]!);
      expectClose({ shape: [shown.length], data: shown }, outputs[list] as never, 1e-10);
    }
  });

  test('lets the variance of the data fall and never reach 0', () => {
    const { alphaBars } = schedule(4000);
    expect(alphaBars.every((alphaBar, t) => t === 0 || alphaBar < alphaBars[t - 1]!)).toBe(true);
    expect(alphaBars.at(-1)).toBeGreaterThan(0);
    expect(alphaBars.at(-1)).toBeLessThan(1e-4);
  });

  test('has a signal and a deviation whose squares sum to 1', () => {
    for (const time of [0, 1, 50, 100]) {
      const { signal, deviation } = levelAt(schedule(100), time);
      expect(signal ** 2 + deviation ** 2).toBeCloseTo(1, 12);
    }
    expect(levelAt(schedule(100), 0)).toEqual({ time: 0, signal: 1, deviation: 0 });
  });
});
