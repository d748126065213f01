import fs from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { openModel } from '../../src/runs/open-model.ts';
import { continueRun } from '../../src/runs/train-run.ts';
import { readCheckpoint, writeCheckpoint } from '../../src/train/files/checkpoint.ts';
import { hashConfig } from '../../src/train/files/json.ts';
import { openRun } from '../../src/train/files/run-folder.ts';
import { BACKEND, trainRun } from './trained-runs.ts';

type Settings = Record<string, string | number | null>;

function changeSettings(folder: string, change: (settings: Settings) => void): Settings {
  const file = join(folder, 'config.json');
  const config = JSON.parse(fs.readFileSync(file, 'utf8'));
  change(config.settings);
  fs.writeFileSync(file, JSON.stringify(config));
  return config.settings;
}

it('a checkpoint does not fit settings that were changed after it', async () => {
  const folder = await trainRun('pca-ae', { settings: ['epochs=2'] });
  changeSettings(folder, (settings) => {
    settings.batchSize = 30;
  });
  const opening = openModel(folder, { backend: BACKEND });
  await expect(opening).rejects.toThrow(UserError);
  await expect(opening).rejects.toThrow(/was made with other settings than config\.json has now/);
});

it('a checkpoint fits settings that lack what says only the default', async () => {
  const folder = await trainRun('pca-ae', { settings: ['epochs=2'] });
  changeSettings(folder, (settings) => {
    delete settings.imageSize;
    delete settings.imageChannels;
  });
  const model = await openModel(folder, { backend: BACKEND });
  expect(model.config.imageSize).toBeNull();
  await model.dispose();
});

it('a run of a version with fewer settings is opened and continued', async () => {
  const folder = await trainRun('pca-ae', { settings: ['epochs=2'] });
  const {
    epochs: _,
    patience: __,
    ...comparable
  } = changeSettings(folder, (settings) => {
    delete settings.classes;
    delete settings.imageSize;
  });
  const checkpoints = join(folder, 'checkpoints');
  const { tensors, meta } = readCheckpoint(checkpoints, 'last');
  const configHash = hashConfig(comparable);
  writeCheckpoint(checkpoints, 'last', { tensors, meta: { ...meta, configHash } });
  const model = await openModel(folder, { backend: BACKEND });
  expect(model.progress.epoch).toBe(2);
  await model.dispose();
  const { progress } = await continueRun(folder, { epochs: 3 }, { backend: BACKEND });
  expect(progress.epoch).toBe(3);
  const longer = await openModel(folder, { backend: BACKEND });
  expect(longer.progress.epoch).toBe(3);
  await longer.dispose();
});

it('config.json tells how long a run was trained after all, and is else left as it was', async () => {
  const folder = await trainRun('pca-ae', { settings: ['epochs=2'] });
  const before = changeSettings(folder, (settings) => {
    delete settings.imageSize;
  });
  await continueRun(folder, { epochs: 4 }, { backend: BACKEND });
  const { epochs, ...others } = changeSettings(folder, () => undefined);
  expect(epochs).toBe(4);
  const { epochs: _, ...expected } = before;
  expect(others).toEqual(expected);
  // Without a number of epochs, it goes on to where it was to go.
  const { progress, run } = await continueRun(folder, {}, { backend: BACKEND });
  expect(progress.epoch).toBe(4);
  expect(run.config.settings.epochs).toBe(4);
  // Fewer epochs than it has cannot be had.
  await continueRun(folder, { epochs: 1 }, { backend: BACKEND });
  expect(openRun(folder).config.settings.epochs).toBe(4);
});
