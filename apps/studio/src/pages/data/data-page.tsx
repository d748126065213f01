/** The datasets that there are, and bringing one's own. */

import { Alert, Badge, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { DatasetInfo } from '../../api/contract.ts';
import { useDatasets } from '../../api/queries.ts';
import { CodeText } from '../../components/code-text.tsx';
import { useDatasetWords } from '../../components/dataset-words.ts';
import { Failure } from '../../components/failure.tsx';
import { useFormat } from '../../components/format.ts';
import { Loading } from '../../components/loading.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import classes from './data-page.module.css';
import { DatasetPreview } from './dataset-preview.tsx';
import { ImportPanel } from './import-panel.tsx';

export function DataPage() {
  const { t } = useTranslation('data');
  const { data: datasets, error, refetch } = useDatasets();
  const groups: readonly { title: string; found: readonly DatasetInfo[] }[] = datasets
    ? [
        { title: t('own'), found: datasets.filter(({ imported }) => imported) },
        {
          title: t('images'),
          found: thereFirst(datasets.filter(({ imported, kind }) => !imported && kind === 'image')),
        },
        {
          title: t('points'),
          found: datasets.filter(({ imported, kind }) => !imported && kind === 'points'),
        },
      ]
    : [];
  return (
    <>
      <PageHeader title={t('title')} text={t('lead')} />
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!datasets && !error && <Loading />}
      <Stack gap="xl">
        {datasets && <ImportPanel />}
        {groups
          .filter(({ found }) => found.length > 0)
          .map(({ title, found }) => (
            <section key={title} aria-label={title}>
              <Title order={2} mb="sm">
                {title}
              </Title>
              <SimpleGrid type="container" cols={{ base: 1, '560px': 2, '940px': 3 }} spacing="md">
                {found.map((dataset) => (
                  <DatasetCard key={dataset.name} dataset={dataset} />
                ))}
              </SimpleGrid>
            </section>
          ))}
      </Stack>
    </>
  );
}

function thereFirst(datasets: readonly DatasetInfo[]): DatasetInfo[] {
  return datasets.toSorted((a, b) => Number(b.there) - Number(a.there));
}

function DatasetCard({ dataset }: { dataset: DatasetInfo }) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const words = useDatasetWords();
  const { name, there, sizes, licence, imported } = dataset;
  const note = words.note(dataset);
  return (
    <article className={classes.card} data-there={there || undefined}>
      {there && <DatasetPreview dataset={dataset} />}
      <Group justify="space-between" wrap="nowrap" gap="xs">
        {there ? (
          <Link href={`/data/${encodeURIComponent(name)}`} className={classes.name}>
            {name}
          </Link>
        ) : (
          <Text fw={650}>{name}</Text>
        )}
        {!there && (
          <Badge variant="default" size="sm">
            {t('missing')}
          </Badge>
        )}
        {imported && (
          <Badge variant="light" size="sm" className={classes.imported}>
            {t('imported')}
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed" lh={1.4}>
        {words.description(dataset)}
      </Text>
      <Text size="xs" c="dimmed" className="numbers">
        {t('counts', { train: format.integer(sizes.train), test: format.integer(sizes.test) })}
        {' · '}
        {words.shape(dataset)}
      </Text>
      <Text size="xs" c="dimmed">
        {t('licence', { licence: words.licence(licence) })}
      </Text>
      {!there && note !== undefined && (
        <Alert color="gray" p="xs" title={t('howTo')}>
          <Text size="xs">
            <CodeText text={note} />
          </Text>
        </Alert>
      )}
    </article>
  );
}
