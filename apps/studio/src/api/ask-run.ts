/** What a trained run is used for, asked of the server. */

import { apiPath, request } from './client.ts';
import type { UseBody, UseResults } from './contract.ts';

/** All that take a body of JSON. */
export type Use = Exclude<keyof UseResults, 'encode-image'>;

export const askRun = <Name extends Use>(
  run: string,
  use: Name,
  body: UseBody<Name>,
  signal?: AbortSignal,
): Promise<UseResults[Name]> =>
  request<UseResults[Name]>(apiPath`/api/runs/${run}/${use}`, {
    method: 'POST',
    body,
    ...(signal && { signal }),
  });
