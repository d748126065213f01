import type { RunRecord } from '../api/contract.ts';
import type { CurvePoint } from './chart/series.ts';

/** Values of a metric by epoch; those that are not finite are left out. */
export function metricPoints(records: readonly RunRecord[], metric: string): CurvePoint[] {
  return records.flatMap((record) => {
    const { epoch, [metric]: value } = record;
    if (typeof epoch !== 'number' || typeof value !== 'number') return [];
    return Number.isFinite(value) ? [{ x: epoch, y: value }] : [];
  });
}
