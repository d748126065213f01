/** What can be asked of a run without an encoder, and what cannot. */

import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';
import { encodeNetworks } from '../../src/runs/export.ts';
import { type OpenModel, openModel } from '../../src/runs/open-model.ts';
import { chosenCodes } from '../../src/runs/pictures/chosen-codes.ts';
import { priorCodes } from '../../src/runs/pictures/codes.ts';
import {
  arithmeticPicture,
  classChangesPicture,
  densityPicture,
  distancesPicture,
  epochPictures,
  interpolationPicture,
  manifoldPicture,
  parseGroups,
  projectionPicture,
  reconstructionPicture,
  sampleArithmeticPicture,
  samplePicture,
  scatterPicture,
  traversalPicture,
} from '../../src/runs/pictures/index.ts';
import { reportContent } from '../../src/runs/report.ts';
import { startRun } from '../../src/runs/train-run.ts';
import { phasesOf } from '../../src/train/phases.ts';
import { BACKEND, pictureFacts } from './trained-runs.ts';

const SMALL = ['data=fashion-mnist-subset', 'examples=200', 'epochs=1', 'batchSize=40'];

async function trained(recipeName: string, settings: readonly string[]): Promise<OpenModel> {
  const runsFolder = fs.mkdtempSync(join(tmpdir(), 'alebrije-test-'));
  afterAll(() => fs.rmSync(runsFolder, { recursive: true, force: true }));
  const recipe = findRecipe(recipeName);
  const config = configure(recipe, [...SMALL, ...settings]);
  const { run } = await startRun(recipe, config, { runsFolder }, { backend: BACKEND });
  const model = await openModel(run.path, { backend: BACKEND });
  afterAll(() => model.dispose());
  return model;
}

let model: OpenModel;
let told: OpenModel;
beforeAll(async () => {
  model = await trained('dense-gan', ['codeSize=2']);
  told = await trained('conditional-gan', ['codeSize=4']);
});

const rows = (values: { readonly data: ArrayLike<number> }) => Array.from(values.data);

test('samples are numbered row by row, so that other pictures can take them up', async () => {
  const { numbers, png } = await samplePicture(model);
  expect(numbers).toEqual({ count: 64, seed: model.config.seed });
  expect((await pictureFacts(png)).ink).toBeGreaterThan(0.3);
  const { codes, labels, names } = await chosenCodes(model, [3, 1]);
  const drawn = rows(priorCodes(model.system.views, model.config.seed, 64));
  expect(rows(codes)).toEqual([...drawn.slice(4, 6), ...drawn.slice(0, 2)]);
  expect(labels).toBeUndefined();
  expect(names).toEqual(['sample 3', 'sample 1']);
  const other = await chosenCodes(model, [1], 9);
  expect(rows(other.codes)).not.toEqual(drawn.slice(0, 2));
});

test('truncation draws codes nearer to the centre of the prior, with classes or without', async () => {
  const options = { count: 4, seed: 3 };
  for (const of of [model, told]) {
    const whole = await samplePicture(of, options);
    const half = await samplePicture(of, { ...options, truncation: 0.5 });
    expect(half.numbers).toEqual({ ...whole.numbers, truncation: 0.5 });
    expect(Buffer.from(half.png).equals(whole.png)).toBe(false);
  }
});

test('with classes a sample has the class of its row', async () => {
  const { numbers } = await samplePicture(told);
  expect(numbers).toMatchObject({ count: 10, classes: 10 });
  const { labels, names } = await chosenCodes(told, [1, 10, 11, 100]);
  expect(Array.from(labels!)).toEqual([0, 0, 1, 9]);
  expect(names[3]).toBe('Ankle boot 100');
  const ofOne = await samplePicture(told, { class: 'Bag', count: 5 });
  expect(ofOne.numbers).toEqual({ count: 5, seed: told.config.seed, class: 8 });
});

test.each([
  ['plain', () => model, [0], /no sample 0: give 1 to 10000/],
  ['conditional', () => told, [101], /no sample 101: give 1 to 100,/],
] as const)('a %s model says which samples there are', async (_, of, numbers, message) => {
  await expect(chosenCodes(of(), numbers)).rejects.toThrow(message);
});

