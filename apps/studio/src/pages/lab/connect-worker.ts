/** Starts the worker of a model. */

import type { ModelConnection } from './engine/model-desk.ts';
import type { Answer } from './engine/protocol.ts';
import type { ModelName } from './engine/settings.ts';

export function connectWorker(model: ModelName): ModelConnection {
  const worker = new Worker(new URL('./model-worker.ts', import.meta.url), {
    type: 'module',
    name: `lab ${model}`,
  });
  let waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;
  worker.onmessage = ({ data }: MessageEvent<Answer>) => waiting?.resolve(data);
  worker.onerror = ({ message }) => {
    waiting?.reject(new Error(message || 'the worker could not be loaded'));
  };
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        worker.postMessage(question);
      }),
    close() {
      worker.terminate();
      waiting?.reject(new Error('the worker was ended'));
    },
  };
}
