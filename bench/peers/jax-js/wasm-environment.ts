/**
 * What jax-js finds in a browser and not in Node: `Worker`, here a Node thread, and
 * `navigator.hardwareConcurrency`, without which its WebAssembly runs on one thread; and relaxed SIMD
 * (fused multiply-add), which Node 20 has behind a flag.
 */

import { resolveObjectURL } from 'node:buffer';
import v8 from 'node:v8';
import { Worker as NodeThread } from 'node:worker_threads';

/** What a worker's script expects to find around it. */
const SCOPE = `
const { parentPort } = require('node:worker_threads');
globalThis.self = globalThis;
globalThis.postMessage = (message) => parentPort.postMessage(message);
parentPort.on('message', (data) => self.onmessage({ data }));
`;

class WebWorker {
  onmessage: ((event: { data: unknown }) => void) | undefined;
  onerror: ((error: Error) => void) | undefined;
  private readonly thread: Promise<NodeThread>;

  /** @param url of a Blob, as `URL.createObjectURL` makes it */
  constructor(url: string) {
    const source = resolveObjectURL(url)!.text();
    this.thread = source.then((text) => {
      const thread = new NodeThread(SCOPE + text, { eval: true });
      thread.on('message', (data) => this.onmessage?.({ data }));
      thread.on('error', (error) => this.onerror?.(error as Error));
      return thread;
    });
  }

  postMessage(message: unknown): void {
    void this.thread.then((thread) => thread.postMessage(message));
  }
}

/** The first version of Node that has relaxed SIMD without a flag. */
const RELAXED_SIMD_VERSION = 21;

/**
 * To be called before jax-js is loaded.
 * @param threads with one, it computes where it is called, and spares the messages
 */
export function prepareWasm(threads: number): void {
  if (Number.parseInt(process.versions.node, 10) < RELAXED_SIMD_VERSION) {
    v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
  }
  if (threads === 1) return;
  Object.defineProperty(globalThis, 'navigator', {
    value: { hardwareConcurrency: threads },
    configurable: true,
  });
  Object.assign(globalThis, { Worker: WebWorker });
}
