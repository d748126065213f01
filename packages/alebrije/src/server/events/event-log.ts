/** The last events, so that a connection that was dropped catches up without loss. */

import { randomBytes } from 'node:crypto';
import type { StudioEvent, StudioEventName, StudioEvents } from '../contract/events.ts';

export type Emit = <Name extends StudioEventName>(event: Name, data: StudioEvents[Name]) => void;

export interface EventLog {
  readonly emit: Emit;
  /** Id of the latest event, or where the log begins. */
  readonly latest: string;
  /** What came after an event, or undefined where that is not known any more. */
  since(id: string): readonly StudioEvent[] | undefined;
  /** Resolves when there is a newer event than this, the time is over, or nobody waits any more. */
  changed(id: string, milliseconds: number, signal?: AbortSignal): Promise<void>;
}

const KEPT = 5000;

/** Ids are `<server>.<number>`: those of an earlier server mean nothing to this one. */
export function createEventLog(kept = KEPT): EventLog {
  const server = randomBytes(6).toString('hex');
  let events: StudioEvent[] = [];
  /** Events before the first that is kept. */
  let dropped = 0;
  const waiting = new Set<() => void>();

  const idOf = (number: number) => `${server}.${number}`;
  const newest = () => dropped + events.length;

  function numberOf(id: string): number | undefined {
    const [, origin, digits] = /^([0-9a-f]{12})\.(\d{1,15})$/.exec(id) ?? [];
    const number = Number(digits);
    return origin === server && number <= newest() ? number : undefined;
  }

  return {
    get latest() {
      return idOf(newest());
    },
    emit(event, data) {
      events.push({ id: idOf(newest() + 1), event, data } as StudioEvent);
      // In large cuts, as each copies what is left.
      if (events.length > 2 * kept) {
        dropped += events.length - kept;
        events = events.slice(-kept);
      }
      for (const wake of [...waiting]) wake();
    },
    since(id) {
      const number = numberOf(id);
      if (number === undefined || number < dropped) return undefined;
      return events.slice(number - dropped);
    },
    changed(id, milliseconds, signal) {
      if (numberOf(id) !== newest() || signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        function wake(): void {
          clearTimeout(timer);
          waiting.delete(wake);
          signal?.removeEventListener('abort', wake);
          resolve();
        }
        const timer = setTimeout(wake, milliseconds);
        waiting.add(wake);
        signal?.addEventListener('abort', wake);
      });
    },
  };
}
