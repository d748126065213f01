/** The worker's program: an engine that serves one request after the other. */

import type { HostTensor } from '../../graph/types.ts';
import type { Engine } from '../engine/serve-requests.ts';
import { sendError } from '../ort-node/worker-messages.ts';
import { createWebEngine } from './engine.ts';
import {
  type FromWebWorker,
  type MessagePort,
  THREAD_NAME,
  type ToWebWorker,
} from './worker-messages.ts';

declare const self: MessagePort<FromWebWorker, ToWebWorker> & { readonly name: string };

let engine: Promise<Engine> | undefined;
let queue: Promise<void> = Promise.resolve();

async function serve({ id, request }: Exclude<ToWebWorker, { start: unknown }>): Promise<void> {
  try {
    const reply = await (await engine!)(request);
    post({ id, reply }, Object.values(reply));
  } catch (error) {
    post({ id, error: sendError(error) }, []);
  }
}

function post(message: FromWebWorker, tensors: readonly HostTensor[]): void {
  self.postMessage(
    message,
    tensors.map(({ data }) => data.buffer as ArrayBuffer),
  );
}

if (!self.name.startsWith(THREAD_NAME)) {
  self.onmessage = ({ data: message }) => {
    if ('start' in message) {
      engine = createWebEngine(message.start);
      // A failure to start reaches every request.
      engine.catch(() => {});
    } else queue = queue.then(() => serve(message));
  };
}
