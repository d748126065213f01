import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { exampleCount } from '../../src/data/dataset.ts';
import { UserError } from '../../src/errors.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { classAccuracy } from '../../src/runs/class-accuracy.ts';
import { configure } from '../../src/runs/config.ts';
import { evaluateRun } from '../../src/runs/evaluate.ts';
import { judgeOf } from '../../src/runs/judge/judge.ts';
import { type OpenModel, openModel } from '../../src/runs/open-model.ts';
import {
  classChangesPicture,
  epochPictures,
  interpolationPicture,
  manifoldPicture,
  samplePicture,
} from '../../src/runs/pictures/index.ts';
import { reportContent } from '../../src/runs/report.ts';
import { startRun } from '../../src/runs/train-run.ts';
import { imageBytes, writeFiles } from '../data/image-files.ts';
import { BACKEND, pictureFacts } from './trained-runs.ts';

/** A folder that lives as long as the tests of the file. */
function testFolder(): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'alebrije-test-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Folders of 12x12 images: a bright upper half, left half or middle, of different strength. */
function writeHalves(): string {
  const folder = testFolder();
  const lit = {
    left: (x: number) => x < 6,
    middle: (x: number, y: number) => x > 2 && x < 9 && y > 2 && y < 9,
    top: (_: number, y: number) => y < 6,
  };
  for (const [name, isLit] of Object.entries(lit)) {
    for (let index = 0; index < 60; index++) {
      const level = 130 + 2 * index;
      const paint = (x: number, y: number) =>
        isLit(x, y) ? ([level, level, level] as const) : ([10, 10, 10] as const);
      writeFiles(folder, { [`${name}/${index}.png`]: imageBytes('png', { paint }) });
    }
  }
  return folder;
}

let model: OpenModel;
let folder: string;
beforeAll(async () => {
  vi.stubEnv('ALEBRIJE_CACHE', testFolder());
  const recipe = findRecipe('conditional-vae');
  const settings = [
    `data=${writeHalves()}`,
    'imageChannels=1',
    'imageSize=12',
    'batchSize=16',
    'epochs=15',
    'codeSize=2',
    'filters=[4,8,8]',
    'optimizer.learningRate=0.005',
  ];
  const { run } = await startRun(
    recipe,
    configure(recipe, settings),
    { runsFolder: testFolder() },
    { backend: BACKEND },
  );
  folder = run.path;
  model = await openModel(folder, { backend: BACKEND });
});

