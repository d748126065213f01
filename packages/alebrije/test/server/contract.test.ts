/** Recipes, datasets and runs: every route that only looks, on a run that was trained a moment ago. */

import fs from 'node:fs';
import { join } from 'node:path';
import { loadImage } from '@napi-rs/canvas';
import { beforeAll, describe, expect, test } from 'vitest';
import { type OpenModel, openModel } from '../../src/runs/open-model.ts';
import {
  type DatasetExamples,
  type DatasetInfo,
  decodeArray,
  type RecipeInfo,
  type RunDetail,
  type RunSummary,
} from '../../src/server/contract.ts';
import { type TestStudio, testFolder, testStudio } from './studio-client.ts';
import { trainInto } from './trained-runs.ts';

const runs = testFolder();
let studio: TestStudio;
let vae: OpenModel;

beforeAll(async () => {
  await trainInto(runs, 'dense-vae', true);
  await trainInto(runs, 'swiss-roll-ae');
  studio = await testStudio({ runs });
  vae = await openModel(join(runs, 'dense-vae-1'), { backend: 'cpu-inline' });
  return () => vae.dispose();
});

describe('recipes and datasets', () => {
  test('recipes come with their defaults and schemas', async () => {
    const recipes = (await studio.get('/api/recipes')).json<RecipeInfo[]>();
    expect(recipes.length).toBeGreaterThan(30);
    const found = recipes.find(({ name }) => name === 'dense-vae')!;
    expect(found).toMatchObject({ family: 'variational autoencoder', row: expect.any(String) });
    expect(found.defaults).toMatchObject({ epochs: expect.any(Number), seed: 1 });
    expect(found.schema).toMatchObject({
      type: 'object',
      properties: { epochs: expect.anything(), optimizer: expect.anything() },
    });
    expect(recipes.find(({ name }) => name === 'pixelcnn-prior')!.codecs).toContain('vq-vae');
  });

  test('datasets tell whether they are there', async () => {
    const datasets = (await studio.get('/api/datasets')).json<DatasetInfo[]>();
    expect(datasets.find(({ name }) => name === 'moons')).toMatchObject({
      kind: 'points',
      there: true,
      shape: [2],
      imported: false,
    });
    expect(datasets.find(({ name }) => name === 'fashion-mnist-subset')).toMatchObject({
      kind: 'image',
      there: true,
      sizes: { train: 10_000, test: 2_000 },
    });
  });

  test('examples are those that are stored, of all classes or one', async () => {
    const path = '/api/datasets/fashion-mnist-subset/examples?split=test&offset=3&count=5';
    const some = (await studio.get(path)).json<DatasetExamples>();
    const { values, labels } = vae.data.dataset.test;
    expect(some).toMatchObject({ total: 2000, offset: 3, indices: [3, 4, 5, 6, 7] });
    expect(some.examples).toMatchObject({ dtype: 'uint8', shape: [5, 1, 28, 28] });
    expect(decodeArray(some.examples)).toEqual(values.data.slice(3 * 784, 8 * 784));
    expect(some.labels).toEqual([...labels!.subarray(3, 8)]);
    expect(some.classNames).toHaveLength(10);
    expect(some.classSizes).toEqual(new Array(10).fill(200));
    const bags = (await studio.get(`${path}&label=8`)).json<DatasetExamples>();
    expect(bags).toMatchObject({ total: 200, labels: [8, 8, 8, 8, 8] });
    const points = (
      await studio.get('/api/datasets/moons/examples?count=7')
    ).json<DatasetExamples>();
    expect(points.examples).toMatchObject({ dtype: 'float32', shape: [7, 2] });
    expect(points.colour).toMatchObject({ shape: [7] });
  });

  test('what is not there says how to get it', async () => {
    const absent = (await studio.get('/api/datasets'))
      .json<DatasetInfo[]>()
      .find(({ there }) => !there)!;
    expect(absent.note).toBeTruthy();
    const answer = await studio.get(`/api/datasets/${absent.name}/examples`);
    expect(answer.status).toBe(409);
    expect(answer.json().error.code).toBe('not-there');
    expect((await studio.get('/api/datasets/no-such/examples')).status).toBe(404);
  });
});

