/** The curves of a run by part: training and validation of each metric, and the epoch that is under way. */

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../../api/contract.ts';
import type { Border } from '../../../components/chart/curve-plot.tsx';
import type { CurvePoint, Series } from '../../../components/chart/series.ts';
import { orderedMetrics, validationOf } from '../../../components/metric-names.ts';
import { metricPoints } from '../../../components/metric-points.ts';

export interface MetricCurves {
  /** Without the prefix of validation. */
  readonly metric: string;
  readonly series: readonly Series[];
}

type CurvedRun = Pick<RunDetail, 'metrics' | 'progress' | 'state'>;
type LiveRun = { readonly [Field in 'progress' | 'state']: RunDetail[Field] | undefined };

/** The means of the epoch so far, where it stands between two epochs. */
function livePoint({ progress, state }: LiveRun, metric: string): CurvePoint[] {
  const value = progress?.means[metric];
  if (state !== 'training' || !progress || typeof value !== 'number') return [];
  const x = (progress.step / progress.steps) * progress.epochs;
  return x > progress.epoch ? [{ x, y: value }] : [];
}

export function useRunCurves(run: CurvedRun): MetricCurves[] {
  const { t } = useTranslation('run');
  const { metrics, progress, state } = run;
  return useMemo(() => {
    const names = orderedMetrics([
      ...metrics.flatMap(Object.keys),
      ...Object.keys(progress?.means ?? {}),
    ]);
    return names
      .map((metric) => ({
        metric,
        series: [
          {
            name: t('curves.train'),
            colour: 'var(--studio-train)',
            points: [...metricPoints(metrics, metric), ...livePoint({ progress, state }, metric)],
          },
          {
            name: t('curves.validation'),
            colour: 'var(--studio-validation)',
            isDashed: true,
            points: metricPoints(metrics, validationOf(metric)),
          },
        ].filter(({ points }) => points.length > 0),
      }))
      .filter(({ series }) => series.length > 0);
  }, [metrics, progress, state, t]);
}

/** Where each phase of a training in several begins; none where there is one. */
export function usePhaseBorders(metrics: RunDetail['metrics']): Border[] | undefined {
  const { t } = useTranslation('run');
  return useMemo(() => {
    const borders = metrics.flatMap(({ phase, epoch }, place) => {
      const isNew = typeof phase === 'number' && phase !== metrics[place - 1]?.phase;
      return isNew && typeof epoch === 'number'
        ? [{ x: epoch, name: t('curves.phase', { phase }) }]
        : [];
    });
    return borders.length > 1 ? borders : undefined;
  }, [metrics, t]);
}
