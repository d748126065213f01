/** The worker that trains one model of the lab: the engine runs inside it, so one worker is all a model takes. */

import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { z } from 'zod';
import { arraysOf, type Question } from './engine/protocol.ts';

// The content policy allows no code that is made at run time, which schemas would try as soon as they are loaded.
z.config({ jitless: true });

async function loadServer() {
  const [{ createInlineWebRuntime }, { serveModel }] = await Promise.all([
    import('../../../../../packages/alebrije/src/runtime/ort-web/inline-runtime.ts'),
    import('./engine/serve-model.ts'),
  ]);
  return serveModel(() => createInlineWebRuntime({ wasmUrl }));
}

const loading = loadServer();

/** What is used of a worker's global scope; the page is typed with that of a window. */
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Question>) => void;
  postMessage: (message: unknown, moved: readonly ArrayBuffer[]) => void;
};

scope.onmessage = async ({ data }) => {
  const serve = await loading;
  const answer = await serve(data);
  scope.postMessage(answer, answer.kind === 'frame' ? arraysOf(answer.frame) : []);
};
