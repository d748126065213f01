/** Diffusion models that train in a moment. */

import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { findRecipe } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';
import { type OpenModel, openModel } from '../../src/runs/open-model.ts';
import { startRun } from '../../src/runs/train-run.ts';
import { BACKEND } from './trained-runs.ts';

export const narrowUnet = {
  widths: [16, 16, 16],
  sinusoids: 8,
  embeddingSize: 16,
  groupSize: 16,
  heads: 4,
  blocks: 1,
  attention: [],
  dropoutRate: 0,
};

/** Of a diffusion of images that trains in a moment. */
export const SMALL_DIFFUSION = [
  'data=fashion-mnist-subset',
  'examples=80',
  'validation=20',
  'batchSize=20',
  'epochs=1',
  'timeSteps=100',
  'sampler.steps=4',
  `network=${JSON.stringify(narrowUnet)}`,
];

const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  ddpm: SMALL_DIFFUSION,
  'conditional-ddpm': SMALL_DIFFUSION,
  'swiss-roll-ddpm': [
    'examples=400',
    'validation=100',
    'batchSize=100',
    'epochs=2',
    'timeSteps=100',
    'width=16',
    'blocks=1',
    'sampler.steps=4',
  ],
};

/** Trains into a folder that lives as long as the tests of the file, and opens it. */
export async function trainedDiffusion(name: string): Promise<OpenModel> {
  const runsFolder = fs.mkdtempSync(join(tmpdir(), 'alebrije-test-'));
  afterAll(() => fs.rmSync(runsFolder, { recursive: true, force: true }));
  const recipe = findRecipe(name);
  const config = configure(recipe, [...SETTINGS[name]!]);
  const { run } = await startRun(recipe, config, { runsFolder }, { backend: BACKEND });
  const model = await openModel(run.path, { backend: BACKEND });
  afterAll(() => model.dispose());
  return model;
}
