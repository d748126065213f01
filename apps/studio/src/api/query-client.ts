import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './client.ts';

/** Server-sent events keep the cache fresh, so nothing is fetched again because time has passed. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        // What the server refused it refuses again; what it did not answer may come back.
        retry: (failures, error) =>
          failures < 2 && !(error instanceof ApiError && error.status !== 0),
      },
    },
  });
}
