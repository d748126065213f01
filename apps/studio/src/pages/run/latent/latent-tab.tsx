/** The latent explorer: opens the run's model, or says why there is nothing to explore. */

import { Alert, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ApiError } from '../../../api/client.ts';
import type { Capabilities, RunDetail } from '../../../api/contract.ts';
import { Empty } from '../../../components/empty.tsx';
import { Failure } from '../../../components/failure.tsx';
import { Loading } from '../../../components/loading.tsx';
import { Explorer } from './explorer.tsx';
import { useForget, useUse } from './uses.ts';

export function LatentTab({ run }: { run: RunDetail }) {
  const { t } = useTranslation('latent');
  const { data, error, isPending, refetch } = useUse(run.name, 'capabilities', {});
  const hasCheckpoint = !(error instanceof ApiError && error.code === 'no-checkpoint');
  if (!hasCheckpoint) {
    return (
      <Empty title={t('title')} text={t('none.noCheckpoint')}>
        <Button variant="default" onClick={() => void refetch()}>
          {t('none.again')}
        </Button>
      </Empty>
    );
  }
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (isPending) return <Loading />;
  const reason = reasonAgainst(data);
  if (reason) {
    return (
      <Empty title={t('title')} text={t(`none.${reason}`)}>
        <Button component={Link} href={`/runs/${encodeURIComponent(run.name)}/generate`}>
          {t('none.generate')}
        </Button>
      </Empty>
    );
  }
  return (
    <>
      <Later run={run} epoch={data.epoch} />
      <Explorer key={data.step} run={run} capabilities={data} />
    </>
  );
}

/** Why codes of a model cannot be walked through. */
function reasonAgainst({ denoising, decode, encode, prior }: Capabilities) {
  if (denoising) return 'denoising';
  if (!decode || (prior === 'uniform' && !encode)) return 'sampler';
  return undefined;
}

/** The training has gone on since the model was opened. */
function Later({ run, epoch }: { run: RunDetail; epoch: number }) {
  const { t } = useTranslation('latent');
  const forget = useForget(run.name);
  if (run.epochs.done <= epoch) return null;
  return (
    <Alert color="teal" mb="md" role="status">
      <Group justify="space-between">
        <Text size="sm">{t('later', { shown: epoch, newest: run.epochs.done })}</Text>
        <Button size="xs" variant="default" onClick={() => void forget()}>
          {t('newest')}
        </Button>
      </Group>
    </Alert>
  );
}
