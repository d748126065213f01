/** Trainings as processes of their own: started, watched, stopped, gone on with, and outliving the server. */

import fs from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { RunDetail, RunState, RunSummary, TrashItem } from '../../src/server/contract.ts';
import { isLaunchAlive, readLaunchRecord } from '../../src/server/runs/launch-records.ts';
import { readCheckpoint } from '../../src/train/files/checkpoint.ts';
import { lockOwner } from '../../src/train/files/run-lock.ts';
import { type TestStudio, testFolder, testStudio } from './studio-client.ts';

const runs = testFolder();
const studio = await testStudio({ runs });

/** Long enough to be stopped: a minute or so. */
const LONG = {
  recipe: 'swiss-roll-ae',
  settings: { examples: 4000, batchSize: 10, epochs: 200, 'optimizer.learningRate': 0.001 },
};

// A test that failed may leave a training behind.
afterAll(() => {
  for (const name of fs.readdirSync(runs)) {
    const launch = readLaunchRecord(runs, name);
    if (launch && isLaunchAlive(launch)) process.kill(launch.pid, 'SIGKILL');
  }
});

async function summaryOf(name: string, from: TestStudio = studio): Promise<RunSummary> {
  return (await from.get(`/api/runs/${name}`)).json<RunSummary>();
}

