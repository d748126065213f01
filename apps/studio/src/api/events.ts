/**
 * The server's events, over a connection that is opened again whenever it breaks, from the last event seen:
 * the browser does so by itself after most failures, and this does after all others.
 */

import type { StudioEvent, StudioEventName } from './contract.ts';

export type Connection = 'connecting' | 'open' | 'lost';

export interface EventsListener {
  readonly onEvent: (event: StudioEvent) => void;
  readonly onConnection: (connection: Connection) => void;
}

const NAMES: readonly StudioEventName[] = [
  'hello',
  'reset',
  'run',
  'metrics',
  'rewound',
  'progress',
  'picture',
  'alert',
  'removed',
  'datasets',
];

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** @returns ends it */
export function listenToEvents(url: string, { onEvent, onConnection }: EventsListener): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastId = '';
  let wait = FIRST_WAIT_MS;

  const receive = (name: StudioEventName) => (message: MessageEvent<string>) => {
    const data = JSON.parse(message.data) as StudioEvent['data'];
    // `hello` carries no id of its own, but says where the connection stands.
    const id = message.lastEventId || (data as { id?: string }).id || lastId;
    lastId = id;
    onEvent({ id, event: name, data } as StudioEvent);
  };

  const connect = () => {
    const since = lastId === '' ? '' : `?since=${encodeURIComponent(lastId)}`;
    const opened = new EventSource(url + since);
    source = opened;
    opened.onopen = () => {
      wait = FIRST_WAIT_MS;
      onConnection('open');
    };
    opened.onerror = () => {
      onConnection('lost');
      if (opened.readyState !== EventSource.CLOSED) return;
      clearTimeout(timer);
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
    for (const name of NAMES) opened.addEventListener(name, receive(name));
  };

  onConnection('connecting');
  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
