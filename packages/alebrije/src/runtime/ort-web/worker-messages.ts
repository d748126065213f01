/** What a page and its engine's worker send each other. */

import type { FromWorker, ToWorker } from '../ort-node/worker-messages.ts';
import type { WebEngineOptions } from './engine.ts';

/** The first message says what to start; the others are as in Node. */
export type ToWebWorker = { readonly start: WebEngineOptions } | Exclude<ToWorker, 'close'>;

export type FromWebWorker = FromWorker;

/** ONNX Runtime's threads run the same file as the worker that starts them, under this name. */
export const THREAD_NAME = 'em-pthread';

/** What is used of a worker, seen from either side; the package is typed without the DOM. */
export interface MessagePort<Sent, Received> {
  postMessage(message: Sent, moved: readonly ArrayBuffer[]): void;
  onmessage: ((event: { readonly data: Received }) => void) | null;
}
