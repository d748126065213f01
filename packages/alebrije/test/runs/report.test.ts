import fs from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';
import { type OpenModel, openModel } from '../../src/runs/open-model.ts';
import { expectedSection } from '../../src/runs/report/numbers.ts';
import { changedSettings, isComparable, repeatCommands } from '../../src/runs/report/repetition.ts';
import { reportContent, writeReport } from '../../src/runs/report.ts';
import { BACKEND, trainedModel, trainRun } from './trained-runs.ts';

let points: OpenModel;
beforeAll(async () => {
  points = await trainedModel('pca-ae');
});

const sectionIds = (html: string) =>
  [...html.matchAll(/<section id="([\w-]+)"/g)].map((match) => match[1]);

const CLOSING = ['networks', 'configuration', 'repeat', 'environment'];

describe('the report', () => {
  it('of a VAE shows everything, within itself', async () => {
    const folder = await trainRun('conv-vae', { settings: ['epochs=1'] });
    const path = await writeReport(folder, { backend: BACKEND });
    expect(path).toBe(join(folder, 'report.html'));
    const html = fs.readFileSync(path, 'utf8');
    expect(sectionIds(html)).toEqual([
      'model',
      'training',
      'expected',
      'diagnosis',
      'reconstructions',
      'codes',
      'distances',
      'plane',
      'features',
      'interpolation',
      'samples',
      'measured',
      ...CLOSING,
    ]);
    // Reconstructions, codes, distances, two maps, three of units, two interpolations; drawn codes,
    // map, samples, way, histograms.
    expect(html.match(/src="data:image\/png;base64,/g)).toHaveLength(15);
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/(src|href)="(https?:|\/)/);
    expect(html).toContain('100,868');
    expect(html).toContain('best possible');
    expect(html).toContain(
      'npx alebrije train conv-vae --data fashion-mnist-subset --set examples=400 --set validation=100 --set batchSize=50 --epochs 1 --out runs/conv-vae-1-again',
    );
  });

  it('of a plain autoencoder says why it does not generate', async () => {
    const model = await trainedModel('stacked-ae', ['codeSize=2', 'epochs=1']);
    const content = await reportContent(model);
    const holes = content.sections.find(({ id }) => id === 'holes')!;
    expect(holes.title).toBe('Why this does not generate');
    expect(holes.figures!.map(({ caption }) => caption.slice(0, 2))).toEqual([
      '1.',
      '2.',
      '3.',
      '4.',
    ]);
    expect(holes.paragraphs!.join(' ')).toContain('variational autoencoder');
    expect(content.sections.some(({ id }) => id === 'samples')).toBe(false);
    // Published numbers are for all of Fashion-MNIST, so none is held against 400 images.
    expect(content.headlines.every(({ target }) => target === undefined)).toBe(true);
    // One epoch is done: the numbers published for the second and third have nothing beside them.
    const { table } = expectedSection({ ...model, recipe: findRecipe('conv-ae') })!;
    expect(table!.rows.map((row) => typeof row[2])).toEqual([
      'number',
      'string',
      'string',
      'number',
    ]);
  });

  it('of points has no images and no interpolation', async () => {
    const content = await reportContent(points);
    expect(content.sections.map(({ id }) => id)).toEqual([
      'model',
      'training',
      'reconstructions',
      'codes',
      'distances',
      'holes',
      'measured',
    ]);
    const holes = content.sections.find(({ id }) => id === 'holes')!;
    expect(holes.figures).toHaveLength(3);
    const error = content.headlines.find(({ label }) => label === 'Error over that of PCA')!;
    expect(error.limit!.value).toBe(1);
    expect(error.value).toBeGreaterThanOrEqual(1);
    expect(error.value).toBeLessThan(1.5);
    expect(content.commands[0]).toBe(
      'npx alebrije train pca-ae --set examples=60 --set batchSize=60 --epochs 200 --out runs/pca-ae-1-again',
    );
  });

  it('compares an unchanged recipe with the published number', async () => {
    const model = await trainedModel('dense-vae');
    // As if it had been trained on the recipe's own data.
    const content = await reportContent({ ...model, config: model.recipe.defaults });
    const [loss] = content.headlines;
    expect(loss!.target).toEqual({ label: 'published, after 25 epochs', value: 0.0311 });
    const floored = content.headlines.find(({ floor }) => floor?.value === 0.0245);
    expect(floored?.label).toBe('Validation squared error per value');
    expect(content.sections.find(({ id }) => id === 'codes')!.paragraphs!.join(' ')).toContain(
      'Codes of 10 numbers',
    );
  });

  it('works on a run that was stopped before its first epoch ended', async () => {
    const folder = await trainRun('stacked-ae', { signal: AbortSignal.abort() });
    const model = await openModel(folder, { backend: BACKEND });
    try {
      const { sections, commands } = await reportContent(model);
      expect(sections.find(({ id }) => id === 'training')!.figures).toBeUndefined();
      expect(commands[0]).toContain('--steps');
    } finally {
      await model.dispose();
    }
  });

  it('needs a run', async () => {
    await expect(writeReport('/nowhere/at-all')).rejects.toThrow(UserError);
  });
});

describe('the settings that a run changed', () => {
  const recipe = findRecipe('stacked-ae');
  const changes = (...settings: string[]) =>
    changedSettings(configure(recipe, settings), recipe.defaults);

  it('are none for the recipe itself', () => {
    expect(changes()).toEqual([]);
  });

  it('are listed by path', () => {
    expect(changes('epochs=3', 'hidden=[64,32]', 'optimizer.learningRate=0.01')).toEqual([
      ['epochs', 3],
      ['optimizer.learningRate', 0.01],
      ['hidden', [64, 32]],
    ]);
  });

  it('name another algorithm before its options, which lead back to it', () => {
    const config = configure(recipe, ['optimizer.name=sgd', 'optimizer.learningRate=0.5']);
    const listed = changedSettings(config, recipe.defaults);
    expect(listed[0]).toEqual(['optimizer.name', 'sgd']);
    const settings = listed.map(([path, value]) => `${path}=${JSON.stringify(value)}`);
    expect(configure(recipe, settings)).toEqual(config);
  });

  it('make the published numbers no fair comparison, but for seed and length', () => {
    const withSettings = (...settings: string[]) => ({
      ...points,
      config: configure(points.recipe, settings),
    });
    expect(isComparable(withSettings('seed=9', 'epochs=600'))).toBe(true);
    expect(isComparable(withSettings('examples=70'))).toBe(false);
  });

  it('become arguments that a shell takes as they are', () => {
    const config = configure(points.recipe, ['seed=4', 'averageDecay=0.9', 'epochs=200']);
    expect(repeatCommands({ ...points, config })[0]).toBe(
      'npx alebrije train pca-ae --epochs 200 --seed 4 --set averageDecay=0.9 --out runs/pca-ae-1-again',
    );
    const stacked = configure(recipe, ['hidden=[64,32]', 'epochs=500']);
    expect(repeatCommands({ ...points, recipe, config: stacked })[0]).toContain(
      "--set 'hidden=[64,32]'",
    );
  });
});
