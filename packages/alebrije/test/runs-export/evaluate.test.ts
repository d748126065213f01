import fs from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { CommandContext } from '../../src/cli/command.ts';
import { registerEvaluate } from '../../src/cli/commands/evaluate.ts';
import { METRICS } from '../../src/metrics/registry.ts';
import { evaluateRun } from '../../src/runs/evaluate.ts';
import type { Measurement } from '../../src/runs/measurement.ts';
import { openModel } from '../../src/runs/open-model.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { trainTiny } from './models.ts';

const images = ['data=fashion-mnist-subset', 'examples=300'];

async function evaluateFolder(folder: string, options: Parameters<typeof evaluateRun>[1] = {}) {
  const model = await openModel(folder, { backend: 'cpu-inline' });
  try {
    return (await evaluateRun(model, options)).metrics;
  } finally {
    await model.dispose();
  }
}

test('the linear autoencoder ends in the plane of the PCA', async () => {
  // More points than the recipe's 60: each epoch writes a checkpoint, and they are what takes time.
  const settings = [
    'examples=3000',
    'batchSize=300',
    'epochs=80',
    'optimizer.name=adam',
    'optimizer.learningRate=0.01',
  ];
  const folder = await trainTiny('pca-ae', settings, temporaryFolder());
  const metrics = await evaluateFolder(folder);
  expect(metrics.pcaMseRatio).toMatchObject({ floor: 1, samples: 3000 });
  expect(metrics.pcaMseRatio!.value).toBeGreaterThan(1 - 1e-4);
  expect(metrics.pcaMseRatio!.value).toBeLessThan(1.01);
  expect(metrics.principalAngle!.value).toBeLessThan(1);
  expect(metrics.mse!.floorName).toBe('PCA with 2 components');
  expect(metrics).not.toHaveProperty('ssim');
  expect(metrics).not.toHaveProperty('elbo');
});

test('vectors are measured against their variance', async () => {
  const settings = ['examples=2000', 'batchSize=100', 'epochs=10'];
  const folder = await trainTiny('swiss-roll-ae', settings, temporaryFolder());
  const { relativeMse, mse } = await evaluateFolder(folder);
  expect(relativeMse).toMatchObject({ floor: 1, samples: 400 });
  expect(relativeMse!.value).toBeLessThan(0.2);
  expect(mse!.value).toBeCloseTo(relativeMse!.value * mse!.floor!, 8);
});

test('samples of vectors are compared with test vectors as they are', async () => {
  const settings = ['examples=2000', 'batchSize=100', 'epochs=10'];
  const folder = await trainTiny('swiss-roll-vae', settings, temporaryFolder());
  const names = ['precision', 'recall', 'density', 'coverage', 'swd'];
  const metrics = await evaluateFolder(folder, { metrics: names, samples: 300 });
  expect(Object.keys(metrics)).toEqual(names);
  for (const measurement of Object.values(metrics)) {
    expect(measurement.samples).toBe(300);
    expect(measurement.floorName).toBe('300 training examples, against the same test examples');
    expect(measurement).not.toHaveProperty('judge');
  }
  // Of fresh points of the roll, and of a model that has seen it for ten epochs.
  for (const name of ['precision', 'recall', 'coverage']) {
    expect(metrics[name]!.floor, name).toBeGreaterThan(0.85);
    expect(metrics[name]!.value, name).toBeLessThan(metrics[name]!.floor!);
  }
  expect(metrics.swd!.floor).toBeLessThan(0.1);
  expect(metrics.swd!.value).toBeGreaterThan(metrics.swd!.floor!);
  expect(await evaluateFolder(folder, { metrics: names, samples: 300 })).toEqual(metrics);
  for (const metric of ['fid', 'kid', 'classShares']) {
    await expect(evaluateFolder(folder, { metrics: [metric] })).rejects.toThrow(
      `${metric} cannot be measured on swiss-roll-vae-1: it is for images, and the data are vectors`,
    );
  }
});

