/** One metric of all runs in one chart. */

import { Group, SegmentedControl, Select, Switch, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../api/contract.ts';
import { CurveChart } from '../../components/chart/curve-chart.tsx';
import { lieFarApart, type Series } from '../../components/chart/series.ts';
import { orderedMetrics, useMetricName, validationOf } from '../../components/metric-names.ts';
import { metricPoints } from '../../components/metric-points.ts';
import { runColour } from './run-colours.ts';

type Part = 'both' | 'train' | 'validation';

export function ComparedCurves({ runs }: { runs: readonly RunDetail[] }) {
  const { t } = useTranslation('compare');
  const metricName = useMetricName();
  const [part, setPart] = useState<Part>('both');
  const [wantsLogarithmic, setLogarithmic] = useState<boolean>();
  const [wanted, setWanted] = useState<string | null>(null);
  const metrics = useMemo(
    () => orderedMetrics(runs.flatMap((run) => run.metrics.flatMap(Object.keys))),
    [runs],
  );
  const metric = metrics.find((name) => name === wanted) ?? metrics[0];
  const series = useMemo(
    () => (metric === undefined ? [] : runs.flatMap(seriesOf(metric, part, t))),
    [runs, metric, part, t],
  );
  const isLogarithmic = wantsLogarithmic ?? lieFarApart(series);
  return (
    <>
      <Group justify="space-between" mb="md" align="flex-end">
        <Title order={2} size="h3">
          {t('curves')}
        </Title>
        {metric !== undefined && (
          <Group gap="md" align="center">
            <Switch
              size="sm"
              label={t('log')}
              checked={isLogarithmic}
              onChange={({ currentTarget }) => setLogarithmic(currentTarget.checked)}
            />
            <SegmentedControl
              size="xs"
              aria-label={t('of')}
              value={part}
              onChange={(value) => setPart(value as Part)}
              data={(['both', 'train', 'validation'] as const).map((value) => ({
                value,
                label: t(value),
              }))}
            />
            <Select
              size="xs"
              aria-label={t('metric')}
              data={metrics.map((value) => ({ value, label: metricName(value) }))}
              value={metric}
              onChange={setWanted}
              allowDeselect={false}
            />
          </Group>
        )}
      </Group>
      {metric === undefined ? (
        <Text size="sm" c="dimmed">
          {t('noCurves')}
        </Text>
      ) : (
        <CurveChart
          title={metricName(metric)}
          series={series}
          height={320}
          isLogarithmic={isLogarithmic}
        />
      )}
    </>
  );
}

type Words = ReturnType<typeof useTranslation<'compare'>>['t'];

function seriesOf(metric: string, part: Part, t: Words) {
  return (run: RunDetail, place: number): Series[] => {
    const colour = runColour(place);
    const series: Series[] = [];
    if (part !== 'validation') {
      series.push({ name: run.name, colour, points: metricPoints(run.metrics, metric) });
    }
    if (part !== 'train') {
      series.push({
        name: t('seriesValidation', { name: run.name }),
        colour,
        isDashed: part === 'both',
        points: metricPoints(run.metrics, validationOf(metric)),
      });
    }
    return series.filter(({ points }) => points.length > 0);
  };
}
