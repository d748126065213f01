/** Images that a run makes: new samples, and images of which a part is filled in. */

import { Alert, SegmentedControl, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { askRun } from '../../../api/ask-run.ts';
import { ApiError } from '../../../api/client.ts';
import type { Capabilities, RunDetail } from '../../../api/contract.ts';
import { Empty } from '../../../components/empty.tsx';
import { Failure } from '../../../components/failure.tsx';
import { Loading } from '../../../components/loading.tsx';
import { SamplesView } from './samples-view.tsx';

const FillView = lazy(async () => ({ default: (await import('./fill/fill-view.tsx')).FillView }));

/** It changes with the checkpoint, which is as new as the last epoch. */
function useCapabilities({ name, epochs }: RunDetail) {
  return useQuery({
    queryKey: ['capabilities', name, epochs.done],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => askRun(name, 'capabilities', {}, signal),
  });
}

/** Filling takes a diffusion over images. */
const canFill = ({ denoising, kind }: Capabilities): boolean =>
  denoising !== undefined && kind === 'image';

export function GenerateTab({ run }: { run: RunDetail }) {
  const { t } = useTranslation('generate');
  const { data: capabilities, error, refetch } = useCapabilities(run);
  if (error && !capabilities) {
    if (error instanceof ApiError && error.code === 'no-checkpoint') {
      return <Empty title={t('noCheckpoint.title')} text={t('noCheckpoint.text')} />;
    }
    return <Failure error={error} onRetry={() => void refetch()} />;
  }
  if (!capabilities) return <Loading />;
  return (
    <>
      {capabilities.warnings.map((warning) => (
        <Alert key={warning} color="orange" mb="md">
          <Text size="sm" lang="en">
            {warning}
          </Text>
        </Alert>
      ))}
      {canFill(capabilities) ? (
        <Modes run={run} capabilities={capabilities} />
      ) : (
        <SamplesView run={run} capabilities={capabilities} />
      )}
    </>
  );
}

function Modes({ run, capabilities }: { run: RunDetail; capabilities: Capabilities }) {
  const { t } = useTranslation('generate');
  const [parameters, setParameters] = useSearchParams();
  const mode = parameters.get('mode') === 'fill' ? 'fill' : 'samples';
  return (
    <>
      <SegmentedControl
        mb="md"
        aria-label={t('mode.label')}
        value={mode}
        onChange={(next) => setParameters(next === 'fill' ? { mode: 'fill' } : {})}
        data={[
          { value: 'samples', label: t('mode.samples') },
          { value: 'fill', label: t('mode.fill') },
        ]}
      />
      {mode === 'fill' ? (
        <Suspense fallback={<Loading />}>
          <FillView run={run} capabilities={capabilities} />
        </Suspense>
      ) : (
        <SamplesView run={run} capabilities={capabilities} />
      )}
    </>
  );
}