test('a variational autoencoder of images has every metric that suits it, with its floor', async () => {
  const folder = await trainTiny('conv-vae', [...images, 'epochs=1'], temporaryFolder(), 3);
  const progress: string[] = [];
  const metrics = await evaluateFolder(folder, {
    limit: 12,
    onProgress: (name, index, count) => progress.push(`${name} ${index} ${count}`),
  });
  const family = 'variational autoencoder';
  const suiting = METRICS.filter(
    ({ families, onlyAsked }) => families.includes(family) && !onlyAsked?.includes(family),
  );
  const expected = suiting
    .map(({ name }) => name)
    .filter(
      (name) =>
        ![
          'relativeMse',
          'pcaMseRatio',
          'principalAngle',
          'rareError',
          'otherError',
          'betaVaeScore',
          'factorVaeScore',
          'classAccuracy',
          'perplexity',
          'usedCodes',
        ].includes(name) && !/^(mig|sap|dci.*)$/.test(name),
    );
  expect(Object.keys(metrics)).toEqual(expected);
  expect(progress).toEqual(expected.map((name, index) => `${name} ${index} ${expected.length}`));
  for (const [name, { value, samples }] of Object.entries(metrics)) {
    expect(Number.isFinite(value), name).toBe(true);
    expect(samples, name).toBe(12);
  }
  const { mse, bce, pcaMse, meanImageMse, elbo, iwae, kl, ssim, knnAccuracy } = metrics;
  expect(mse!.floor).toBe(pcaMse!.value);
  expect(pcaMse!.value).toBeLessThan(meanImageMse!.value);
  expect(bce!.value).toBeGreaterThan(bce!.floor!);
  expect(ssim!.value).toBeLessThan(1);
  expect(kl!.value).toBeGreaterThan(0);
  // The floors of both bounds are the same model, which has no code.
  expect(elbo!.floor).toBe(iwae!.floor);
  for (const { standardError } of [elbo!, iwae!]) expect(standardError).toBeGreaterThan(0);
  expect(mse).not.toHaveProperty('standardError');
  expect(elbo!.floor!).toBeLessThan(-1024 * bce!.floor!);
  // One draw for the ELBO, others for the IWAE: they agree roughly.
  expect(elbo!.value).toBeLessThan(iwae!.value + 5);
  expect(knnAccuracy!.floorName).toBe('codes of PCA with 2 components');
  expect(knnAccuracy!.floor!).toBeGreaterThan(0.2);
});

test('bounds of several numbers of samples come from the same draws and grow', async () => {
  const folder = await trainTiny('dense-vae', [...images, 'epochs=1'], temporaryFolder(), 3);
  const shares: string[] = [];
  const metrics = await evaluateFolder(folder, {
    metrics: ['elbo', 'iwae'],
    limit: 20,
    iwaeSamples: [1, 5, 50],
    onShare: (name, share) => shares.push(`${name} ${share}`),
  });
  expect(Object.keys(metrics)).toEqual(['elbo', 'iwae-1', 'iwae-5', 'iwae-50']);
  const [elbo, one, five, fifty] = Object.values(metrics);
  expect(one!.value).toBeLessThan(five!.value);
  expect(five!.value).toBeLessThan(fifty!.value);
  expect(Math.abs(one!.value - elbo!.value)).toBeLessThan(1);
  expect(fifty).toMatchObject({ samples: 20, floor: elbo!.floor });
  expect(shares.at(-1)).toBe('iwae 1');
  await expect(evaluateFolder(folder, { metrics: ['mse'], iwaeSamples: [5] })).rejects.toThrow(
    /--iwae-samples is for iwae, which is not measured: it is not among the metrics/,
  );
});

