/** Trained runs at work: what is answered is what the model itself gives, and what does not suit is refused. */

import fs from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type OpenModel, openModel } from '../../src/runs/open-model.ts';
import { priorCodes } from '../../src/runs/pictures/codes.ts';
import {
  type Capabilities,
  decodeArray,
  type EncodedArray,
  type RunDetail,
  type RunSummary,
  type UseResults,
} from '../../src/server/contract.ts';
import { hostFloats } from '../../src/train/model-session.ts';
import { imageBytes } from '../data/image-files.ts';
import { type TestStudio, testFolder, testStudio } from './studio-client.ts';
import { trainInto } from './trained-runs.ts';

const runs = testFolder();
let studio: TestStudio;
let vae: OpenModel;

beforeAll(async () => {
  for (const recipe of ['dense-vae', 'conditional-vae', 'ddpm', 'swiss-roll-ae'] as const) {
    await trainInto(runs, recipe);
  }
  studio = await testStudio({ runs });
  vae = await openModel(join(runs, 'dense-vae-1'), { backend: 'cpu-inline' });
  return () => vae.dispose();
});

/** The answer of a use. */
async function use<Name extends keyof UseResults>(
  run: string,
  name: Name,
  body: unknown = {},
): Promise<UseResults[Name]> {
  const answer = await studio.post(`/api/runs/${run}/${name}`, body);
  expect(answer.status, answer.text.slice(0, 300)).toBe(200);
  return answer.json();
}

function floats(array: EncodedArray, shape: readonly number[]): Float32Array {
  expect(array).toMatchObject({ dtype: 'float32', shape });
  const data = decodeArray(array) as Float32Array;
  expect(data.length).toBe(shape.reduce((product, extent) => product * extent, 1));
  expect(data.every(Number.isFinite)).toBe(true);
  return data;
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, within = 1e-5): void {
  expect(actual.length).toBe(expected.length);
  let farthest = 0;
  for (let index = 0; index < actual.length; index++) {
    farthest = Math.max(farthest, Math.abs(actual[index]! - expected[index]!));
  }
  expect(farthest).toBeLessThan(within);
}

