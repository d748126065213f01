/** The runs as a table, for many of them. */

import { Checkbox, Table, Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { RunSummary } from '../../api/contract.ts';
import { useFormat } from '../../components/format.ts';
import { useRecipeText } from '../../components/recipe-text.ts';
import { RunActions } from '../../components/run-actions.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { Thumbnail } from '../../components/thumbnail.tsx';
import { lossOf } from './filter.ts';
import classes from './run-table.module.css';

interface RunTableProps {
  readonly runs: readonly RunSummary[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (name: string) => void;
}

export function RunTable({ runs, selected, onSelect }: RunTableProps) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const recipeText = useRecipeText();
  return (
    <Table.ScrollContainer minWidth={1080}>
      <Table verticalSpacing={8} horizontalSpacing={8} highlightOnHover className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th colSpan={2}>{t('columns.run')}</Table.Th>
            <Table.Th>{t('columns.recipe')}</Table.Th>
            <Table.Th>{t('columns.state')}</Table.Th>
            <Table.Th>{t('columns.data')}</Table.Th>
            <Table.Th ta="end">{t('columns.epochs')}</Table.Th>
            <Table.Th ta="end">{t('columns.loss')}</Table.Th>
            <Table.Th ta="end">{t('columns.time')}</Table.Th>
            <Table.Th>{t('columns.updated')}</Table.Th>
            <Table.Th>
              <VisuallyHidden>{t('columns.actions')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Table.Tr key={run.name} data-run={run.name}>
              <Table.Td w={36}>
                <Checkbox
                  aria-label={t('select', { name: run.name })}
                  checked={selected.has(run.name)}
                  onChange={() => onSelect(run.name)}
                />
              </Table.Td>
              <Table.Td>
                <Link href={`/runs/${encodeURIComponent(run.name)}`} className={classes.run}>
                  <span className={classes.picture}>
                    <Thumbnail run={run} />
                  </span>
                  <span className={classes.name} title={run.name}>
                    {run.name}
                  </span>
                </Link>
              </Table.Td>
              <Table.Td className={classes.recipe}>
                <Text size="sm" truncate>
                  {recipeText({ name: run.recipe, title: run.title }).title}
                </Text>
              </Table.Td>
              <Table.Td>
                <StateBadge state={run.state} error={run.error} />
              </Table.Td>
              <Table.Td>{run.data}</Table.Td>
              <Table.Td ta="end" className="numbers">
                {run.epochs.done}/{run.epochs.planned}
              </Table.Td>
              <Table.Td ta="end" className="numbers">
                {format.value(lossOf(run))}
              </Table.Td>
              <Table.Td ta="end" className="numbers">
                {format.duration(run.seconds)}
              </Table.Td>
              <Table.Td>{format.ago(run.updated)}</Table.Td>
              <Table.Td ta="end">
                <RunActions run={run} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