test('what the codes know of known factors is measured beside PCA', async () => {
  const settings = ['data=shapes', 'examples=400', 'epochs=1'];
  const folder = await trainTiny('conv-vae', settings, temporaryFolder(), 3);
  const names = ['betaVaeScore', 'factorVaeScore', 'mig', 'sap'];
  const metrics = await evaluateFolder(folder, { metrics: names, limit: 30 });
  for (const name of names) {
    const { value, floor, floorName, samples } = metrics[name]!;
    expect(value, name).toBeGreaterThanOrEqual(0);
    expect(value, name).toBeLessThanOrEqual(1);
    expect(floor, name).toBeGreaterThan(0);
    expect(floorName).toBe('codes of PCA with 2 components');
    // More than the limit, so that each of 40 orientations occurs.
    expect(samples).toBe(1000);
  }
  // Two components of the pictures are the place in x and y: both of five factors, and no other.
  expect(metrics.betaVaeScore!.floor).toBeGreaterThan(0.4);
  // Votes of fewer pairs tell less.
  const byPairs = ['betaVaeScore-5-pairs', 'betaVaeScore-20-pairs', 'betaVaeScore'];
  const floors = byPairs.map((name) => metrics[name]!.floor!);
  expect(floors).toEqual(floors.toSorted((a, b) => a - b));
  expect(floors[0]).toBeLessThan(floors[2]! - 0.05);
});

describe('the command', () => {
  async function command(...argv: string[]) {
    const notes: string[] = [];
    let answer: { json: Readonly<Record<string, unknown>>; text: string } | undefined;
    const context: CommandContext = {
      exitCode: 0,
      signal: new AbortController().signal,
      note: (line) => notes.push(line),
      answer(json, text) {
        answer = { json, text };
      },
    };
    const program = new Command().exitOverride();
    registerEvaluate(program, context);
    await program.parseAsync(['evaluate', '--backend', 'cpu-inline', ...argv], { from: 'user' });
    return { ...answer!, notes };
  }

  test('answers with the numbers that it writes into the run', async () => {
    const settings = [...images, 'validation=test', 'epochs=1'];
    const folder = await trainTiny('stacked-ae', settings, temporaryFolder(), 2);
    const { json, text, notes } = await command(folder, '--metrics', 'mse,ssim', '--limit', '20');
    const metrics = json.metrics as Record<string, Measurement>;
    expect(json.run).toBe(folder);
    expect(Object.keys(metrics)).toEqual(['mse', 'ssim']);
    expect(text).toMatch(/^mse .* PCA with 30 components +20$/m);
    expect(notes).toContain('2 of 2: ssim');
    const written = JSON.parse(fs.readFileSync(join(folder, 'evaluation.json'), 'utf8'));
    expect(written).toMatchObject({ recipe: 'stacked-ae', checkpoint: 'last', step: 2, metrics });

    const measured = () =>
      JSON.parse(fs.readFileSync(join(folder, 'evaluation.json'), 'utf8')).metrics;
    await command(folder, '--metrics', 'mae', '--limit', '20');
    expect(Object.keys(measured())).toEqual(['mse', 'ssim', 'mae']);
    expect(measured()).toMatchObject(metrics);
    // Of other weights nothing is kept.
    fs.writeFileSync(join(folder, 'evaluation.json'), JSON.stringify({ ...written, step: 1 }));
    await command(folder, '--metrics', 'mae', '--limit', '20');
    expect(Object.keys(measured())).toEqual(['mae']);

    await expect(command(folder, '--metrics', 'fdi')).rejects.toThrow(
      /no metric "fdi"; there are mse, .*iwae/,
    );
    await expect(command(folder, '--metrics', 'fid')).rejects.toThrow(/no prior to draw from/);
    await expect(command(folder, '--samples', '100')).rejects.toThrow(
      /--samples is for metrics of samples, and none of fid, kid, .* is measured/,
    );
    await expect(command(folder, '--metrics', 'elbo')).rejects.toThrow(
      /elbo cannot be measured on stacked-ae-1: it is not for models of the family autoencoder/,
    );
    await expect(command(folder, '--metrics', 'bce')).rejects.toThrow(/no probabilities/);
  });
});