describe('a model with codes', () => {
  const run = 'dense-vae-1';

  test('tells what it can do', async () => {
    const found: Capabilities = await use(run, 'capabilities');
    expect(found).toMatchObject({
      encode: true,
      decode: true,
      prior: 'normal',
      posterior: true,
      codeSize: 4,
      shape: [1, 28, 28],
      kind: 'image',
      attributes: false,
      examples: { train: 160, test: 40 },
      epoch: 2,
    });
    expect(found.classes).toBeUndefined();
    expect(found.classNames).toHaveLength(10);
    const told: Capabilities = await use('conditional-vae-1', 'capabilities');
    expect(told.classes).toMatchObject({ trained: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] });
  });

  test('encodes its examples as the session does', async () => {
    const encoded = await use(run, 'encode', { split: 'test', limit: 20 });
    const codes = floats(encoded.codes, [20, 4]);
    const { values, labels } = vae.data.validation;
    const expected = await vae.session.encode(values);
    expectClose(codes, expected.data.subarray(0, 80));
    expect(encoded.labels).toEqual([...labels!.subarray(0, 20)]);
    expect(encoded.kl!.every((kl) => kl >= 0)).toBe(true);
    const mean = codes.reduce((sum, value, index) => (index % 4 === 0 ? sum + value : sum), 0) / 20;
    expect(encoded.mean[0]).toBeCloseTo(mean, 4);
    const all = await use(run, 'encode', { split: 'train' });
    expect(all.count).toBe(160);
  });

  test('decodes codes as Node’s own decoder does', async () => {
    const codes = [
      [0, 0, 0, 0],
      [1, -1, 0.5, 2],
    ];
    const { decoded } = await use(run, 'decode', { codes });
    const expected = await vae.session.decode(hostFloats([2, 4], Float32Array.from(codes.flat())));
    expectClose(floats(decoded, [2, 1, 28, 28]), expected.data);
  });

  test('takes a body that comes in pieces', async () => {
    const pieces = { 'transfer-encoding': 'chunked' };
    const whole = { codes: [[0, 0, 0, 0]] };
    const answer = await studio.post(`/api/runs/${run}/decode`, whole, pieces);
    expect(answer.json()).toEqual(await use(run, 'decode', whole));
  });

  test('shows examples and gives them back', async () => {
    const shown = await use(run, 'reconstruct', { split: 'test', indices: [3, 1] });
    const { values, labels } = vae.data.validation;
    const originals = await vae.session.prepare(values);
    const given = await vae.session.reconstruct(values);
    const place = (data: ArrayLike<number>, index: number) =>
      Array.prototype.slice.call(data, index * 784, (index + 1) * 784);
    expectClose(floats(shown.examples, [2, 1, 28, 28]).subarray(0, 784), place(originals.data, 3));
    expectClose(floats(shown.reconstructions, [2, 1, 28, 28]).subarray(784), place(given.data, 1));
    expect(shown.labels).toEqual([labels![3], labels![1]]);
    const only = await use(run, 'examples', { split: 'test', indices: [3, 1] });
    expect(only.examples).toEqual(shown.examples);
  });

  test('finds the nearest of an example and of a code', async () => {
    const { data } = await vae.session.encode(vae.data.validation.values);
    const distance = (a: number, b: number) =>
      Math.hypot(...[0, 1, 2, 3].map((axis) => data[4 * a + axis]! - data[4 * b + axis]!));
    const near = await use(run, 'neighbours', { index: 5, k: 6 });
    const others = Array.from({ length: 40 }, (_, row) => row).filter((row) => row !== 5);
    const expected = others.sort((a, b) => distance(5, a) - distance(5, b)).slice(0, 6);
    expect(near.indices).toEqual(expected);
    expectClose(
      near.distances,
      expected.map((row) => distance(5, row)),
      1e-4,
    );
    const code = [...data.subarray(20, 24)];
    const same = await use(run, 'neighbours', { code, k: 1 });
    expect(same.indices).toEqual([5]);
  });

  test('lays codes out in a plane, and tells how far it is', async () => {
    const body = { method: 'pca', dimensions: 2, limit: 60 };
    const plane = await use(run, 'project', body);
    floats(plane.points, [60, 2]);
    expect(plane).toMatchObject({ method: 'pca', count: 60, split: 'train' });
    expect(plane.explained!.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1.0001);
    const accept = { accept: 'text/event-stream' };
    const tsne = { method: 'tsne', dimensions: 3, limit: 60 };
    const streamed = await studio.post(`/api/runs/${run}/project`, tsne, accept);
    expect(streamed.headers['content-type']).toMatch(/^text\/event-stream/);
    const names = [...streamed.text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name);
    expect(names.at(-1)).toBe('done');
    expect(names).toContain('progress');
    const done = JSON.parse(/event: done\ndata: (.*)/.exec(streamed.text)![1]!);
    floats(done.points, [60, 3]);
  });

  test('knows directions for classes', async () => {
    const found = await use(run, 'attributes');
    expect(found.kind).toBe('classes');
    expect(found.vectors).toHaveLength(10);
    expect(found.vectors[0]!.vector).toHaveLength(4);
  });

  test('draws samples of its prior, the same for the same seed', async () => {
    const drawn = await use(run, 'sample', { count: 3, seed: 7 });
    const codes = priorCodes(vae.system.views, 7, 3);
    expect(floats(drawn.codes!, [3, 4])).toEqual(codes.data);
    expectClose(floats(drawn.samples, [3, 1, 28, 28]), (await vae.session.decode(codes)).data);
    expect(drawn.settings).toEqual({ seed: 7, count: 3 });
    const middle = await use(run, 'sample', { count: 3, seed: 7, truncation: 0.5 });
    expectClose(
      floats(middle.codes!, [3, 4]),
      codes.data.map((value) => value / 2),
    );
    const told = await use('conditional-vae-1', 'sample', { count: 12 });
    expect(told.labels!.slice(0, 11)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0]);
    const boots = await use('conditional-vae-1', 'sample', { count: 2, class: 'Ankle boot' });
    expect(boots.labels).toEqual([9, 9]);
  });

  test('encodes an image from outside', async () => {
    const png = imageBytes('png', { width: 40, height: 30 });
    const answer = await studio.post(`/api/runs/${run}/encode-image`, png, {
      'content-type': 'image/png',
    });
    expect(answer.status, answer.text.slice(0, 200)).toBe(200);
    const { code, image, reconstruction } = answer.json<UseResults['encode-image']>();
    expect(code).toHaveLength(4);
    floats(image, [1, 28, 28]);
    const expected = await vae.session.decode(hostFloats([1, 4], Float32Array.from(code)));
    expectClose(floats(reconstruction, [1, 28, 28]), expected.data);
  });

  test('is exported, and told to be out of date when the run has gone on', async () => {
    const { models } = await use(run, 'export');
    expect(models.map(({ name }) => name)).toEqual(['decoder', 'encoder']);
    const onnx = await studio.get(models[0]!.url);
    expect(onnx.bytes).toHaveLength(models[0]!.bytes);
    const isStale = async () =>
      (await studio.get(`/api/runs/${run}`)).json<RunDetail>().modelsAreStale;
    expect(await isStale()).toBe(false);
    const soon = new Date(Date.now() + 5000);
    fs.utimesSync(join(runs, run, 'checkpoints', 'last.safetensors'), soon, soon);
    expect(await isStale()).toBe(true);
  });

  test('is looked at by the doctor', async () => {
    const { findings } = await use(run, 'doctor');
    for (const finding of findings) {
      expect(finding).toMatchObject({ what: expect.any(String), cure: expect.any(String) });
    }
  });
});

