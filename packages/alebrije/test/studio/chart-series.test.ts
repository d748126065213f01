/** What a chart of curves makes of its series. */

import { describe, expect, test } from 'vitest';
import {
  lieFarApart,
  type Series,
  seriesAt,
} from '../../../../apps/studio/src/components/chart/series.ts';

const seriesOf = (...ys: readonly number[]): Series => ({
  name: 'loss',
  colour: 'black',
  points: ys.map((y, index) => ({ x: index + 1, y })),
});

describe('series of a chart', () => {
  test('lie far apart where the last of one is many times another’s', () => {
    expect(lieFarApart([seriesOf(130, 120), seriesOf(0.04, 0.03)])).toBe(true);
    expect(lieFarApart([seriesOf(130, 120), seriesOf(99, 90), seriesOf()])).toBe(false);
    // They began far apart, and a linear axis shows where they are now.
    expect(lieFarApart([seriesOf(0.9, 0.04), seriesOf(0.05, 0.03)])).toBe(false);
    expect(lieFarApart([])).toBe(false);
  });

  test('what is not positive has no logarithm', () => {
    expect(lieFarApart([seriesOf(130, 120), seriesOf(-1, 0.03)])).toBe(false);
  });

  test('values of all series stand together by their place', () => {
    expect(seriesAt([seriesOf(3), seriesOf(5, 6)])).toEqual([
      { x: 1, values: [3, 5] },
      { x: 2, values: [undefined, 6] },
    ]);
  });
});
