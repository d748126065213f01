/** ONNX Runtime in a worker thread: progress, signals and data preparation go on while it computes. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { pendingReplies } from '../engine/pending-replies.ts';
import type { Runtime } from '../runtime.ts';
import { detectTarget } from './detect-target.ts';
import { createTurns } from './device-turns.ts';
import { createEngineRuntime } from './engine-runtime.ts';
import { engineOptions, type OrtOptions } from './inline-runtime.ts';
import type { EngineConnection } from './protocol.ts';
import type { ToWorker, WorkerStart } from './worker-messages.ts';

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

const webgpuTurns = createTurns();

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
  const start: WorkerStart = {
    options: resolved,
    ...(resolved.provider === 'webgpu' && { turns: webgpuTurns }),
  };
  const connection = connect(new Worker(url, { workerData: start }));
  return createEngineRuntime(name, connection, detectTarget(connection, resolved.provider));
}

function connect(worker: Worker): EngineConnection {
  const replies = pendingReplies();
  let waiting = 0;
  let isClosing = false;

  const exited = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      replies.fail(new Error(`the engine's thread has ended (exit code ${code})`));
      resolve();
    });
  });
  worker.on('error', replies.fail);
  worker.on('message', replies.settle);
  // An idle engine must not keep a finished process alive; one at work must.
  worker.unref();
  const onReply = () => {
    waiting -= 1;
    if (waiting === 0 && !isClosing) worker.unref();
  };

  return {
    sharesMemory: false,
    send(request, moved = []) {
      const { id, reply } = replies.expect();
      const message: ToWorker = { id, request };
      worker.postMessage(message, moved);
      waiting += 1;
      worker.ref();
      reply.then(onReply, onReply);
      return reply;
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
