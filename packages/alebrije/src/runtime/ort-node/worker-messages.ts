/** What the two threads send each other. */

import type { EngineOptions } from './engine.ts';
import type { EngineReply, EngineRequest } from './protocol.ts';

/** What a worker starts with. */
export interface WorkerStart {
  readonly options: EngineOptions;
  /** See `device-turns.ts`; left out where threads need not wait for each other. */
  readonly turns?: SharedArrayBuffer;
}

export type ToWorker =
  | { readonly id: number; readonly request: EngineRequest }
  /** No more requests: end when those before are served. */
  | 'close';

export type FromWorker =
  | { readonly id: number; readonly reply: EngineReply }
  | { readonly id: number; readonly error: SentError };

/** Errors lose their cause when they are posted. */
export interface SentError {
  readonly message: string;
  readonly cause?: SentError;
}

export function sendError(error: unknown): SentError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, cause } = error;
  return cause === undefined ? { message } : { message, cause: sendError(cause) };
}

export function receiveError({ message, cause }: SentError): Error {
  return cause ? new Error(message, { cause: receiveError(cause) }) : new Error(message);
}