async function reach(
  name: string,
  state: RunState,
  from: TestStudio = studio,
): Promise<RunSummary> {
  for (let look = 0; look < 1800; look++) {
    const summary = await summaryOf(name, from);
    if (summary.state === state) return summary;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { state: is, error } = await summaryOf(name, from);
  const log = (await from.get(`/api/runs/${name}/log`)).text;
  throw new Error(`${name} is ${is}, not ${state}: ${error}\n${log}`);
}

const lastStep = (name: string) =>
  readCheckpoint(join(runs, name, 'checkpoints'), 'last').meta.step;

test('a training is started, seen as it learns, stopped, and gone on with', async () => {
  const listening = await studio.listen();
  const hello = await listening.first('hello');
  const started = await studio.post('/api/runs', LONG);
  expect(started.status, started.text).toBe(202);
  expect(started.json()).toEqual({ name: 'swiss-roll-ae-1' });
  const name = 'swiss-roll-ae-1';
  const mine = ({ run }: { readonly run: string }) => run === name;

  const progress = await listening.first('progress', (data) => mine(data) && data.step > 0);
  expect(progress.data).toMatchObject({ epochs: 200, steps: 80_000 });
  expect(progress.data.perSecond).toBeGreaterThan(0);
  expect(progress.data.secondsLeft).toBeGreaterThan(0);
  const record = await listening.first('metrics', mine);
  expect(record.data.record).toMatchObject({ epoch: 1, valLoss: expect.any(Number) });
  const picture = await listening.first('picture', mine);
  expect((await studio.get(picture.data.url)).headers['content-type']).toBe('image/png');
  expect((await summaryOf(name)).state).toBe('training');

  const refused = await studio.remove(`/api/runs/${name}`);
  expect(refused.status).toBe(409);
  expect((await studio.post(`/api/runs/${name}/resume`)).status).toBe(409);

  expect((await studio.post(`/api/runs/${name}/stop`)).status).toBe(202);
  // Asked twice it does not end without its checkpoint.
  expect([202, 409]).toContain((await studio.post(`/api/runs/${name}/stop`)).status);
  const stopped = await reach(name, 'stopped');
  expect(stopped.epochs.done).toBeLessThan(200);
  const step = lastStep(name);
  expect(step).toBeGreaterThan(0);
  const states = listening.events.flatMap(({ event, data }) =>
    event === 'run' && data.name === name ? [data.state] : [],
  );
  expect(states).toEqual(expect.arrayContaining(['starting', 'training', 'stopping', 'stopped']));
  expect((await studio.get(`/api/runs/${name}/log`)).text).toMatch(/to go on: alebrije train/);
  listening.drop();

  const epochs = stopped.epochs.done + 1;
  const resumed = await studio.post(`/api/runs/${name}/resume`, { epochs });
  expect(resumed.status, resumed.text).toBe(202);
  const finished = await reach(name, 'finished');
  expect(finished.epochs).toEqual({ done: epochs, planned: epochs });
  expect(lastStep(name)).toBe(400 * epochs);
  const detail = (await studio.get(`/api/runs/${name}`)).json<RunDetail>();
  expect(detail.metrics.map(({ epoch }) => epoch)).toEqual(
    Array.from({ length: epochs }, (_, index) => index + 1),
  );
  // Its process goes on to write the networks and the report, which takes longer than all before.
  expect(detail.finishing).toBe(true);
  const after = await studio.listen(hello.id);
  const isOver = ({ name: of, state, epochs: { done } }: RunSummary) =>
    of === name && state === 'finished' && done === epochs;
  await after.first('run', isOver);
  process.kill(readLaunchRecord(runs, name)!.pid, 'SIGKILL');
  await after.first('run', (summary) => isOver(summary) && summary.finishing === undefined);
  after.drop();
  const again = await studio.post(`/api/runs/${name}/resume`);
  expect(again.status).toBe(409);
  expect(again.json().error.message).toMatch(/all its \d+ epochs/);
});

test('a training goes on when the server ends, and the next server finds it', async () => {
  const first = await testStudio({ runs });
  const { name } = (await first.post('/api/runs', { ...LONG, name: 'outlives' })).json<{
    name: string;
  }>();
  expect(name).toBe('outlives');
  await reach(name, 'training', first);
  await first.close();
  const { pid } = lockOwner(join(runs, name))!;
  const second = await testStudio({ runs });
  expect((await reach(name, 'training', second)).progress).toBeDefined();
  expect(lockOwner(join(runs, name))!.pid).toBe(pid);
  expect((await second.post(`/api/runs/${name}/stop`)).status).toBe(202);
  await reach(name, 'stopped', second);
  expect((await second.post(`/api/runs/${name}/stop`)).json().error.code).toBe('conflict');
});

test('a training that is killed is stopped, and can go on', async () => {
  const name = 'killed';
  await studio.post('/api/runs', { ...LONG, name });
  await reach(name, 'training');
  process.kill(lockOwner(join(runs, name))!.pid, 'SIGKILL');
  await reach(name, 'stopped');
});

test('deleting can be undone, until it is for ever', async () => {
  const name = 'killed';
  const listening = await studio.listen();
  const config = fs.readFileSync(join(runs, name, 'config.json'), 'utf8');
  const item = (await studio.remove(`/api/runs/${name}`)).json<TrashItem>();
  expect(item).toMatchObject({ name, recipe: 'swiss-roll-ae' });
  expect((await listening.first('removed')).data).toEqual({ run: name });
  listening.drop();
  expect((await studio.get(`/api/runs/${name}`)).status).toBe(404);
  expect((await studio.get('/api/trash')).json()).toEqual([item]);
  fs.mkdirSync(join(runs, name));
  expect((await studio.post(`/api/trash/${item.id}/restore`)).status).toBe(409);
  fs.rmdirSync(join(runs, name));
  expect((await studio.post(`/api/trash/${item.id}/restore`)).json()).toEqual({ name });
  expect(fs.readFileSync(join(runs, name, 'config.json'), 'utf8')).toBe(config);
  expect((await summaryOf(name)).state).toBe('stopped');
  expect((await studio.get('/api/trash')).json()).toEqual([]);
  const { id } = (await studio.remove(`/api/runs/${name}`)).json<TrashItem>();
  expect((await studio.remove(`/api/trash/${id}`)).status).toBe(200);
  expect(fs.readdirSync(join(runs, '.trash'))).toEqual([]);
  expect((await studio.post(`/api/trash/${id}/restore`)).status).toBe(404);
});

describe('what cannot be trained is refused before anything is made', () => {
  const before = () => fs.readdirSync(runs).sort();
  test.each([
    ['an unknown recipe', { recipe: 'odd' }, 422, /no recipe "odd"/],
    ['an unknown setting', { recipe: 'dense-vae', settings: ['odd=1'] }, 422, /no setting "odd"/],
    [
      'a wrong value',
      { recipe: 'dense-vae', settings: { epochs: -1 } },
      422,
      /epochs cannot be -1/,
    ],
    ['a path as data', { recipe: 'dense-vae', settings: { data: '/etc' } }, 422, /no dataset/],
    ['a path in a text', { recipe: 'dense-vae', settings: ['data=../x'] }, 422, /no dataset/],
    [
      'a codec by its path',
      { recipe: 'pixelcnn-prior', settings: { codec: '../x' } },
      404,
      /no run/,
    ],
    ['no codec', { recipe: 'pixelcnn-prior' }, 422, /choose its run/],
    ['a name that is taken', { ...LONG, name: 'outlives' }, 409, /already/],
    ['a name that leads away', { ...LONG, name: '../out' }, 400, /letters/],
  ])('%s', async (_, body, status, message) => {
    const names = before();
    const answer = await studio.post('/api/runs', body);
    expect(answer.status).toBe(status);
    expect(answer.json().error.message).toMatch(message);
    expect(before()).toEqual(names);
  });
});

test('a training that cannot begin says why', async () => {
  // More images than the subset has: only the loading of the data finds out.
  const settings = ['data=fashion-mnist-subset', 'examples=999999'];
  const started = await studio.post('/api/runs', { recipe: 'dense-vae', settings });
  expect(started.status).toBe(202);
  const { name } = started.json<{ name: string }>();
  const failed = await reach(name, 'failed');
  expect(failed.error).toMatch(/999999 examples were asked for/);
  expect(failed).toMatchObject({ recipe: 'dense-vae', epochs: { done: 0 } });
  expect((await studio.get(`/api/runs/${name}/log`)).text).toMatch(/^error: /m);
  expect((await studio.post(`/api/runs/${name}/resume`)).status).toBe(409);
  expect((await studio.remove(`/api/runs/${name}`)).status).toBe(200);
  expect(fs.existsSync(join(runs, '.studio', `${name}.log`))).toBe(false);
});