describe('a conditional variational autoencoder', () => {
  test('gives samples of the class that is asked for, as a judge of real images sees them', async () => {
    const { accuracy, byClass, samples, judgeAccuracy } = await classAccuracy(model, {
      ofEach: 20,
    });
    expect(samples).toBe(60);
    expect(judgeAccuracy).toBe(1);
    expect(accuracy).toBeGreaterThan(0.8);
    expect(byClass.map(({ name }) => name)).toEqual(['left', 'middle', 'top']);
    const { metrics } = await evaluateRun(model, { metrics: ['classAccuracy', 'elbo', 'mse'] });
    const { name: judge } = await judgeOf(model, 'classes');
    expect(metrics.classAccuracy).toMatchObject({ floor: 1, samples: 300, judge });
    expect(metrics.classAccuracy!.value).toBeGreaterThan(0.8);
    expect(metrics.elbo!.value).toBeGreaterThan(metrics.elbo!.floor!);
    expect(metrics.mse!.value).toBeLessThan(0.05);
  });

  test('has its samples compared with test images, as the judge sees them', async () => {
    const names = 'fid,kid,precision,recall,density,coverage,swd'.split(',');
    const asked = [...names, 'classShares', 'classEvenness', 'classDivergence'];
    const { metrics, findings } = await evaluateRun(model, { metrics: asked });
    const classes = ['left', 'middle', 'top'];
    expect(Object.keys(metrics)).toEqual([
      ...names,
      'swd-12px',
      'classShares',
      ...classes.map((name) => `classShares-${name}`),
      'classEvenness',
      'classDivergence',
    ]);
    const { name: judge } = await judgeOf(model, 'classes');
    const count = exampleCount(model.data.dataset.test);
    for (const [name, { samples, floor, floorName, ...rest }] of Object.entries(metrics)) {
      expect(samples, name).toBe(count);
      expect(Number.isFinite(floor), name).toBe(true);
      expect(floorName).toMatch(
        name.startsWith('class')
          ? `${count} training images, by the same judge`
          : `${count} training images, against the same test images`,
      );
      expect(rest.judge, name).toBe(name.startsWith('swd') ? undefined : judge);
    }
    const { fid, kid, swd, classShares, classEvenness, classDivergence } = metrics;
    for (const measurement of [fid!, kid!, swd!]) {
      expect(measurement.value).toBeGreaterThan(measurement.floor!);
    }
    expect(kid!.standardError).toBeGreaterThan(0);
    expect(metrics['swd-12px']!.value).toBe(swd!.value);
    // Each class is drawn as often as it is among the training images, by lot.
    const shares = classes.map((name) => metrics[`classShares-${name}`]!.value);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
    expect(classShares!.value).toBe(Math.min(...shares));
    expect(classShares!.value).toBeGreaterThan(0.1);
    expect(classEvenness!.value).toBeGreaterThan(0.8);
    expect(classDivergence!.value).toBeLessThan(0.3);
    expect(findings).toContainEqual(
      expect.objectContaining({
        severity: 'warning',
        what: expect.stringContaining(`classDivergence: measured on only ${count} samples`),
      }),
    );

    const few = await evaluateRun(model, { metrics: ['precision'], samples: 12 });
    expect(few.metrics.precision!.samples).toBe(12);
    const many = evaluateRun(model, { metrics: ['precision'], samples: 5000 });
    await expect(many).rejects.toThrow(/--samples 5000 is more than there are to compare with/);
  });

  test('draws each class in a row, or one alone', async () => {
    const all = await samplePicture(model);
    expect(all.numbers).toEqual({ count: 10, seed: 1, classes: 3 });
    const few = await samplePicture(model, { count: 2, seed: 3 });
    expect((await pictureFacts(few.png)).width).toBeLessThan((await pictureFacts(all.png)).width);
    const top = await samplePicture(model, { class: 'TOP', count: 9 });
    expect(top.numbers).toEqual({ count: 9, seed: 1, class: 2 });
    const byNumber = await samplePicture(model, { class: '2', count: 9 });
    expect(Buffer.from(byNumber.png).equals(top.png)).toBe(true);
    await expect(samplePicture(model, { class: 'right' })).rejects.toThrow(
      /no class "right"; there are 0 \(left\)/,
    );
  });

  test('goes from one image to another of the same class, or changes the class of a code', async () => {
    const ways = await interpolationPicture(model, { steps: 3 });
    expect(ways.numbers.steps).toBe(3);
    expect(ways.numbers.pairs).toBeGreaterThan(0);
    const changes = await classChangesPicture(model);
    expect(changes.numbers).toEqual({ examples: 8, classes: 3 });
    expect((await classChangesPicture(model, 0)).numbers.examples).toBe(1);
    await expect(classChangesPicture(model, 1000)).rejects.toThrow(/no validation example 1000/);
  });

  test('has its pictures and report; what needs codes without a class says so', async () => {
    const phase = { name: 'all', number: 1, isLast: true, firstEpoch: 0 } as never;
    expect(Object.keys(await epochPictures(model.session, model.data, phase))).toContain('samples');
    const refused = await manifoldPicture(model).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UserError);
    expect((refused as Error).message).toMatch(/is told the class of each example/);
    const { sections } = await reportContent(model);
    const ids = sections.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['codes', 'interpolation', 'samples']));
    expect(ids).not.toContain('plane');
  });

  test('knows only the classes that it was trained on', async () => {
    const only = { ...model, config: { ...model.config, classes: ['left', 'top'] } };
    expect((await samplePicture(only)).numbers.classes).toBe(2);
    await expect(samplePicture(only, { class: 'middle' })).rejects.toThrow(
      /trained without the class middle; it knows left, top/,
    );
  });
});

test('other models cannot be asked for a class', async () => {
  const { classes: _, ...views } = model.system.views;
  const plain = { ...model, system: { ...model.system, views } };
  await expect(samplePicture(plain, { class: '1' })).rejects.toThrow(/not told classes/);
  await expect(classChangesPicture(plain)).rejects.toThrow(/--across-classes is for models/);
  await expect(evaluateRun(plain, { metrics: ['classAccuracy'] })).rejects.toThrow(
    /the model is not told classes/,
  );
});

test('data without classes are refused', async () => {
  const recipe = findRecipe('conditional-vae');
  const config = configure(recipe, ['data=cartoon-faces', 'examples=20', 'batchSize=8']);
  const started = startRun(recipe, config, { runsFolder: testFolder() }, { backend: BACKEND });
  await expect(started).rejects.toThrow(/takes images with classes/);
  expect(fs.existsSync(join(folder, 'checkpoints'))).toBe(true);
});
