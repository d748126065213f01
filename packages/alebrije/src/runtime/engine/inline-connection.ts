/** An engine in the thread that calls. */

import type { EngineConnection } from '../ort-node/protocol.ts';
import type { Engine } from './serve-requests.ts';

/** Requests wait for one another, also for those that fail. */
export function inlineConnection(engine: Engine): EngineConnection {
  let queue: Promise<unknown> = Promise.resolve();
  return {
    sharesMemory: true,
    send(request) {
      const reply = queue.then(() => engine(request));
      queue = reply.catch(() => {});
      return reply;
    },
    async close() {
      await queue;
    },
  };
}
