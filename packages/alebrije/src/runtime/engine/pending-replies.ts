/** The requests that a worker has not answered yet. */

import type { EngineReply } from '../ort-node/protocol.ts';
import { type FromWorker, receiveError } from '../ort-node/worker-messages.ts';

export interface PendingReplies {
  /** A number for a new request, and what its answer will be. */
  expect(): { readonly id: number; readonly reply: Promise<EngineReply> };
  settle(message: FromWorker): void;
  /** Rejects what is pending, and everything that is asked for from now on. */
  fail(error: Error): void;
  /** Resolves when nothing is pending. */
  settled(): Promise<void>;
}

export function pendingReplies(): PendingReplies {
  interface Pending {
    resolve(reply: EngineReply): void;
    reject(error: Error): void;
  }
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let failure: Error | undefined;
  let watchers: (() => void)[] = [];

  function release(): void {
    if (pending.size > 0) return;
    for (const resolve of watchers) resolve();
    watchers = [];
  }

  return {
    expect() {
      const id = ++lastId;
      if (failure) return { id, reply: Promise.reject(failure) };
      const reply = new Promise<EngineReply>((resolve, reject) => {
        pending.set(id, { resolve, reject });
      });
      return { id, reply };
    },
    settle(message) {
      // Nobody waits for what comes after a failure.
      const waiting = pending.get(message.id);
      pending.delete(message.id);
      if ('error' in message) waiting?.reject(receiveError(message.error));
      else waiting?.resolve(message.reply);
      release();
    },
    fail(error) {
      failure ??= error;
      for (const { reject } of pending.values()) reject(failure);
      pending.clear();
      release();
    },
    settled: () =>
      pending.size === 0 ? Promise.resolve() : new Promise((resolve) => watchers.push(resolve)),
  };
}
