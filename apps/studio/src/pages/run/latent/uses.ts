/** What the explorer asks of a trained run. */

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { askRun, type Use } from '../../../api/ask-run.ts';
import type { UseBody, UseResults } from '../../../api/contract.ts';

export const latentKey = (run: string, ...what: readonly unknown[]) => ['latent', run, ...what];

export type AskUse = <Name extends Use>(
  use: Name,
  body: UseBody<Name>,
  signal?: AbortSignal,
) => Promise<UseResults[Name]>;

export function useRequest(run: string): AskUse {
  return useCallback(
    <Name extends Use>(use: Name, body: UseBody<Name>, signal?: AbortSignal) =>
      askRun(run, use, body, signal),
    [run],
  );
}

/** The answer of a use; it stays what it was until the explorer is told to look anew. */
export function useUse<Name extends Use>(
  run: string,
  use: Name,
  body: UseBody<Name>,
  isWanted = true,
) {
  const ask = useRequest(run);
  return useQuery({
    queryKey: latentKey(run, use, body),
    queryFn: ({ signal }) => ask(use, body, signal),
    enabled: isWanted,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** Forgets all answers on a run, so that its newest checkpoint is shown. */
export function useForget(run: string): () => Promise<void> {
  const client = useQueryClient();
  return () => client.resetQueries({ queryKey: latentKey(run) });
}