describe('ways between samples', () => {
  test.each([{}, { spherical: true }, { pairs: [[5, 9]] as const }, { seed: 4 }])(
    'with %j',
    async (options) => {
      const { png, numbers } = await interpolationPicture(model, options);
      expect(numbers).toEqual({ pairs: 'pairs' in options ? 1 : 4, steps: 11 });
      expect((await pictureFacts(png)).ink).toBeGreaterThan(0.1);
    },
  );

  test('are films too, also of classes', async () => {
    const { film } = await interpolationPicture(told, { film: true, pairs: [[1, 2]] });
    expect(Buffer.from(film!.subarray(0, 3)).toString()).toBe('GIF');
  });

  test('keep a code and change its class', async () => {
    const { numbers } = await classChangesPicture(told);
    expect(numbers).toEqual({ examples: 8, classes: 10 });
    await expect(classChangesPicture(model)).rejects.toThrow(/models that are told the class/);
  });
});

test.each([
  ['plain', () => model, 2],
  ['conditional', () => told, 4],
] as const)('numbers of a code are ordered by what they change, %s', async (_, of, size) => {
  const { numbers, details } = await traversalPicture(of(), { example: 2 });
  expect(numbers).toMatchObject({ dimensions: size, example: 2 });
  const changes = (details!.order as { change: number }[]).map(({ change }) => change);
  expect(changes).toHaveLength(size);
  expect(changes).toEqual(changes.toSorted((a, b) => b - a));
  expect(changes[0]).toBeGreaterThan(0);
});

describe('arithmetic of samples', () => {
  test('reads sums of groups', () => {
    expect(parseGroups(' 1,4, 7 - 2,3,9+5 ')).toEqual([
      { sign: 1, samples: [1, 4, 7] },
      { sign: -1, samples: [2, 3, 9] },
      { sign: 1, samples: [5] },
    ]);
    for (const wrong of ['', '1,,2', '1 - ', 'a', '1 2', '- 1', '1.5']) {
      expect(() => parseGroups(wrong), wrong).toThrow(UserError);
    }
  });

  test('draws the groups, their means and the sum', async () => {
    const groups = parseGroups('1,2,3 - 4,5,6 + 7,8,9');
    const { png, numbers } = await sampleArithmeticPicture(model, groups);
    expect(numbers).toEqual({ groups: 3, seed: model.config.seed });
    expect((await pictureFacts(png)).ink).toBeGreaterThan(0.1);
    await expect(sampleArithmeticPicture(model, parseGroups('70000'))).rejects.toThrow(
      /no sample 70000/,
    );
    await sampleArithmeticPicture(told, parseGroups('1,2 - 11,12 + 21,22'));
  });
});

test('the plane of two numbers is decoded, and no other', async () => {
  const { numbers } = await manifoldPicture(model, { grid: 4 });
  expect(numbers).toEqual({ grid: 4, xLow: -2.5, xHigh: 2.5, yLow: -2.5, yHigh: 2.5 });
  await expect(manifoldPicture(told)).rejects.toThrow(/have 4 numbers: train one with --set codeS/);
});

test('after an epoch the same samples are drawn', async () => {
  const [phase] = phasesOf(model.system);
  const drawn = await epochPictures(model.session, model.data, phase!);
  expect(Object.keys(drawn)).toEqual(['samples']);
});

test('what asks for the code of an example is refused in one line', async () => {
  const asked: readonly (() => Promise<unknown>)[] = [
    () => model.session.encode(model.data.validation.values),
    () => reconstructionPicture(model),
    () => scatterPicture(model),
    () => distancesPicture(model),
    () => densityPicture(model),
    () => projectionPicture(told, { method: 'pca', dims: 2 }),
    () => arithmeticPicture(model, { add: ['Bag'] }),
  ];
  for (const ask of asked) {
    await expect(ask()).rejects.toThrow(/^this run has a generator and no encoder, .*: see its sa/);
    await expect(ask()).rejects.toThrow(UserError);
  }
});

test('its generator is exported, with classes where it is told them', () => {
  const [only, ...others] = encodeNetworks(model);
  expect(others).toEqual([]);
  expect(only).toMatchObject({
    file: 'generator.onnx',
    inputs: [{ name: 'codes', shape: ['batch', 2] }],
    outputs: [{ name: 'images', shape: ['batch', 1, 28, 28] }],
  });
  expect(encodeNetworks(told)[0]!.inputs.map(({ name }) => name)).toEqual(['codes', 'labels']);
});

test.each([
  ['plain', () => model],
  ['conditional', () => told],
] as const)('its report shows samples, and speaks of a game, %s', async (_, of) => {
  const { sections, networks } = await reportContent(of());
  expect(networks.map(({ name }) => name)).toEqual(['generator', 'discriminator']);
  const ids = sections.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['model', 'training', 'samples']));
  expect(ids).not.toContain('reconstructions');
  expect(sections.find(({ id }) => id === 'training')!.title).toBe('How the game went');
  expect(sections.find(({ id }) => id === 'samples')!.figures).toHaveLength(3);
});
