/** What a job came to as an answer: JSON, a file, or events while it works. */

import type { Context } from 'hono';
import type { Job } from '../workbench/jobs.ts';
import type { JobOptions, Workbench } from '../workbench/workbench.ts';
import { asApiError, errorAnswer } from './api-error.ts';
import { answerEvents } from './event-stream.ts';

export interface AnswerOptions extends Pick<JobOptions, 'lane'> {
  /** Of an outcome that is no JSON. */
  readonly type?: string;
  /** Done when the job is, whatever came of it. */
  readonly after?: ((isDone: boolean) => Promise<void> | void) | undefined;
}

const wantsEvents = (context: Context): boolean =>
  (context.req.header('accept') ?? '')
    .split(',')
    .some((type) => type.trim() === 'text/event-stream');

async function runJob(
  workbench: Workbench,
  job: Job,
  { after, ...options }: JobOptions & Pick<AnswerOptions, 'after'>,
) {
  let isDone = false;
  try {
    const outcome = await workbench.run(job, options);
    isDone = true;
    return outcome;
  } finally {
    await after?.(isDone);
  }
}

/** Reports of steps that are as far as this apart at least are enough. */
const PROGRESS_MS = 100;

function streamJob(
  context: Context,
  workbench: Workbench,
  job: Job,
  { lane, after }: AnswerOptions,
): Response {
  return answerEvents(context, async (stream) => {
    let told = 0;
    try {
      const outcome = await runJob(workbench, job, {
        lane,
        after,
        signal: stream.signal,
        onProgress(progress) {
          const now = performance.now();
          if (progress.what === 'working' && now - told < PROGRESS_MS) return;
          told = now;
          void stream.send({ event: 'progress', data: progress }).catch(() => undefined);
        },
      });
      const data = 'json' in outcome ? JSON.parse(outcome.json) : {};
      await stream.send({ event: 'done', data });
    } catch (error) {
      const refusal = asApiError(error);
      const data = { ...errorAnswer(refusal).error, ...refusal.details };
      await stream.send({ event: 'failed', data });
    }
  });
}

/** Has a job done, and answers; it ends when the asker goes. */
export async function answerJob(
  context: Context,
  workbench: Workbench,
  job: Job,
  options: AnswerOptions,
): Promise<Response> {
  const { lane, type, after } = options;
  if (type === undefined && wantsEvents(context))
    return streamJob(context, workbench, job, options);
  const { signal } = context.req.raw;
  const outcome = await runJob(workbench, job, { lane, after, signal });
  if ('json' in outcome) {
    return new Response(outcome.json, {
      headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    });
  }
  const bytes = new Uint8Array(outcome.bytes);
  return new Response(bytes, {
    headers: {
      'content-type': type ?? 'application/octet-stream',
      'content-length': String(bytes.length),
      'cache-control': 'no-cache',
    },
  });
}
