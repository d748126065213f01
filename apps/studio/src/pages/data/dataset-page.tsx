/** The examples of a dataset with their labels, page by page. */

import { Anchor, Button, Group, Pagination, SegmentedControl, Select, Text } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { DatasetInfo } from '../../api/contract.ts';
import { examplesQuery, useDatasets } from '../../api/queries.ts';
import { useDatasetWords } from '../../components/dataset-words.ts';
import { Failure } from '../../components/failure.tsx';
import { useFormat } from '../../components/format.ts';
import { Loading } from '../../components/loading.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { NotFound } from '../../shell/not-found.tsx';
import classes from './dataset-page.module.css';
import { pointsOf } from './examples.ts';
import { ImageGrid } from './image-grid.tsx';
import { PointCloud } from './point-cloud.tsx';

export function DatasetPage({ name }: { name: string }) {
  const { data: datasets, error, refetch } = useDatasets();
  const dataset = datasets?.find((candidate) => candidate.name === name);
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!datasets) return <Loading />;
  return dataset ? <OpenDataset dataset={dataset} /> : <NotFound />;
}

/** Large images come in smaller pages: an answer stays below a few megabytes. */
function pageSize({ kind, shape }: DatasetInfo): number {
  if (kind === 'points') return 2000;
  const pixels = shape.reduce((product, side) => product * side, 1);
  return pixels > 20_000 ? 48 : 120;
}

function OpenDataset({ dataset }: { dataset: DatasetInfo }) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const words = useDatasetWords();
  const [split, setSplit] = useState<'train' | 'test'>('train');
  const [label, setLabel] = useState<number>();
  const [page, setPage] = useState(1);
  const { name, sizes, kind } = dataset;
  const count = pageSize(dataset);
  const offset = (page - 1) * count;
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...examplesQuery(name, { split, offset, count, label }),
    placeholderData: keepPreviousData,
  });
  const classNames = data?.classNames ?? data?.classSizes?.map((_, place) => String(place));
  const pages = data ? Math.max(1, Math.ceil(data.total / count)) : 1;
  return (
    <>
      <Anchor component={Link} href="/data" size="sm" className={classes.back}>
        <IconArrowLeft size={15} /> {t('back')}
      </Anchor>
      <PageHeader
        title={name}
        text={
          <>
            {words.description(dataset)} ·{' '}
            {t('counts', { train: format.integer(sizes.train), test: format.integer(sizes.test) })}{' '}
            · {words.shape(dataset)}
          </>
        }
      >
        <Button
          component={Link}
          href={`/new?${new URLSearchParams({ data: name })}`}
          variant="default"
        >
          {t('useFor')}
        </Button>
      </PageHeader>
      <Group mb="md" gap="md" align="flex-end">
        <SegmentedControl
          aria-label={t('split')}
          value={split}
          onChange={(value) => {
            setSplit(value as 'train' | 'test');
            setPage(1);
          }}
          data={[
            { value: 'train', label: t('train') },
            { value: 'test', label: t('test') },
          ]}
        />
        {classNames && (
          <Select
            aria-label={t('class')}
            placeholder={t('allClasses')}
            data={classNames.map((className, place) => {
              const size = data?.classSizes?.[place];
              const counted = size === undefined ? '' : ` (${format.integer(size)})`;
              return { value: String(place), label: `${words.className(className)}${counted}` };
            })}
            value={label === undefined ? null : String(label)}
            onChange={(value) => {
              setLabel(value === null ? undefined : Number(value));
              setPage(1);
            }}
            clearable
            w={230}
          />
        )}
        {data && data.total > 0 && (
          <Text size="sm" c="dimmed" className="numbers" aria-live="polite">
            {t('shown', {
              first: format.integer(offset + 1),
              last: format.integer(Math.min(offset + count, data.total)),
              total: format.integer(data.total),
            })}
          </Text>
        )}
      </Group>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.total === 0 && <Text c="dimmed">{t('nothing')}</Text>}
      {data && data.total > 0 && (
        <div className={classes.examples} data-stale={isPlaceholderData || undefined}>
          {kind === 'image' ? (
            <ImageGrid answer={data} />
          ) : (
            <div className={classes.points}>
              <PointCloud points={pointsOf(data)} />
            </div>
          )}
        </div>
      )}
      {pages > 1 && (
        <Group justify="center" mt="lg">
          <Pagination
            total={pages}
            value={page}
            onChange={setPage}
            siblings={1}
            aria-label={t('pages')}
            getItemProps={(item) => ({ 'aria-label': t('page', { page: item }) })}
            getControlProps={(control) => ({
              'aria-label': control === 'next' || control === 'last' ? t('next') : t('previous'),
            })}
          />
        </Group>
      )}
      {data && (
        <Text size="xs" c="dimmed" mt="lg" lang="en">
          {t('source', { source: data.source })}
        </Text>
      )}
    </>
  );
}
