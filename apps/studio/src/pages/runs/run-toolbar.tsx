/** Filters, order and view of the list of runs. */

import { Button, Group, SegmentedControl, Select, TextInput, VisuallyHidden } from '@mantine/core';
import { IconFilter, IconLayoutGrid, IconSearch, IconTable } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { RunState, RunSummary } from '../../api/contract.ts';
import { useFamilyName } from '../../components/family-name.ts';
import { DEFAULT_SORT, type Filter, SORTS } from './filter.ts';
import classes from './run-toolbar.module.css';

export type View = 'cards' | 'table';

interface RunToolbarProps {
  readonly runs: readonly RunSummary[];
  readonly filter: Filter;
  readonly view: View;
  readonly onView: (view: View) => void;
}

export function RunToolbar({ runs, filter, view, onView }: RunToolbarProps) {
  const { t } = useTranslation(['runs', 'shell']);
  const familyName = useFamilyName();
  const [, setParams] = useSearchParams();
  const [isOpen, setOpen] = useState(false);
  const active = [filter.family, filter.state, filter.data].filter(
    (value) => value !== null,
  ).length;
  const set = (field: keyof Filter, value: string | null) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === null || value === '') after.delete(field);
        else after.set(field, value);
        return after;
      },
      { replace: true },
    );
  const found = <Field extends 'family' | 'state' | 'data'>(field: Field) =>
    [...new Set(runs.map((run) => run[field]))].sort();
  return (
    <Group
      gap="sm"
      mb="md"
      align="flex-end"
      role="search"
      className={classes.toolbar}
      data-open={isOpen || undefined}
    >
      <TextInput
        className={classes.search}
        label={t('search')}
        placeholder={t('searchPlaceholder')}
        leftSection={<IconSearch size={16} />}
        value={filter.text}
        onChange={(event) => set('text', event.currentTarget.value)}
      />
      <Button
        hiddenFrom="sm"
        variant="default"
        className={classes.toggle}
        leftSection={<IconFilter size={16} />}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {active === 0 ? t('filters') : t('filtersActive', { count: active })}
      </Button>
      <Select
        className={classes.filter}
        label={t('family')}
        placeholder={t('allFamilies')}
        data={found('family').map((value) => ({ value, label: familyName(value) }))}
        value={filter.family}
        onChange={(value) => set('family', value)}
        clearable
      />
      <Select
        className={classes.filter}
        label={t('state')}
        placeholder={t('allStates')}
        data={found('state').map((value) => ({
          value,
          label: t(`shell:state.${value as RunState}`),
        }))}
        value={filter.state}
        onChange={(value) => set('state', value)}
        clearable
      />
      <Select
        className={classes.filter}
        label={t('data')}
        placeholder={t('allData')}
        data={found('data')}
        value={filter.data}
        onChange={(value) => set('data', value)}
        clearable
        searchable
      />
      <Select
        className={classes.filter}
        label={t('sort')}
        data={SORTS.map((value) => ({ value, label: t(`sorts.${value}`) }))}
        value={filter.sort}
        onChange={(value) => set('sort', value === DEFAULT_SORT ? null : value)}
        allowDeselect={false}
      />
      <SegmentedControl
        className={classes.view}
        aria-label={t('view')}
        value={view}
        onChange={(value) => onView(value as View)}
        data={[
          {
            value: 'cards',
            label: <ViewLabel icon={<IconLayoutGrid size={17} />} text={t('cards')} />,
          },
          { value: 'table', label: <ViewLabel icon={<IconTable size={17} />} text={t('table')} /> },
        ]}
      />
    </Group>
  );
}

function ViewLabel({ icon, text }: { icon: ReactNode; text: string }) {
  return (
    <span className={classes.viewLabel}>
      {icon}
      <VisuallyHidden>{text}</VisuallyHidden>
    </span>
  );
}
