/** The last epoch of each run in numbers. */

import { Table, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../api/contract.ts';
import { useFormat } from '../../components/format.ts';
import { orderedMetrics, useMetricName, validationOf } from '../../components/metric-names.ts';
import { RunName } from './run-name.tsx';

export function ComparedNumbers({ runs }: { runs: readonly RunDetail[] }) {
  const { t } = useTranslation('compare');
  const format = useFormat();
  const metricName = useMetricName();
  const present = new Set(runs.flatMap(({ last }) => Object.keys(last)));
  const metrics = orderedMetrics(present)
    .flatMap((name) => [name, validationOf(name)])
    .filter((name) => present.has(name));
  return (
    <>
      <Title order={2} size="h3" mb="sm">
        {t('numbers')}
      </Title>
      <Table.ScrollContainer minWidth={160 + 150 * runs.length}>
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('number')}</Table.Th>
              {runs.map(({ name }, place) => (
                <Table.Th key={name} ta="end">
                  <RunName name={name} place={place} />
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {metrics.map((metric) => (
              <Row key={metric} label={metricName(metric)} runs={runs}>
                {(run) => format.value(run.last[metric])}
              </Row>
            ))}
            <Row label={t('epoch')} runs={runs}>
              {({ epochs }) => `${epochs.done}/${epochs.planned}`}
            </Row>
            <Row label={t('time')} runs={runs}>
              {({ seconds }) => format.duration(seconds)}
            </Row>
            <Row label={t('parameters')} runs={runs}>
              {({ parameters }) =>
                parameters === undefined ? t('missing') : format.integer(parameters)
              }
            </Row>
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

interface RowProps {
  readonly label: string;
  readonly runs: readonly RunDetail[];
  readonly children: (run: RunDetail) => string;
}

function Row({ label, runs, children }: RowProps) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        {label}
      </Table.Th>
      {runs.map((run) => (
        <Table.Td key={run.name} ta="end" className="numbers">
          {children(run)}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
