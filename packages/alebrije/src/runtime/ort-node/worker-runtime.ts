/** ONNX Runtime in a worker thread: progress, signals and data preparation go on while it computes. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Runtime } from '../runtime.ts';
import { detectTarget } from './detect-target.ts';
import { createEngineRuntime } from './engine-runtime.ts';
import { engineOptions, type OrtOptions } from './inline-runtime.ts';
import type { EngineConnection, EngineReply } from './protocol.ts';
import { type FromWorker, receiveError, type ToWorker } from './worker-messages.ts';

export interface WorkerOptions extends OrtOptions {
  /** The compiled `worker.js`; by default the one beside this module, or in `dist` if this runs from source. */
  readonly workerUrl?: URL;
}

function defaultWorkerUrl(): URL {
  const fromSource = import.meta.url.endsWith('.ts');
  return new URL(
    fromSource ? '../../../dist/runtime/ort-node/worker.js' : './worker.js',
    import.meta.url,
  );
}

/** @param name what the runtime calls itself; the provider's name if left out */
export async function createWorkerRuntime(
  options: WorkerOptions = {},
  name: string = options.provider ?? 'cpu',
): Promise<Runtime> {
  const url = options.workerUrl ?? defaultWorkerUrl();
  if (!existsSync(url)) {
    throw new Error(`${fileURLToPath(url)} does not exist: run 'npm run build' first`);
  }
  const resolved = engineOptions(options);
  const connection = connect(new Worker(url, { workerData: resolved }));
  return createEngineRuntime(name, connection, detectTarget(connection, resolved.provider));
}

function connect(worker: Worker): EngineConnection {
  interface Pending {
    resolve(reply: EngineReply): void;
    reject(error: Error): void;
  }
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let failure: Error | undefined;
  let isClosing = false;

  const exited = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      fail(new Error(`the engine's thread has ended (exit code ${code})`));
      resolve();
    });
  });
  worker.on('error', fail);
  worker.on('message', (message: FromWorker) => {
    const waiting = pending.get(message.id)!;
    pending.delete(message.id);
    if (pending.size === 0 && !isClosing) worker.unref();
    if ('error' in message) waiting.reject(receiveError(message.error));
    else waiting.resolve(message.reply);
  });
  // An idle engine must not keep a finished process alive; one at work must.
  worker.unref();

  function fail(error: Error): void {
    failure ??= error;
    for (const { reject } of pending.values()) reject(failure);
    pending.clear();
  }

  return {
    sharesMemory: false,
    send(request, moved = []) {
      if (failure) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        const id = ++lastId;
        const message: ToWorker = { id, request };
        worker.postMessage(message, moved);
        pending.set(id, { resolve, reject });
        if (pending.size === 1) worker.ref();
      });
    },
    async close() {
      // Also when the replies to what is pending come in: the process must see the thread end.
      isClosing = true;
      worker.ref();
      const message: ToWorker = 'close';
      worker.postMessage(message);
      await exited;
    },
  };
}
