/** Uses of a run that tell how far they are: a request whose answer is a stream of events. */

import { ApiError, apiPath, readAnswer } from '../../../api/client.ts';
import type { ErrorAnswer, UseBody, UseProgress, UseResults } from '../../../api/contract.ts';

type StreamedUse = 'sample' | 'inpaint';

interface StreamOptions {
  /** Gives the work up, in the server too. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: UseProgress) => void;
}

interface Block {
  readonly event: string;
  readonly data: string;
}

function parseBlock(text: string): Block {
  const fields = text.split('\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const;
  });
  const of = (name: string) => fields.filter(([field]) => field === name).map(([, value]) => value);
  return { event: of('event')[0] ?? '', data: of('data').join('\n') };
}

async function* blocksOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Block> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const texts = (rest + value).split('\n\n');
    rest = texts.pop()!;
    for (const text of texts) yield parseBlock(text);
  }
}

/**
 * Has a run make or fill images.
 * @throws ApiError if the server refuses or fails, or the connection breaks; AbortError if it is given up
 */
export async function streamUse<Name extends StreamedUse>(
  run: string,
  use: Name,
  body: UseBody<Name>,
  { signal, onProgress }: StreamOptions,
): Promise<UseResults[Name]> {
  try {
    const response = await fetch(apiPath`/api/runs/${run}/${use}`, {
      method: 'POST',
      signal,
      headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream' },
      body: JSON.stringify(body),
    });
    if (!response.ok || !response.body) return readAnswer(response.status, await response.text());
    for await (const { event, data } of blocksOf(response.body)) {
      if (event === 'progress') onProgress(JSON.parse(data) as UseProgress);
      if (event === 'done') return JSON.parse(data) as UseResults[Name];
      if (event === 'failed') {
        const { code, message } = JSON.parse(data) as ErrorAnswer['error'];
        throw new ApiError(500, code, message);
      }
    }
  } catch (error) {
    if (signal.aborted || error instanceof ApiError) throw error;
    throw new ApiError(0, 'unreachable', String(error));
  }
  throw new ApiError(0, 'unreachable', 'the connection broke');
}
