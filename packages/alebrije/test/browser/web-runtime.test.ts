/** What the browser's runtime says when it cannot start, with stand-ins for the browser. */

import { afterEach, expect, it, vi } from 'vitest';
import { constant } from '../../src/graph/build.ts';
import { graphOf } from '../../src/graph/trace.ts';
import { availableWebProviders, createWebRuntime } from '../../src/runtime/browser.ts';
import type { ToWebWorker } from '../../src/runtime/ort-web/worker-messages.ts';

afterEach(() => vi.unstubAllGlobals());

const graph = graphOf({ one: constant('float32', [1], Float32Array.of(1)) });

/** A worker that answers every message as told, a moment later. */
function stubWorker(answer: (worker: StubWorker, message: ToWebWorker) => void): void {
  vi.stubGlobal(
    'Worker',
    class extends StubWorker {
      postMessage(message: ToWebWorker): void {
        setTimeout(() => answer(this, message));
      }
    },
  );
}

class StubWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: { message?: string }) => void) | null = null;
  isTerminated = false;
  terminate(): void {
    this.isTerminated = true;
  }
}

it('says which headers threads need', async () => {
  vi.stubGlobal('crossOriginIsolated', false);
  await expect(createWebRuntime({ threads: 2 })).rejects.toThrow(
    /2 threads need a cross-origin isolated page: .*Cross-Origin-Opener-Policy: same-origin/,
  );
});

it('says why there is no WebGPU, and what there is', async () => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 4 });
  await expect(createWebRuntime({ provider: 'webgpu' })).rejects.toThrow(
    "backend 'webgpu': this browser has no WebGPU; available here: wasm",
  );
  const gpu = { requestAdapter: async () => null };
  vi.stubGlobal('navigator', { hardwareConcurrency: 4, gpu });
  await expect(createWebRuntime({ provider: 'webgpu' })).rejects.toThrow(/no graphics adapter/);
  expect(await availableWebProviders()).toEqual(['wasm']);
});

it('uses all cores where memory can be shared, else one thread', async () => {
  const started: unknown[] = [];
  stubWorker((_, message) => {
    if ('start' in message) started.push(message.start);
  });
  vi.stubGlobal('navigator', { hardwareConcurrency: 4 });
  await createWebRuntime();
  vi.stubGlobal('crossOriginIsolated', true);
  await createWebRuntime({ wasmFolder: '/wasm/' });
  await vi.waitFor(() => {
    expect(started).toEqual([
      { provider: 'wasm', threads: 1 },
      { provider: 'wasm', threads: 4, wasmFolder: '/wasm/' },
    ]);
  });
});

it('rejects what is pending, and all that follows, when the worker fails', async () => {
  stubWorker((worker) => worker.onerror!({ message: 'out of memory' }));
  const runtime = await createWebRuntime();
  await expect(runtime.compile(graph)).rejects.toThrow(
    "the engine's worker has failed: out of memory",
  );
  await expect(runtime.compile(graph)).rejects.toThrow(/out of memory/);
  await runtime.dispose();
});

it('lets requests be answered before the worker is ended', async () => {
  const ended: boolean[] = [];
  stubWorker((worker, message) => {
    if (!('request' in message)) return;
    ended.push(worker.isTerminated);
    worker.onmessage!({ data: { id: message.id, reply: {} } });
  });
  const runtime = await createWebRuntime();
  const compiled = runtime.compile(graph);
  await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve, 1));
  await runtime.dispose();
  await compiled;
  expect(ended.length).toBeGreaterThan(0);
  expect(ended).not.toContain(true);
});
