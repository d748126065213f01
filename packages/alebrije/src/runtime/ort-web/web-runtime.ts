/** ONNX Runtime in a browser: in a Web Worker, so that the page stays alive while it computes. */

import { UserError } from '../../errors.ts';
import { pendingReplies } from '../engine/pending-replies.ts';
import { createEngineRuntime } from '../ort-node/engine-runtime.ts';
import type { EngineConnection } from '../ort-node/protocol.ts';
import type { Runtime } from '../runtime.ts';
import type { WebEngineOptions, WebProvider } from './engine.ts';
import type { FromWebWorker, MessagePort, ToWebWorker } from './worker-messages.ts';

/** What is used of a page; the package is typed without the DOM. */
interface Page {
  /** Whether memory can be shared between threads; undefined outside a browser. */
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: {
    readonly hardwareConcurrency: number;
    readonly gpu?: { requestAdapter(): Promise<object | null> };
  };
}

interface WebWorker extends MessagePort<ToWebWorker, FromWebWorker> {
  onerror: ((event: { readonly message?: string }) => void) | null;
  terminate(): void;
}

declare const Worker: new (
  url: URL | string,
  options: { readonly type: 'module'; readonly name: string },
) => WebWorker;

const page = globalThis as unknown as Page;

export interface WebRuntimeOptions {
  /** By default 'wasm'. */
  readonly provider?: WebProvider;
  /** By default as many as there are cores, or 1 where memory cannot be shared. */
  readonly threads?: number;
  /** See `WebEngineOptions`. */
  readonly wasmFolder?: string;
  /** The bundled `worker.js`; by default what the bundler made of the one beside this module. */
  readonly workerUrl?: URL | string;
}

function resolveThreads(threads: number | undefined): number {
  const canShare = page.crossOriginIsolated ?? false;
  if (threads !== undefined && threads > 1 && !canShare) {
    throw new UserError(
      `${threads} threads need a cross-origin isolated page: serve it with the headers ` +
        "'Cross-Origin-Opener-Policy: same-origin' and 'Cross-Origin-Embedder-Policy: require-corp'",
    );
  }
  return threads ?? (canShare ? (page.navigator?.hardwareConcurrency ?? 1) : 1);
}

/** Why WebGPU does not work in this browser, or nothing. */
async function webgpuObstacle(): Promise<string | undefined> {
  const gpu = page.navigator?.gpu;
  if (!gpu) return 'this browser has no WebGPU';
  return (await gpu.requestAdapter()) ? undefined : 'this browser finds no graphics adapter';
}

/** The providers that work in this browser. */
export async function availableWebProviders(): Promise<WebProvider[]> {
  return (await webgpuObstacle()) ? ['wasm'] : ['wasm', 'webgpu'];
}

/**
 * The worker is found by a bundler that knows `new Worker(new URL('./worker.js', import.meta.url))` and
 * keeps modules (in Vite: `worker.format: 'es'`), or given by its URL.
 * @throws UserError if the browser cannot do what is asked
 */
export async function createWebRuntime(options: WebRuntimeOptions = {}): Promise<Runtime> {
  const { provider = 'wasm', wasmFolder, workerUrl } = options;
  const start: WebEngineOptions = {
    provider,
    threads: resolveThreads(options.threads),
    ...(wasmFolder !== undefined && { wasmFolder }),
  };
  const obstacle = provider === 'webgpu' ? await webgpuObstacle() : undefined;
  if (obstacle) throw new UserError(`backend 'webgpu': ${obstacle}; available here: wasm`);
  const worker = workerUrl
    ? new Worker(workerUrl, { type: 'module', name: 'alebrije' })
    : new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'alebrije' });
  worker.postMessage({ start }, []);
  return createEngineRuntime(provider, connect(worker), Promise.resolve({ kernels: provider }));
}

function connect(worker: WebWorker): EngineConnection {
  const replies = pendingReplies();
  worker.onmessage = ({ data }) => replies.settle(data);
  worker.onerror = ({ message = 'it could not be loaded' }) => {
    replies.fail(new Error(`the engine's worker has failed: ${message}`));
  };
  return {
    sharesMemory: false,
    send(request, moved = []) {
      const { id, reply } = replies.expect();
      worker.postMessage({ id, request }, moved);
      return reply;
    },
    async close() {
      await replies.settled();
      worker.terminate();
    },
  };
}
