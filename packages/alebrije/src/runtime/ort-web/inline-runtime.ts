/**
 * ONNX Runtime's WebAssembly build in the thread that calls: for workers of a page that train a model of
 * their own, where a second worker behind each would only pass messages on.
 */

import { type Engine, serveRequests } from '../engine/serve-requests.ts';
import { createEngineRuntime } from '../ort-node/engine-runtime.ts';
import type { EngineConnection } from '../ort-node/protocol.ts';
import type { Runtime } from '../runtime.ts';
import { wasmBackend } from './wasm-backend.ts';

export interface InlineWebRuntimeOptions {
  /** Address of `ort-wasm-simd-threaded.wasm`; by default where the bundler put it. */
  readonly wasmUrl?: string;
}

/**
 * With one thread, so that no page needs to be isolated for it.
 * @throws Error if the WebAssembly cannot be loaded, once something is computed
 */
export async function createInlineWebRuntime({
  wasmUrl,
}: InlineWebRuntimeOptions = {}): Promise<Runtime> {
  const ort = await import('onnxruntime-web/wasm');
  ort.env.wasm.numThreads = 1;
  if (wasmUrl !== undefined) ort.env.wasm.wasmPaths = { wasm: wasmUrl };
  ort.env.logLevel = 'error';
  const engine: Engine = serveRequests(wasmBackend(ort));
  let queue: Promise<unknown> = Promise.resolve();
  const connection: EngineConnection = {
    sharesMemory: true,
    send(request) {
      const reply = queue.then(() => engine(request));
      queue = reply.catch(() => {});
      return reply;
    },
    async close() {
      await queue;
    },
  };
  return createEngineRuntime('wasm', connection, Promise.resolve({ kernels: 'wasm' }));
}
