/** The worker thread's program: an engine that serves one request after the other. */

import { parentPort, workerData } from 'node:worker_threads';
import type { HostTensor } from '../../graph/types.ts';
import { createEngine, type EngineOptions } from './engine.ts';
import { type FromWorker, sendError, type ToWorker } from './worker-messages.ts';

const port = parentPort!;
const engine = createEngine(workerData as EngineOptions);
let queue: Promise<void> = Promise.resolve();

async function serve({ id, request }: Exclude<ToWorker, 'close'>): Promise<void> {
  try {
    const reply = await (await engine)(request);
    post({ id, reply }, Object.values(reply));
  } catch (error) {
    post({ id, error: sendError(error) }, []);
  }
}

function post(message: FromWorker, tensors: readonly HostTensor[]): void {
  port.postMessage(
    message,
    tensors.map(({ data }) => data.buffer as ArrayBuffer),
  );
}

port.on('message', (message: ToWorker) => {
  queue = queue.then(() => (message === 'close' ? port.close() : serve(message)));
});