describe('a diffusion', () => {
  test('makes images of noise and shows the way there', async () => {
    const found: Capabilities = await use('ddpm-1', 'capabilities');
    expect(found).toMatchObject({
      encode: false,
      denoising: { times: 50, steps: 4, solvers: expect.arrayContaining(['ddim', 'heun']) },
    });
    const body = { count: 2, seed: 3, solver: 'ddim', eta: 0.5, steps: 5, moments: 3 };
    const whole = await use('ddpm-1', 'sample', body);
    floats(whole.samples, [2, 1, 28, 28]);
    expect(whole.settings).toEqual({ seed: 3, count: 2, solver: 'ddim', eta: 0.5, steps: 5 });
    const streamed = await studio.post('/api/runs/ddpm-1/sample', body, {
      accept: 'text/event-stream',
    });
    const told = [...streamed.text.matchAll(/event: progress\ndata: (.*)/g)].map(([, data]) =>
      JSON.parse(data!),
    );
    const moments = told.filter(({ what }) => what === 'moment');
    expect(moments).toHaveLength(3);
    const times = moments.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(moments[0].x).toMatchObject({ dtype: 'uint8', shape: [2, 1, 28, 28] });
    expect(moments[0].x0).toMatchObject({ dtype: 'uint8', shape: [2, 1, 28, 28] });
    const done = JSON.parse(/event: done\ndata: (.*)/.exec(streamed.text)![1]!);
    expect(done).toEqual(whole);
  });

  test('ends when nobody waits for it any more', async () => {
    // Minutes, if it went on.
    const body = { count: 512, steps: 50, solver: 'heun' };
    const cut = new Promise<void>((resolve) => {
      const request = http.request({
        ...{ port: studio.port, host: '127.0.0.1', method: 'POST', agent: false },
        path: '/api/runs/ddpm-1/sample',
        headers: {
          origin: `http://127.0.0.1:${studio.port}`,
          'content-type': 'application/json',
          accept: 'text/event-stream',
        },
      });
      request.on('error', () => resolve());
      request.on('response', (incoming) => {
        incoming.on('error', () => resolve());
        incoming.on('data', () => request.destroy());
      });
      request.end(JSON.stringify(body));
    });
    await cut;
    floats((await use('ddpm-1', 'sample', { count: 1, steps: 1 })).samples, [1, 1, 28, 28]);
  });

  test('fills what is painted over, and keeps the rest', async () => {
    const mask = new Uint8Array(784);
    mask.fill(1, 0, 28 * 10);
    const body = {
      image: 2,
      mask: Buffer.from(mask).toString('base64'),
      count: 2,
      steps: 4,
      resample: 2,
    };
    const filled = await use('ddpm-1', 'inpaint', body);
    const fills = floats(filled.samples, [2, 1, 28, 28]);
    const original = floats(filled.original, [1, 28, 28]);
    expect(fills.subarray(280, 784)).toEqual(original.subarray(280));
    expect(fills.subarray(0, 280)).not.toEqual(original.subarray(0, 280));
    const own = imageBytes('png', { width: 28, height: 28 }).toString('base64');
    const mine = await use('ddpm-1', 'inpaint', { ...body, image: own });
    floats(mine.samples, [2, 1, 28, 28]);
  });
});

