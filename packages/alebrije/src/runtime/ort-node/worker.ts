/** The worker thread's program: an engine that serves one request after the other. */

import { parentPort, workerData } from 'node:worker_threads';
import type { HostTensor } from '../../graph/types.ts';
import { inTurn } from './device-turns.ts';
import { createEngine } from './engine.ts';
import { type FromWorker, sendError, type ToWorker, type WorkerStart } from './worker-messages.ts';

const port = parentPort!;
const { options, turns } = workerData as WorkerStart;
const engine = createEngine(options);
let queue: Promise<void> = Promise.resolve();

async function serve({ id, request }: Exclude<ToWorker, 'close'>): Promise<void> {
  try {
    const perform = await engine;
    const reply = await (turns ? inTurn(turns, () => perform(request)) : perform(request));
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
