/** The one curve that stands for a run in lists. */

import type { RunRecord, SummaryCurve } from '../contract/runs.ts';

/** More would not be seen in a picture of a card's width. */
const MOST_POINTS = 64;

/** The loss that validation reports, or else that of training. */
const METRICS = ['valLoss', 'loss'] as const;

/** Evenly spread places of a list, its first and its last among them. */
function spread<T>(values: readonly T[], most: number): T[] {
  if (values.length <= most) return [...values];
  const last = values.length - 1;
  return Array.from(
    { length: most },
    (_, place) => values[Math.round((place * last) / (most - 1))]!,
  );
}

/** @returns undefined before the first epoch has ended, and for runs that report no loss */
export function summaryCurve(records: readonly RunRecord[]): SummaryCurve | undefined {
  for (const metric of METRICS) {
    const values = records.flatMap(({ [metric]: value }) =>
      typeof value === 'number' && Number.isFinite(value) ? [value] : [],
    );
    if (values.length === 0) continue;
    const short = spread(values, MOST_POINTS).map((value) => Number(value.toPrecision(4)));
    return { metric, values: short };
  }
  return undefined;
}
