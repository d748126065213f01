/** Events of the runs folder: nothing is lost when a connection is dropped, nothing comes twice. */

import fs from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createEventLog } from '../../src/server/events/event-log.ts';
import { eventRoutes } from '../../src/server/routes/events.ts';
import { createMetricsReader } from '../../src/server/runs/metrics-reader.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { ask, type TestStudio, testFolder, testStudio } from './studio-client.ts';
import { trainInto } from './trained-runs.ts';

describe('the log of events', () => {
  test('gives what came after an event, as long as it is kept', () => {
    const log = createEventLog(3);
    const begin = log.latest;
    const ids = Array.from({ length: 6 }, (_, index) => {
      log.emit('removed', { run: `r${index}` });
      return log.latest;
    });
    expect(log.since(begin)!.map(({ id }) => id)).toEqual(ids);
    expect(log.since(ids[4]!)).toEqual([{ id: ids[5], event: 'removed', data: { run: 'r5' } }]);
    expect(log.since(ids[5]!)).toEqual([]);
    log.emit('removed', { run: 'r6' });
    expect(log.since(begin)).toBeUndefined();
    expect(log.since(ids[3]!)!).toHaveLength(3);
  });

  test('knows no ids but its own', () => {
    const [log, other] = [createEventLog(), createEventLog()];
    other.emit('datasets', {});
    const [server] = log.latest.split('.');
    for (const id of [other.latest, '', '0', 'x.1', `${server}.1`, `${server}.-1`, `${server}.x`]) {
      expect(log.since(id), id).toBeUndefined();
    }
  });

  test('wakes who waits, when something comes, the time is over, or they leave', async () => {
    const log = createEventLog();
    const waiting = log.changed(log.latest, 60_000);
    log.emit('datasets', {});
    await waiting;
    await log.changed(log.latest, 5);
    const leaving = new AbortController();
    const left = log.changed(log.latest, 60_000, leaving.signal);
    leaving.abort();
    await left;
  });
});

describe('the reader of metrics', () => {
  const line = (epoch: number, loss: number) =>
    `${JSON.stringify({ step: 10 * epoch, epoch, loss })}\n`;

  test('tells what is new, what was cut, and leaves damage out', async () => {
    const path = join(temporaryFolder(), 'metrics.jsonl');
    const reader = createMetricsReader(path);
    expect(await reader.read()).toEqual({ added: [] });
    fs.writeFileSync(path, line(1, 3) + line(2, 2));
    expect((await reader.read()).added).toHaveLength(2);
    fs.appendFileSync(path, '{"step":30,"ep');
    expect(await reader.read()).toEqual({ added: [] });
    fs.appendFileSync(path, 'och":3,"loss":1}\nodd\n');
    expect((await reader.read()).added).toEqual([{ step: 30, epoch: 3, loss: 1 }]);
    // Cut and written anew between two looks, longer than before.
    fs.writeFileSync(path, line(1, 3) + line(2, 5) + line(3, 4) + line(4, 3) + line(5, 2));
    const news = await reader.read();
    expect(news.rewoundTo).toBe(10);
    expect(news.added.map(({ epoch }) => epoch)).toEqual([2, 3, 4, 5]);
    // An epoch that was cut short is recorded again.
    fs.appendFileSync(path, line(5, 1));
    await reader.read();
    expect(reader.records.map(({ epoch, loss }) => [epoch, loss])).toEqual([
      [1, 3],
      [2, 5],
      [3, 4],
      [4, 3],
      [5, 1],
    ]);
    fs.rmSync(path);
    expect(await reader.read()).toEqual({ added: [], rewoundTo: 0 });
  });
});

describe('a connection', () => {
  const runs = testFolder();
  let studio: TestStudio;
  let name: string;
  beforeAll(async () => {
    name = await trainInto(runs, 'swiss-roll-ae');
    studio = await testStudio({ runs });
  });

  const metrics = () => join(runs, name, 'metrics.jsonl');
  const addEpoch = (epoch: number) =>
    fs.appendFileSync(
      metrics(),
      `${JSON.stringify({ step: 4 * epoch, epoch, loss: 1 / epoch })}\n`,
    );

  test('that was dropped gets what it missed, once and in order', async () => {
    const first = await studio.listen();
    const hello = await first.first('hello');
    addEpoch(3);
    const third = await first.first('metrics');
    expect(third.data).toMatchObject({ run: name, record: { epoch: 3 } });
    await first.first('run', ({ epochs }) => epochs.done === 2);
    const seen = first.events.at(-1)!.id;
    first.drop();

    addEpoch(4);
    await studio.get('/api/runs');
    addEpoch(5);
    fs.writeFileSync(join(runs, name, 'samples', 'epoch-0005-odd.png'), 'no picture');
    await studio.get('/api/runs');

    const second = await studio.listen(seen);
    await second.first('picture');
    await second.first('metrics', ({ record }) => record.epoch === 5);
    const epochs = second.events.flatMap(({ event, data }) =>
      event === 'metrics' ? [data.record.epoch] : [],
    );
    expect(epochs).toEqual([4, 5]);
    second.drop();

    // From the very beginning, by the query, as a page may that was reloaded.
    const all = await studio.get('/api/runs').then(() => studio.listen(hello.id));
    await all.first('picture');
    const ids = all.events.map(({ id }) => Number(id.split('.')[1]));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(ids.slice(1)).size).toBe(ids.length - 1);
    all.drop();
  });

  test('that asks for what is not known is told to begin anew', async () => {
    for (const since of ['0123456789ab.3', 'nonsense']) {
      const listening = await studio.listen(since);
      const { data } = await listening.first('reset');
      expect(data.id).toMatch(/^[0-9a-f]{12}\.\d+$/);
      listening.drop();
    }
  });

  test('that is cut leaves nothing behind', async () => {
    for (let cut = 0; cut < 80; cut++) (await studio.listen()).drop();
    const listening = await studio.listen();
    await listening.first('hello');
    listening.drop();
    expect((await ask(studio.port, '/api/events', { method: 'HEAD' })).status).toBe(200);
  });

  test('hears that the server lives, though nothing happens', async () => {
    const leaving = new AbortController();
    const log = createEventLog();
    const response = await eventRoutes({ events: log }, 5).request('/', { signal: leaving.signal });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes(': beat\n\n: beat\n\n')) text += (await reader.read()).value;
    expect(text).toMatch(new RegExp(`^id: ${log.latest}\nevent: hello\n`));
    leaving.abort();
  });

  test('is told of new runs, cut records and runs that go', async () => {
    const listening = await studio.listen();
    await listening.first('hello');
    fs.cpSync(join(runs, name), join(runs, 'copied'), { recursive: true });
    const { data } = await listening.first('run', (summary) => summary.name === 'copied');
    expect(data).toMatchObject({ recipe: 'swiss-roll-ae', state: 'finished' });
    const lines = fs.readFileSync(metrics(), 'utf8').split('\n');
    fs.writeFileSync(metrics(), `${lines[0]}\n`);
    const { step } = JSON.parse(lines[0]!);
    expect((await listening.first('rewound')).data).toEqual({ run: name, step });
    fs.rmSync(join(runs, 'copied'), { recursive: true });
    expect((await listening.first('removed')).data).toEqual({ run: 'copied' });
    listening.drop();
  });
});
