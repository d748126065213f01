/** The same images through each run: what goes in, and what comes out of each model. */

import { Button, Group, Text, Title } from '@mantine/core';
import { IconArrowsShuffle, IconPhoto } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askRun } from '../../api/ask-run.ts';
import type { RunDetail, UseBody, UseResults } from '../../api/contract.ts';
import { ErrorText } from '../../components/error-text.tsx';
import { useFormat } from '../../components/format.ts';
import { Loading } from '../../components/loading.tsx';
import { PixelImage } from '../../components/pixel-image.tsx';
import classes from './compared-images.module.css';
import { type ReconstructedImages, reconstructedImages } from './reconstructed-images.ts';
import { RunName } from './run-name.tsx';

const IMAGES = 10;
/** The first held-out examples are drawn from, as far as every run has them. */
const AMONG = 100;

type ImageUse = 'capabilities' | 'reconstruct';

const queryOf = <Use extends ImageUse>(run: RunDetail, use: Use, body: UseBody<Use>) => ({
  queryKey: [use, run.name, run.updated, body],
  queryFn: ({ signal }: { signal: AbortSignal }) => askRun(run.name, use, body, signal),
});

/** Numbers of examples in an order of their own. */
function drawnOrder(): number[] {
  return Array.from({ length: AMONG }, (_, index) => ({ index, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ index }) => index);
}

/** Examples that all runs have, ascending; nothing until it is known how many they have. */
function useIndices(runs: readonly RunDetail[], order: readonly number[] | undefined) {
  const { isPending, least } = useQueries({
    queries: order ? runs.map((run) => queryOf(run, 'capabilities', {})) : [],
    combine: (answers) => ({
      isPending: answers.some((answer) => answer.isPending),
      least: Math.min(AMONG, ...answers.flatMap(({ data }) => (data ? [data.examples.test] : []))),
    }),
  });
  return useMemo(() => {
    if (isPending) return undefined;
    return order
      ?.filter((index) => index < least)
      .slice(0, IMAGES)
      .sort((a, b) => a - b);
  }, [order, isPending, least]);
}

export function ComparedImages({ runs }: { runs: readonly RunDetail[] }) {
  const { t } = useTranslation('compare');
  const [order, setOrder] = useState<readonly number[]>();
  const trained = runs.filter(({ epochs }) => epochs.done > 0);
  const indices = useIndices(trained, order);
  const answers = useQueries({
    queries: indices
      ? trained.map((run) => queryOf(run, 'reconstruct', { split: 'test', indices }))
      : [],
  });
  return (
    <>
      <Group justify="space-between" mb="sm">
        <div>
          <Title order={2} size="h3">
            {t('images')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('imagesLead')}
          </Text>
        </div>
        <Button
          variant="default"
          size="xs"
          leftSection={order ? <IconArrowsShuffle size={16} /> : <IconPhoto size={16} />}
          disabled={trained.length === 0}
          onClick={() => setOrder(drawnOrder())}
        >
          {order ? t('otherImages') : t('showImages')}
        </Button>
      </Group>
      {order &&
        trained.map((run, place) => {
          const answer = answers[place];
          return (
            <div key={run.name} className={classes.run}>
              <RunName name={run.name} place={runs.indexOf(run)} />
              {(!answer || answer.isPending) && <Loading height={120} />}
              {answer?.error && (
                <Text size="sm" c="dimmed">
                  <ErrorText error={answer.error} />
                </Text>
              )}
              {answer?.data && <Images answer={answer.data} name={run.name} />}
            </div>
          );
        })}
    </>
  );
}

function Images({ answer, name }: { answer: UseResults['reconstruct']; name: string }) {
  const { t } = useTranslation('compare');
  const format = useFormat();
  const images = useMemo(() => reconstructedImages(answer), [answer]);
  if (!images) {
    return (
      <Text size="sm" c="dimmed">
        {t('noImages')}
      </Text>
    );
  }
  return (
    <>
      <Row images={images} which="originals" label={t('originals')} />
      <Row images={images} which="outputs" label={t('reconstructionsOf', { name })} />
      <Text size="xs" c="dimmed" className="numbers">
        {t('error', { value: format.value(images.error) })}
      </Text>
    </>
  );
}

interface RowProps {
  readonly images: ReconstructedImages;
  readonly which: 'originals' | 'outputs';
  readonly label: string;
}

function Row({ images, which, label }: RowProps) {
  return (
    <div className={classes.row} role="img" aria-label={label}>
      {images[which].map(({ key, pixels }) => (
        <PixelImage key={key} pixels={pixels} shape={images.shape} label="" />
      ))}
    </div>
  );
}