describe('runs', () => {
  test('are listed by name with what they came to', async () => {
    const list = (await studio.get('/api/runs')).json<RunSummary[]>();
    expect(list.map(({ name }) => name)).toEqual(['dense-vae-1', 'swiss-roll-ae-1']);
    const summary = list.find(({ name }) => name === 'dense-vae-1')!;
    expect(summary).toMatchObject({
      recipe: 'dense-vae',
      family: 'variational autoencoder',
      state: 'finished',
      epochs: { done: 2, planned: 2 },
      seed: 1,
      data: 'fashion-mnist-subset',
      last: { valLoss: expect.any(Number), valKl: expect.any(Number) },
    });
    expect(summary.curve).toEqual({
      metric: 'valLoss',
      values: [expect.any(Number), Number(summary.last.valLoss!.toPrecision(4))],
    });
    const parameters = Object.entries(vae.variables)
      .filter(([name]) => name.startsWith('params.'))
      .reduce((total, [, { data }]) => total + data.length, 0);
    expect(summary.parameters).toBe(parameters);
    expect(Date.parse(summary.updated)).toBeGreaterThanOrEqual(Date.parse(summary.created));
  });

  test('one comes with its whole configuration, record, pictures and findings', async () => {
    const detail = (await studio.get('/api/runs/dense-vae-1')).json<RunDetail>();
    expect(detail.config).toEqual(JSON.parse(JSON.stringify(vae.config)));
    expect(detail.metrics).toMatchObject([
      { epoch: 1, step: 3 },
      { epoch: 2, step: 6 },
    ]);
    expect(detail.pictures.map(({ kind, epoch }) => [epoch, kind])).toEqual([
      [1, 'reconstructions'],
      [1, 'samples'],
      [2, 'reconstructions'],
      [2, 'samples'],
    ]);
    expect(detail.findings).toHaveLength(detail.alerts);
    expect(detail.models).toEqual([]);
    const picture = await studio.get(detail.pictures[0]!.url);
    expect(picture.headers['content-type']).toBe('image/png');
    expect(picture.bytes).toEqual(
      fs.readFileSync(join(runs, 'dense-vae-1', detail.pictures[0]!.file)),
    );
    const thumbnail = await studio.get(detail.thumbnail!);
    expect(thumbnail.headers['content-type']).toBe('image/webp');
    expect((await loadImage(thumbnail.bytes)).width).toBe(320);
  });

  test('their files are asked for again only when they changed', async () => {
    const first = await studio.get('/runs/dense-vae-1/files/metrics.jsonl');
    expect(first.status).toBe(200);
    const { etag } = first.headers;
    const again = await studio.get('/runs/dense-vae-1/files/metrics.jsonl', {
      'if-none-match': etag!,
    });
    expect(again.status).toBe(304);
    expect(again.bytes).toHaveLength(0);
    const since = await studio.get('/runs/dense-vae-1/files/metrics.jsonl', {
      'if-modified-since': first.headers['last-modified']!,
    });
    expect(since.status).toBe(304);
  });

  test('the film of a training is a GIF', async () => {
    const film = await studio.get('/api/runs/dense-vae-1/film?kind=samples');
    expect(film.headers['content-type']).toBe('image/gif');
    expect(film.text.slice(0, 6)).toBe('GIF89a');
    const odd = await studio.get('/api/runs/dense-vae-1/film?kind=odd');
    expect(odd.status).toBe(422);
    expect(odd.json().error.message).toMatch(/drew no pictures of odd/);
  });

  test('what was not started here has no output', async () => {
    const log = await studio.get('/api/runs/dense-vae-1/log');
    expect(log).toMatchObject({ status: 200, text: '' });
  });
});
