/** The queue before the process that uses models, and what happens when that process fails. */

import fs from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { UseProgress } from '../../src/server/contract.ts';
import { createWorkbench, type Workbench } from '../../src/server/workbench/workbench.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';

/** Does what the name of the use says; keeps no model. */
const PROGRAM = `
const cancelled = new Set();
process.on('disconnect', () => process.exit());
process.on('message', async ({ type, id, job }) => {
  if (type === 'cancel') {
    cancelled.add(id);
    return;
  }
  if (job.use === 'crash') process.exit(3);
  while (job.use === 'wait' && !cancelled.has(id)) await new Promise((r) => setTimeout(r, 5));
  process.send({ type: 'progress', id, progress: { what: 'working', done: 1, total: 1 } });
  const outcome = { json: JSON.stringify([process.pid, job.use, cancelled.has(id)]) };
  process.send(job.use === 'fail'
    ? { type: 'failed', id, failure: { code: 'unsuitable', message: 'no', details: { a: 1 } } }
    : { type: 'done', id, outcome });
});
`;

function bench(idleMs?: number): Workbench {
  const program = join(temporaryFolder(), 'program.mjs');
  fs.writeFileSync(program, PROGRAM);
  const workbench = createWorkbench({ program, ...(idleMs !== undefined && { idleMs }) });
  onTestFinished(() => workbench.close());
  return workbench;
}

const job = (use: string) => ({ kind: 'use', run: '', use, body: {} }) as const;

async function pidOf(workbench: Workbench, lane: 'quick' | 'long' = 'quick'): Promise<number> {
  const outcome = await workbench.run(job('x'), { lane });
  return JSON.parse((outcome as { json: string }).json)[0];
}

test('one process does all, and tells how far it is', async () => {
  const workbench = bench();
  const told: UseProgress[] = [];
  const onProgress = (progress: UseProgress) => told.push(progress);
  const first = await workbench.run(job('x'), { lane: 'quick', onProgress });
  expect(told.at(-1)).toEqual({ what: 'working', done: 1, total: 1 });
  const [pid] = JSON.parse((first as { json: string }).json);
  expect(await pidOf(workbench, 'long')).toBe(pid);
  await expect(workbench.run(job('fail'), { lane: 'quick' })).rejects.toMatchObject({
    code: 'unsuitable',
    message: 'no',
    details: { a: 1 },
  });
});

test('what takes long holds up only its own lane, and what waits is told', async () => {
  const workbench = bench();
  const leaving = new AbortController();
  const long = workbench.run(job('wait'), { lane: 'long', signal: leaving.signal });
  const ahead: (number | undefined)[] = [];
  const behind = workbench.run(job('x'), {
    lane: 'long',
    onProgress: ({ what, ahead: count }) => what === 'waiting' && ahead.push(count),
  });
  const given = new AbortController();
  const never = workbench.run(job('x'), { lane: 'long', signal: given.signal });
  given.abort();
  await expect(never).rejects.toThrow(/given up/);
  await pidOf(workbench, 'quick');
  expect(new Set(ahead)).toEqual(new Set([1]));
  leaving.abort();
  expect(JSON.parse(((await long) as { json: string }).json)[2]).toBe(true);
  await behind;
});

test('more than it can ever do is refused', async () => {
  const workbench = bench();
  const all = Array.from({ length: 60 }, () => {
    const leaving = new AbortController();
    const end = workbench
      .run(job('wait'), { lane: 'long', signal: leaving.signal })
      .then(() => 'done')
      .catch(({ code }) => code);
    return { leaving, end };
  });
  for (const { leaving } of all) leaving.abort();
  const ends = await Promise.all(all.map(({ end }) => end));
  expect(ends.filter((end) => end === 'busy').length).toBe(60 - 33);
});

test('a process that fails takes its job with it, and the next job starts another', async () => {
  const workbench = bench();
  const before = await pidOf(workbench);
  const waiting = workbench.run(job('wait'), { lane: 'long' });
  const crash = workbench.run(job('crash'), { lane: 'quick' });
  const behind = workbench.run(job('x'), { lane: 'quick' });
  await expect(crash).rejects.toThrow(/ended: try again/);
  await expect(waiting).rejects.toThrow(/ended: try again/);
  const [pid] = JSON.parse(((await behind) as { json: string }).json);
  expect(pid).not.toBe(before);
});

test('it ends when nobody has asked for a while', async () => {
  const workbench = bench(20);
  const first = await pidOf(workbench);
  await expect
    .poll(
      () => {
        try {
          process.kill(first, 0);
          return 'lives';
        } catch {
          return 'ended';
        }
      },
      { timeout: 120_000 },
    )
    .toBe('ended');
  expect(await pidOf(workbench)).not.toBe(first);
});
