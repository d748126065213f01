/** All runs: filtered, sorted, as cards or as a table, some of them chosen to be compared. */

import { Button, Group, SimpleGrid, Skeleton, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import { useRuns } from '../../api/queries.ts';
import { Empty } from '../../components/empty.tsx';
import { Failure } from '../../components/failure.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useRecipeText } from '../../components/recipe-text.ts';
import { isFiltered, readFilter, shownRuns } from './filter.ts';
import { RunCard } from './run-card.tsx';
import { RunTable } from './run-table.tsx';
import { RunToolbar, type View } from './run-toolbar.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { TrashModal } from './trash-modal.tsx';

export function RunsPage() {
  const { t } = useTranslation('runs');
  const { data: runs, error, refetch } = useRuns();
  const recipeText = useRecipeText();
  const [params, setParams] = useSearchParams();
  const [view, setView] = useLocalStorage<View>({
    key: 'alebrije-runs-view',
    defaultValue: 'cards',
  });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [isTrashOpen, setTrashOpen] = useState(false);
  const filter = readFilter(params);

  const toggle = useCallback((name: string) => {
    setSelected((before) => {
      const after = new Set(before);
      if (!after.delete(name)) after.add(name);
      return after;
    });
  }, []);

  const shown =
    runs &&
    shownRuns(runs, filter, ({ name, recipe, title, data }) =>
      [name, recipe, recipeText({ name: recipe, title }).title, data].join(' '),
    );
  const chosen = runs?.map(({ name }) => name).filter((name) => selected.has(name)) ?? [];

  return (
    <>
      <PageHeader title={t('title')} text={t('lead')}>
        <Button
          variant="default"
          leftSection={<IconTrash size={17} stroke={1.7} />}
          onClick={() => setTrashOpen(true)}
        >
          {t('trash.open')}
        </Button>
        <Button component={Link} href="/new" leftSection={<IconPlus size={18} />}>
          {t('newRun')}
        </Button>
      </PageHeader>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!runs && !error && <LoadingCards />}
      {runs?.length === 0 && (
        <Empty title={t('none.title')} text={t('none.text')}>
          <Button component={Link} href="/new" leftSection={<IconPlus size={18} />}>
            {t('newRun')}
          </Button>
        </Empty>
      )}
      {runs && runs.length > 0 && shown && (
        <>
          <RunToolbar runs={runs} filter={filter} view={view} onView={setView} />
          <Group mb="sm">
            <Text size="sm" c="dimmed" aria-live="polite">
              {shown.length === runs.length
                ? t('count', { count: runs.length })
                : t('countOf', { shown: shown.length, total: runs.length })}
            </Text>
          </Group>
          {shown.length === 0 && isFiltered(filter) ? (
            <Empty title={t('noMatch.title')} text={t('noMatch.text')}>
              <Button variant="default" onClick={() => setParams({})}>
                {t('noMatch.clear')}
              </Button>
            </Empty>
          ) : view === 'cards' ? (
            <SimpleGrid
              component="ul"
              type="container"
              cols={{ base: 1, '520px': 2, '800px': 3, '1160px': 4 }}
              spacing="md"
              p={0}
              m={0}
              style={{ listStyle: 'none' }}
            >
              {shown.map((run) => (
                <RunCard
                  key={run.name}
                  run={run}
                  isSelected={selected.has(run.name)}
                  onSelect={toggle}
                />
              ))}
            </SimpleGrid>
          ) : (
            <RunTable runs={shown} selected={selected} onSelect={toggle} />
          )}
        </>
      )}
      {chosen.length > 0 && <SelectionBar names={chosen} onClear={() => setSelected(new Set())} />}
      <TrashModal opened={isTrashOpen} onClose={() => setTrashOpen(false)} />
    </>
  );
}

const PLACES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

function LoadingCards() {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 4 }} aria-hidden>
      {PLACES.map((place) => (
        <Skeleton key={place} height={300} radius="lg" />
      ))}
    </SimpleGrid>
  );
}
