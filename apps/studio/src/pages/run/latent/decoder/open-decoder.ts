/** Starts the worker that decodes. */

import { createDecodeQueue, type DecodeQueue } from './decode-queue.ts';
import type { Decoded, FromDecoder, ToDecoder } from './protocol.ts';

export interface PageDecoder extends DecodeQueue {
  close(): void;
}

/**
 * @param url of the exported network
 * @throws Error if it cannot be loaded, or was closed before it was
 */
export function openDecoder(
  url: string,
  codeSize: number,
  signal: AbortSignal,
): Promise<PageDecoder> {
  const worker = new Worker(new URL('./decoder-worker.ts', import.meta.url), {
    type: 'module',
    name: 'decoder',
  });
  const send = (message: ToDecoder, moved: Transferable[] = []) =>
    worker.postMessage(message, moved);
  const waiting = new Map<
    number,
    { resolve: (decoded: Decoded) => void; reject: (error: Error) => void }
  >();
  let asked = 0;

  const queue = createDecodeQueue(
    (codes, count, label) =>
      new Promise((resolve, reject) => {
        asked += 1;
        waiting.set(asked, { resolve, reject });
        send({ decode: { id: asked, codes, count, label } }, [codes.buffer]);
      }),
    codeSize,
  );

  function close(): void {
    worker.terminate();
    for (const { reject } of waiting.values()) reject(new Error('the decoder was closed'));
    waiting.clear();
  }

  return new Promise((resolve, reject) => {
    const fail = (message: string) => {
      close();
      reject(new Error(message));
    };
    signal.addEventListener('abort', () => fail('the decoder was closed'), { once: true });
    worker.onerror = ({ message }) => fail(message || 'the worker could not be loaded');
    worker.onmessage = ({ data }: MessageEvent<FromDecoder>) => {
      if ('opened' in data) resolve({ ...queue, close });
      else if ('failed' in data) fail(data.failed);
      else {
        const request = waiting.get(data.id);
        waiting.delete(data.id);
        if ('error' in data) request?.reject(new Error(data.error));
        else request?.resolve(data.decoded);
      }
    };
    send({ open: url });
  });
}
