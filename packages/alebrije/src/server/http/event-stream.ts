/** Server-sent events (HTML Living Standard, section 9.2). */

import type { Context } from 'hono';

export interface StreamEvent {
  readonly event: string;
  readonly data: unknown;
  readonly id?: string;
}

export interface EventStream {
  /** Resolves when there is room for more. */
  send(event: StreamEvent): Promise<void>;
  /** A comment, which keeps the connection from being taken for dead. */
  beat(): Promise<void>;
  /** Aborted when the asker has gone. */
  readonly signal: AbortSignal;
}

const encoder = new TextEncoder();

function textOf({ event, data, id }: StreamEvent): string {
  const lines = [`event: ${event}`, `data: ${JSON.stringify(data)}`];
  if (id !== undefined) lines.unshift(`id: ${id}`);
  return `${lines.join('\n')}\n\n`;
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Asks a proxy not to hold events back.
  'x-accel-buffering': 'no',
};

/** Answers with events until the work ends or the asker goes; asked for headers alone no work begins. */
export function answerEvents(
  context: Context,
  work: (stream: EventStream) => Promise<void>,
): Response {
  if (context.req.method === 'HEAD') return new Response(null, { headers: HEADERS });
  const gone = new AbortController();
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const leave = () => {
    gone.abort();
    // Whoever waits for room to write is told that there will be none.
    writer.abort().catch(() => undefined);
  };
  writer.closed.then(leave, leave);
  context.req.raw.signal.addEventListener('abort', leave, { once: true });

  async function write(text: string): Promise<void> {
    if (gone.signal.aborted) return;
    await writer.ready;
    await writer.write(encoder.encode(text));
  }

  const stream: EventStream = {
    signal: gone.signal,
    send: (event) => write(textOf(event)),
    beat: () => write(': beat\n\n'),
  };
  // Errors of writing mean that nobody reads any more.
  void work(stream)
    .catch(() => undefined)
    .then(() => writer.close())
    .catch(() => undefined);
  return new Response(readable, { headers: HEADERS });
}
