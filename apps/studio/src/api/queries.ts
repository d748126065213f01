/** What the page reads from the server; server-sent events keep it fresh (events.ts). */

import { queryOptions, useQuery } from '@tanstack/react-query';
import { apiPath, request } from './client.ts';
import type {
  DatasetExamples,
  DatasetInfo,
  RecipeInfo,
  RunDetail,
  RunSummary,
  TrashItem,
} from './contract.ts';

export const keys = {
  recipes: ['recipes'],
  datasets: ['datasets'],
  examples: (name: string) => ['examples', name],
  runs: ['runs'],
  details: ['run'],
  run: (name: string) => ['run', name],
  trash: ['trash'],
} as const;

export const recipesQuery = queryOptions({
  queryKey: keys.recipes,
  queryFn: ({ signal }) => request<RecipeInfo[]>('/api/recipes', { signal }),
});

export const datasetsQuery = queryOptions({
  queryKey: keys.datasets,
  queryFn: ({ signal }) => request<DatasetInfo[]>('/api/datasets', { signal }),
});

export const runsQuery = queryOptions({
  queryKey: keys.runs,
  queryFn: ({ signal }) => request<RunSummary[]>('/api/runs', { signal }),
});

export const runQuery = (name: string) =>
  queryOptions({
    queryKey: keys.run(name),
    queryFn: ({ signal }) => request<RunDetail>(apiPath`/api/runs/${name}`, { signal }),
  });

export const trashQuery = queryOptions({
  queryKey: keys.trash,
  queryFn: ({ signal }) => request<TrashItem[]>('/api/trash', { signal }),
});

export interface ExamplesWanted {
  readonly split: 'train' | 'test';
  readonly offset: number;
  readonly count: number;
  readonly label?: number | undefined;
}

export const examplesQuery = (name: string, wanted: ExamplesWanted) =>
  queryOptions({
    queryKey: [...keys.examples(name), wanted],
    queryFn: ({ signal }) => {
      const { label, ...rest } = wanted;
      const query = new URLSearchParams(
        Object.entries({ ...rest, ...(label !== undefined && { label }) }).map(([field, value]) => [
          field,
          String(value),
        ]),
      );
      return request<DatasetExamples>(`${apiPath`/api/datasets/${name}/examples`}?${query}`, {
        signal,
      });
    },
    // A page of images is large; those looked at a while ago are let go.
    gcTime: 60_000,
  });

export const useRecipes = () => useQuery(recipesQuery);
export const useDatasets = () => useQuery(datasetsQuery);
export const useRuns = () => useQuery(runsQuery);
export const useRun = (name: string) => useQuery(runQuery(name));