describe('points', () => {
  test('are encoded with their place on the curve, sampled and reported on', async () => {
    const run = 'swiss-roll-ae-1';
    const encoded = await use(run, 'encode');
    expect(encoded.colour).toMatchObject({ dtype: 'float32', shape: [encoded.count] });
    expect(encoded.kl).toBeUndefined();
    floats((await use(run, 'sample', { count: 20 })).samples, [20, 2]);
    const { url } = await use(run, 'report');
    const report = await studio.get(url);
    expect(report.headers['content-type']).toMatch(/^text\/html/);
    expect(report.headers['content-security-policy']).toMatch(/sandbox/);
    expect(report.headers['content-security-policy']).not.toMatch(/script-src/);
    const detail = (await studio.get(`/api/runs/${run}`)).json<RunDetail>();
    expect(detail.report).toBe(url);
  });
});

describe('what does not suit', () => {
  test.each([
    ['ddpm-1', 'encode', {}, /no encoder/],
    ['ddpm-1', 'sample', { truncation: 0.5 }, /truncation/],
    ['ddpm-1', 'sample', { steps: 60 }, /1 to 50/],
    ['ddpm-1', 'sample', { solver: 'none' }, /no solver/],
    ['ddpm-1', 'inpaint', { image: 0, mask: 'AAAA' }, /mask has 3 bytes/],
    ['dense-vae-1', 'sample', { solver: 'ddim' }, /diffusion/],
    ['dense-vae-1', 'sample', { class: 3 }, /not told classes/],
    ['dense-vae-1', 'decode', { codes: [[1, 2]] }, /4 numbers, not 2/],
    ['dense-vae-1', 'examples', { indices: [40] }, /0 to 39/],
    ['dense-vae-1', 'neighbours', { index: 40 }, /no example 40/],
    ['dense-vae-1', 'inpaint', { image: 0, mask: 'AAAA' }, /diffusion/],
    ['conditional-vae-1', 'decode', { codes: [[1]], class: 'hat' }, /class|numbers/],
    ['swiss-roll-ae-1', 'attributes', {}, /neither attributes nor classes/],
  ])('%s %s %j is refused with a reason', async (run, name, body, reason) => {
    const answer = await studio.post(`/api/runs/${run}/${name}`, body);
    expect(answer.status).toBe(422);
    expect(answer.json().error).toMatchObject({ code: 'unsuitable' });
    expect(answer.json().error.message).toMatch(reason);
  });

  test('a run without a checkpoint says so', async () => {
    fs.mkdirSync(join(runs, 'bare-1'));
    fs.copyFileSync(join(runs, 'dense-vae-1', 'config.json'), join(runs, 'bare-1', 'config.json'));
    const answer = await studio.post('/api/runs/bare-1/capabilities');
    expect(answer).toMatchObject({ status: 409 });
    expect(answer.json().error.code).toBe('no-checkpoint');
    const summary = (await studio.get('/api/runs/bare-1')).json<RunSummary>();
    expect(summary).toMatchObject({ state: 'stopped', epochs: { done: 0 } });
    expect(summary.parameters).toBeUndefined();
  });
});
