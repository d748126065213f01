/** What was generated since the page was loaded, the newest first; it outlives its tab. */

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { UseResults } from '../../../api/contract.ts';
import { type SampleSettings, settingParameters } from './settings.ts';
import type { Moment } from './use-making.ts';

export interface MadeSet {
  /** Its settings as a text: of one checkpoint, the same text means the same samples. */
  readonly id: string;
  readonly settings: SampleSettings;
  readonly samples: UseResults['sample'];
  /** Epochs that the checkpoint had. */
  readonly epoch: number;
  /** Of the newest set alone: they are large. */
  readonly moments: readonly Moment[];
}

/** Of the address that shows a set again. */
export function linkParameters({ settings, epoch }: MadeSet): URLSearchParams {
  const parameters = settingParameters(settings);
  parameters.set('epoch', String(epoch));
  return parameters;
}

const MOST_SETS = 16;

/** A set that is made again comes to the front. */
function withSet(sets: readonly MadeSet[], set: MadeSet): MadeSet[] {
  const others = sets.filter(({ id }) => id !== set.id);
  return [set, ...others.map((other) => ({ ...other, moments: [] }))].slice(0, MOST_SETS);
}

export function useMadeSets(run: string) {
  const client = useQueryClient();
  const { data: sets } = useQuery<readonly MadeSet[]>({
    queryKey: ['made-sets', run],
    queryFn: () => [],
    initialData: [],
    gcTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });
  const add = useCallback(
    (set: MadeSet) =>
      client.setQueryData<readonly MadeSet[]>(['made-sets', run], (before = []) =>
        withSet(before, set),
      ),
    [client, run],
  );
  return { sets, add };
}
