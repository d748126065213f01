/** Everything that happens to the runs, as it happens. */

import { Hono } from 'hono';
import { z } from 'zod';
import { ApiError } from '../http/api-error.ts';
import { query } from '../http/bodies.ts';
import { answerEvents } from '../http/event-stream.ts';
import type { Services } from '../services.ts';

/** Milliseconds: less than what programs between take for a dead connection. */
const BEAT_MS = 15_000;
const MOST_STREAMS = 64;

const eventsQuery = z.strictObject({ since: z.string().max(100).optional() });

/** @param beatMs milliseconds between two signs of life, where nothing happens */
export function eventRoutes({ events }: Pick<Services, 'events'>, beatMs = BEAT_MS) {
  let streams = 0;
  return new Hono().get('/', query(eventsQuery), (context) => {
    if (streams >= MOST_STREAMS) {
      throw new ApiError('busy', 'too many pages listen already: close some');
    }
    const since = context.req.header('last-event-id') ?? context.req.valid('query').since;
    return answerEvents(context, async ({ send, beat, signal }) => {
      streams += 1;
      try {
        let at = since !== undefined && events.since(since) ? since : events.latest;
        const isKnown = since === undefined || at === since;
        await send({ event: isKnown ? 'hello' : 'reset', data: { id: at }, id: at });
        while (!signal.aborted) {
          const missed = events.since(at);
          if (!missed) {
            // So slow a reader that what it had not read yet is no longer kept.
            at = events.latest;
            await send({ event: 'reset', data: { id: at }, id: at });
            continue;
          }
          for (const { event, data, id } of missed) {
            await send({ event, data, id });
            at = id;
          }
          await events.changed(at, beatMs, signal);
          if (events.latest === at && !signal.aborted) await beat();
        }
      } finally {
        streams -= 1;
      }
    });
  });
}
