/** The curves of a run by part, or all their numbers as a table. */

import { Group, SegmentedControl, Stack, Switch, Text, Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../../api/apply-event.ts';
import type { RunDetail } from '../../../api/contract.ts';
import { CurveChart } from '../../../components/chart/curve-chart.tsx';
import { MetricHeading } from '../../../components/metric-heading.tsx';
import { useMetricName } from '../../../components/metric-names.ts';
import classes from './curves.module.css';
import { MetricsTable } from './metrics-table.tsx';
import { usePhaseBorders, useRunCurves } from './run-curves.ts';

export function Curves({ run }: { run: RunDetail }) {
  const { t } = useTranslation('run');
  const metricName = useMetricName();
  const [isLogarithmic, setLogarithmic] = useLocalStorage({
    key: 'alebrije-log-scale',
    defaultValue: false,
  });
  const [view, setView] = useState('chart');
  const curves = useRunCurves(run);
  const [first, ...others] = curves;
  const borders = usePhaseBorders(run.metrics);
  return (
    <>
      <Group justify="space-between" mb="md" gap="sm">
        <Title order={2} size="h3">
          {t('curves.title')}
        </Title>
        <Group gap="md">
          {view === 'chart' && first && (
            <Switch
              size="sm"
              label={t('curves.log')}
              checked={isLogarithmic}
              onChange={({ currentTarget }) => setLogarithmic(currentTarget.checked)}
            />
          )}
          {first && (
            <SegmentedControl
              size="xs"
              value={view}
              onChange={setView}
              data={[
                { value: 'chart', label: t('curves.chart') },
                { value: 'table', label: t('curves.table') },
              ]}
            />
          )}
        </Group>
      </Group>
      {!first && (
        <Text size="sm" c="dimmed">
          {isActive(run.state) ? t('curves.none') : t('curves.noneStopped')}
        </Text>
      )}
      {view === 'table' && first && <MetricsTable records={run.metrics} />}
      {view === 'chart' && first && (
        <Stack gap="lg">
          <CurveChart
            title={metricName(first.metric)}
            heading={<MetricHeading metric={first.metric} />}
            series={first.series}
            height={250}
            isLogarithmic={isLogarithmic}
            lastX={run.epochs.planned}
            borders={borders}
          />
          {others.length > 0 && (
            <div className={classes.parts}>
              {others.map(({ metric, series }) => (
                <CurveChart
                  key={metric}
                  title={metricName(metric)}
                  heading={<MetricHeading metric={metric} />}
                  series={series}
                  height={150}
                  isLogarithmic={isLogarithmic}
                  lastX={run.epochs.planned}
                  hasKey={false}
                />
              ))}
            </div>
          )}
        </Stack>
      )}
    </>
  );
}
