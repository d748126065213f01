/**
 * ONNX Runtime's WebAssembly build in the thread that calls: for workers of a page that train a model of
 * their own, where a second worker behind each would only pass messages on.
 */

import { inlineConnection } from '../engine/inline-connection.ts';
import { serveRequests } from '../engine/serve-requests.ts';
import { createEngineRuntime } from '../ort-node/engine-runtime.ts';
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
  const connection = inlineConnection(serveRequests(wasmBackend(ort)));
  return createEngineRuntime('wasm', connection, Promise.resolve({ kernels: 'wasm' }));
}
