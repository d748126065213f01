/** A studio in this process over a folder of its own, and a client that is its page. */

import fs from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { ErrorAnswer, StudioEvent, StudioEventName } from '../../src/server/contract.ts';
import { type Studio, type StudioOptions, startStudio } from '../../src/server/studio.ts';

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** @throws SyntaxError if it is no JSON */
  json<T = ErrorAnswer>(): T;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

function answerOf(incoming: http.IncomingMessage, bytes: Buffer): Answer {
  const text = bytes.toString('utf8');
  const { statusCode = 0, headers } = incoming;
  return { status: statusCode, headers, bytes, text, json: () => JSON.parse(text) };
}

/** One request; nothing is added to its headers but Host. */
export function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: Asked = {},
) {
  return new Promise<Answer>((resolve, reject) => {
    const request = http.request({ port, host: '127.0.0.1', path, method, headers, agent: false });
    request.on('response', (incoming) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('end', () => resolve(answerOf(incoming, Buffer.concat(parts))));
      incoming.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

export interface Listening {
  /** All so far, heartbeats left out. */
  readonly events: StudioEvent[];
  /** Comments so far. */
  beats(): number;
  /** The first event, now or later, that fits; fails after a while. */
  first<Name extends StudioEventName>(
    name: Name,
    fits?: (data: Extract<StudioEvent, { event: Name }>['data']) => boolean,
  ): Promise<Extract<StudioEvent, { event: Name }>>;
  /** Cuts the connection. */
  drop(): void;
}

const PATIENCE_MS = 180_000;

export interface TestStudio extends Studio {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  remove(path: string): Promise<Answer>;
  listen(since?: string): Promise<Listening>;
}

/** A folder that lives as long as the tests of a file. */
export function testFolder(): string {
  const folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'alebrije-studio-')));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function listen(port: number, since: string | undefined): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const headers = since === undefined ? {} : { 'last-event-id': since };
    const request = http.get({
      port,
      host: '127.0.0.1',
      path: '/api/events',
      headers,
      agent: false,
    });
    const events: StudioEvent[] = [];
    let beats = 0;
    let rest = '';
    let look: (() => void)[] = [];
    request.on('error', reject);
    request.on('response', (incoming) => {
      if (incoming.statusCode !== 200) reject(new Error(`answered ${incoming.statusCode}`));
      incoming.on('error', () => undefined);
      incoming.setEncoding('utf8').on('data', (text: string) => {
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop()!;
        for (const block of blocks) {
          if (block.startsWith(':')) beats += 1;
          else events.push(parseBlock(block));
        }
        for (const each of look) each();
      });
      resolve({
        events,
        beats: () => beats,
        first: (name, fits = () => true) =>
          new Promise((found, failed) => {
            const timer = setTimeout(() => {
              const seen = events.map(({ event }) => event).join(', ');
              failed(new Error(`no ${name} came; there were ${seen}`));
            }, PATIENCE_MS);
            const each = () => {
              const event = events.find(
                ({ event: is, data }) => is === name && fits(data as never),
              );
              if (!event) return;
              clearTimeout(timer);
              look = look.filter((other) => other !== each);
              found(event as never);
            };
            look.push(each);
            each();
          }),
        drop: () => request.destroy(),
      });
    });
  });
}

function parseBlock(block: string): StudioEvent {
  const fields = Object.fromEntries(
    block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]),
  );
  return { id: fields.id!, event: fields.event, data: JSON.parse(fields.data!) } as StudioEvent;
}

/** A studio that lives as long as the tests of a file, unless it is closed before. */
export async function testStudio(options: StudioOptions): Promise<TestStudio> {
  const studio = await startStudio({ port: 0, ...options });
  let isClosed = false;
  const close = async () => {
    if (!isClosed) await studio.close();
    isClosed = true;
  };
  afterAll(close);
  const { port } = studio;
  const origin = { origin: `http://127.0.0.1:${port}` };
  return {
    ...studio,
    close,
    get: (path, headers = {}) => ask(port, path, { headers }),
    post: (path, body = {}, headers = {}) =>
      ask(port, path, {
        method: 'POST',
        headers: { ...origin, 'content-type': 'application/json', ...headers },
        body: body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    remove: (path) => ask(port, path, { method: 'DELETE', headers: origin }),
    listen: (since) => listen(port, since),
  };
}
