/** Several runs beside each other; which is in the page's address. */

import { Alert, MultiSelect, Stack } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'wouter';
import { isNotFound } from '../../api/client.ts';
import { runQuery, useRuns } from '../../api/queries.ts';
import { Empty } from '../../components/empty.tsx';
import { Failure } from '../../components/failure.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Panel } from '../../components/panel.tsx';
import { comparedNames, comparePath } from './compare-path.ts';
import { ComparedCurves } from './compared-curves.tsx';
import { ComparedImages } from './compared-images.tsx';
import { ComparedNumbers } from './compared-numbers.tsx';
import { ComparedPictures } from './compared-pictures.tsx';
import { ComparedSettings } from './compared-settings.tsx';

export function ComparePage() {
  const { t } = useTranslation('compare');
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const names = useMemo(() => comparedNames(params), [params]);
  const { data: all = [] } = useRuns();
  const queries = useQueries({ queries: names.map(runQuery) });
  const runs = queries.flatMap(({ data, error }) => (data && !error ? [data] : []));
  const gone = names.filter((_, place) => isNotFound(queries[place]?.error));
  const failed = queries.find(({ error }) => error && !isNotFound(error));
  const known = new Set([...all.map(({ name }) => name), ...names]);
  return (
    <>
      <PageHeader title={t('title')} text={t('lead')} />
      <MultiSelect
        label={t('runs')}
        placeholder={t('placeholder')}
        nothingFoundMessage={t('noMore')}
        data={[...known]}
        value={names}
        onChange={(chosen) => navigate(comparePath(chosen), { replace: true })}
        searchable
        hidePickedOptions
        mb="lg"
      />
      <Stack gap="md">
        {gone.map((name) => (
          <Alert key={name} color="orange">
            {t('unknown', { name })}
          </Alert>
        ))}
        {failed && <Failure error={failed.error} onRetry={() => void failed.refetch()} />}
        {names.length === 0 && <Empty title={t('none.title')} text={t('none.text')} />}
        {runs.length > 0 && (
          <>
            <Panel>
              <ComparedCurves runs={runs} />
            </Panel>
            <Panel>
              <ComparedPictures runs={runs} />
            </Panel>
            <Panel>
              <ComparedImages runs={runs} />
            </Panel>
            <Panel>
              <ComparedNumbers runs={runs} />
            </Panel>
            <Panel>
              <ComparedSettings runs={runs} />
            </Panel>
          </>
        )}
      </Stack>
    </>
  );
}
