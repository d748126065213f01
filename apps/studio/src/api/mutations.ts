/** What the page asks the server to change; what has changed comes back as events. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiPath, request } from './client.ts';
import type { ResumeBody, RunName, RunSummary, StartBody, TrashItem } from './contract.ts';
import { keys } from './queries.ts';

export function useStartRun() {
  return useMutation({
    mutationFn: (body: StartBody) => request<RunName>('/api/runs', { method: 'POST', body }),
  });
}

export function useStopRun() {
  return useMutation({
    mutationFn: (name: string) =>
      request<RunName>(apiPath`/api/runs/${name}/stop`, { method: 'POST', body: {} }),
  });
}

export function useResumeRun() {
  return useMutation({
    mutationFn: ({ name, ...body }: ResumeBody & { name: string }) =>
      request<RunName>(apiPath`/api/runs/${name}/resume`, { method: 'POST', body }),
  });
}

export function useDeleteRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) =>
      request<TrashItem>(apiPath`/api/runs/${name}`, { method: 'DELETE' }),
    onSuccess: (_item, name) => {
      client.setQueryData<RunSummary[]>(keys.runs, (runs) =>
        runs?.filter((run) => run.name !== name),
      );
      void client.invalidateQueries({ queryKey: keys.trash });
    },
  });
}

export function useRestoreRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      request<RunName>(apiPath`/api/trash/${id}/restore`, { method: 'POST', body: {} }),
    onSuccess: ({ name }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.trash }),
        client.invalidateQueries({ queryKey: keys.runs }),
        client.invalidateQueries({ queryKey: keys.run(name) }),
      ]),
  });
}

export function useEmptyTrashItem() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<object>(apiPath`/api/trash/${id}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.trash }),
  });
}
