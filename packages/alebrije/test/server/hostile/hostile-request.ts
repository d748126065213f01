/** What a hostile request is, and what the server must answer. */

import type { RawParts } from '../raw-request.ts';

export interface HostileRequest {
  readonly what: string;
  /** Host, and Origin where something is changed, are those of the page unless given. */
  readonly request: RawParts;
  /** Statuses that refuse it clearly. */
  readonly status: readonly number[];
  /** True where Node's parser refuses it before the server sees it. */
  readonly unparsed?: true;
}

export interface Place {
  readonly port: number;
}

export const JSON_TYPE = 'Content-Type: application/json';

/** The headers of the studio's own page. */
export const ownHeaders = ({ port }: Place): string[] => [
  `Host: 127.0.0.1:${port}`,
  `Origin: http://127.0.0.1:${port}`,
  'Connection: close',
];

/** A POST of JSON by the page. */
export function posted(place: Place, target: string, body: unknown): RawParts {
  return {
    method: 'POST',
    target,
    headers: [...ownHeaders(place), JSON_TYPE],
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** As a name of a test: without control characters, and not too long. */
export function shown(text: string): string {
  const plain = JSON.stringify(text).slice(1, -1);
  return plain.length > 60 ? `${plain.slice(0, 60)}…` : plain;
}
