/** Images of codes near that of a sample. */

import { Alert, Button, Group, Skeleton, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDice5 } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { decodeArray } from '../../../../../../packages/alebrije/src/server/contract/arrays.ts';
import { apiPath, request } from '../../../api/client.ts';
import type { Capabilities, UseResults } from '../../../api/contract.ts';
import { ErrorText } from '../../../components/error-text.tsx';
import { Term } from '../../../terms/term.tsx';
import type { MadeSet } from './made-sets.ts';
import { deviations, nearbyCodes } from './nearby.ts';
import { SampleGrid } from './sample-grid.tsx';
import { ShareSetting } from './setting-inputs.tsx';
import { randomSeed } from './settings.ts';
import { tilesOf } from './tiles.ts';

const COUNT = 8;
/** Dragging a slider asks once in so long. */
const PAUSE_MS = 150;

export interface Nearby {
  readonly distance: number;
  readonly seed: number;
}

export const USUAL_NEARBY: Nearby = { distance: 0.3, seed: 0 };

/** Codes that are whole numbers have none between them, and the noise of a diffusion says little. */
export function hasVariations({ denoising, discrete, kind, prior }: Capabilities): boolean {
  return !denoising && !discrete && kind === 'image' && prior !== 'uniform';
}

interface VariationsProps {
  readonly run: string;
  readonly set: MadeSet;
  readonly index: number;
  readonly capabilities: Capabilities;
  readonly nearby: Nearby;
  readonly onNearby: (nearby: Nearby) => void;
}

/** Codes near that of a sample, as many as are shown. */
function useNearbyCodes({ set, index, capabilities, nearby }: VariationsProps) {
  return useMemo(() => {
    const { codes } = set.samples;
    if (!codes) return undefined;
    const [, size = 1] = codes.shape;
    const all = decodeArray(codes) as Float32Array;
    const isNormal = capabilities.prior === 'normal';
    return nearbyCodes({
      code: all.subarray(index * size, (index + 1) * size),
      deviation: isNormal
        ? new Float32Array(size).fill(set.settings.truncation ?? 1)
        : deviations(all, size),
      isNormal,
      count: COUNT,
      ...nearby,
    });
  }, [set, index, capabilities.prior, nearby]);
}

export function Variations(props: VariationsProps) {
  const { run, set, index, nearby, onNearby } = props;
  const { t } = useTranslation('generate');
  const codes = useNearbyCodes(props);
  const [wanted] = useDebouncedValue(codes, PAUSE_MS);
  const label = set.samples.labels?.[index];
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ['nearby', run, set.epoch, label, wanted],
    enabled: wanted !== undefined,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    queryFn: ({ signal }) =>
      request<UseResults['decode']>(apiPath`/api/runs/${run}/decode`, {
        method: 'POST',
        body: { codes: wanted, ...(label !== undefined && { class: label }) },
        signal,
      }),
  });
  const tiles = useMemo(() => data && tilesOf(data.decoded), [data]);
  if (!codes) return null;
  return (
    <section aria-label={t('nearby.title')}>
      <Group justify="space-between" align="flex-end" mt="lg" mb="sm" gap="md">
        <Title order={3} size="h4">
          <Term name="latentCode">{t('nearby.title')}</Term>
        </Title>
        <Group gap="md" align="flex-end">
          <div style={{ width: 200 }}>
            <ShareSetting
              label={t('nearby.distance')}
              value={nearby.distance}
              least={0}
              most={1}
              step={0.05}
              onChange={(distance) => onNearby({ ...nearby, distance })}
            />
          </div>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDice5 size={16} />}
            onClick={() => onNearby({ ...nearby, seed: randomSeed() })}
          >
            {t('nearby.others')}
          </Button>
        </Group>
      </Group>
      {error && (
        <Alert color="orange" role="alert">
          <ErrorText error={error} />
        </Alert>
      )}
      {tiles ? (
        <SampleGrid
          tiles={tiles}
          nameOf={(place) => t('nearby.alt', { place: place + 1 })}
          columns={COUNT}
          isStale={isPlaceholderData}
        />
      ) : (
        !error && <Skeleton height={96} radius="md" />
      )}
      <Text size="xs" c="dimmed" mt="xs">
        {t('nearby.text')}
      </Text>
    </section>
  );
}
