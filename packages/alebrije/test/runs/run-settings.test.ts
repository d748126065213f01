import fs from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { openModel } from '../../src/runs/open-model.ts';
import { continueRun } from '../../src/runs/train-run.ts';
import { readCheckpoint, writeCheckpoint } from '../../src/train/files/checkpoint.ts';
import { hashConfig } from '../../src/train/files/json.ts';
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
}, 60_000);

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
}, 60_000);
