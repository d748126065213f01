/** Every number of every epoch. */

import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RunRecord } from '../../../api/contract.ts';
import { useFormat } from '../../../components/format.ts';
import { orderedMetrics, useMetricName, validationOf } from '../../../components/metric-names.ts';
import classes from './curves.module.css';

export function MetricsTable({ records }: { records: readonly RunRecord[] }) {
  const { t } = useTranslation('run');
  const format = useFormat();
  const metricName = useMetricName();
  const present = new Set(records.flatMap(Object.keys));
  const columns = orderedMetrics(present)
    .flatMap((name) => [name, validationOf(name)])
    .filter((name) => present.has(name));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className={classes.table} tabIndex={0} aria-label={t('curves.table')}>
      <Table stickyHeader fz="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('curves.epoch')}</Table.Th>
            {columns.map((metric) => (
              <Table.Th key={metric} ta="end">
                {metricName(metric)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {records.map((record) => (
            <Table.Tr key={String(record.epoch)}>
              <Table.Th scope="row">{record.epoch}</Table.Th>
              {columns.map((metric) => (
                <Table.Td key={metric} ta="end" className="numbers">
                  {format.value(record[metric] as number | null)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
