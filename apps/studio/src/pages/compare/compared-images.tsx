/** The same images through each run: what goes in, and what comes out of each model. */

import { Button, Group, Text, Title } from '@mantine/core';
import { IconArrowsShuffle, IconPhoto } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, request } from '../../api/client.ts';
import type { RunDetail, UseBody, UseResults } from '../../api/contract.ts';
import { ErrorText } from '../../components/error-text.tsx';
import { useFormat } from '../../components/format.ts';
import { Loading } from '../../components/loading.tsx';
import { PixelImage } from '../../components/pixel-image.tsx';
import classes from './compared-images.module.css';
import { type ReconstructedImages, reconstructedImages } from './reconstructed-images.ts';
import { RunName } from './run-name.tsx';

const IMAGES = 10;
/** Held-out examples that are drawn from; every run has so many. */
const AMONG = 100;

const reconstructQuery = ({ name, updated }: RunDetail, indices: readonly number[]) => ({
  queryKey: ['reconstruct', name, updated, indices],
  queryFn: ({ signal }: { signal: AbortSignal }) => {
    const body: UseBody<'reconstruct'> = { split: 'test', indices: [...indices] };
    return request<UseResults['reconstruct']>(apiPath`/api/runs/${name}/reconstruct`, {
      method: 'POST',
      body,
      signal,
    });
  },
});

/** Different numbers, ascending. */
function drawnIndices(): number[] {
  const indices = new Set<number>();
  while (indices.size < IMAGES) indices.add(Math.floor(Math.random() * AMONG));
  return [...indices].sort((a, b) => a - b);
}

export function ComparedImages({ runs }: { runs: readonly RunDetail[] }) {
  const { t } = useTranslation('compare');
  const [indices, setIndices] = useState<readonly number[]>();
  const trained = runs.filter(({ epochs }) => epochs.done > 0);
  const answers = useQueries({
    queries: indices ? trained.map((run) => reconstructQuery(run, indices)) : [],
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
          leftSection={indices ? <IconArrowsShuffle size={16} /> : <IconPhoto size={16} />}
          disabled={trained.length === 0}
          onClick={() => setIndices(drawnIndices())}
        >
          {indices ? t('otherImages') : t('showImages')}
        </Button>
      </Group>
      {indices &&
        trained.map((run, place) => {
          const answer = answers[place];
          return (
            <div key={run.name} className={classes.run}>
              <RunName name={run.name} place={runs.indexOf(run)} />
              {answer?.isPending && <Loading height={120} />}
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
