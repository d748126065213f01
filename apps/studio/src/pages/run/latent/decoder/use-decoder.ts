/** The run's exported network at work in the page, as long as something shows it. */

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Capabilities, RunDetail, RunModel } from '../../../../api/contract.ts';
import { keys } from '../../../../api/queries.ts';
import { latentKey, useRequest } from '../uses.ts';
import { openDecoder, type PageDecoder } from './open-decoder.ts';

export interface DecoderState {
  readonly decoder?: PageDecoder;
  readonly error?: unknown;
}

const NAMES = ['decoder', 'generator'];

const decoderOf = (models: readonly RunModel[]): RunModel | undefined =>
  models.find(({ name }) => NAMES.includes(name));

/** The address of the exported decoder, which is exported first if it is not there or is an earlier one. */
function useDecoderFile(run: RunDetail, { epoch, step }: Capabilities) {
  const client = useQueryClient();
  const ask = useRequest(run.name);
  return useQuery({
    queryKey: latentKey(run.name, 'decoder', { epoch, step }),
    queryFn: async ({ signal }) => {
      const there = decoderOf(run.models);
      if (there && !run.modelsAreStale) return there.url;
      const { models } = await ask('export', {}, signal);
      void client.invalidateQueries({ queryKey: keys.run(run.name) });
      const made = decoderOf(models);
      if (!made) throw new Error('this run has no network that decodes codes');
      return made.url;
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

export function useDecoder(run: RunDetail, capabilities: Capabilities): DecoderState {
  const { data: url, error } = useDecoderFile(run, capabilities);
  const [state, setState] = useState<DecoderState>({});
  const { codeSize, step } = capabilities;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a later checkpoint has the same address
  useEffect(() => {
    if (url === undefined) return;
    const ended = new AbortController();
    let opened: PageDecoder | undefined;
    openDecoder(url, codeSize, ended.signal).then(
      (decoder) => {
        opened = decoder;
        setState({ decoder });
      },
      (failure: unknown) => {
        if (!ended.signal.aborted) setState({ error: failure });
      },
    );
    return () => {
      ended.abort();
      opened?.close();
      setState({});
    };
  }, [url, codeSize, step]);
  return error ? { error } : state;
}
