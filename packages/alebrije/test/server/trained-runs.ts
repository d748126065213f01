/** Small runs in a folder of runs, trained in this process. */

import { findRecipe } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';
import { epochPictures } from '../../src/runs/pictures/epoch-pictures.ts';
import { startRun } from '../../src/runs/train-run.ts';
import { narrowUnet } from '../runs/diffusion-runs.ts';

const CLOTHES = ['data=fashion-mnist-subset', 'examples=200', 'validation=40', 'batchSize=50'];

const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  'dense-vae': [...CLOTHES, 'epochs=2', 'codeSize=4'],
  'conditional-vae': [...CLOTHES, 'epochs=1'],
  ddpm: [
    ...CLOTHES,
    'examples=80',
    'validation=20',
    'batchSize=20',
    'epochs=1',
    'timeSteps=50',
    'sampler.steps=4',
    `network=${JSON.stringify(narrowUnet)}`,
  ],
  'swiss-roll-ae': ['examples=400', 'validation=100', 'batchSize=100', 'epochs=2'],
};

/** @returns the run's name */
export async function trainInto(
  runsFolder: string,
  recipeName: string,
  pictures = false,
): Promise<string> {
  const recipe = findRecipe(recipeName);
  const config = configure(recipe, SETTINGS[recipeName]!);
  const { run } = await startRun(
    recipe,
    config,
    { runsFolder },
    { backend: 'cpu-inline', ...(pictures && { pictures: epochPictures }) },
  );
  return run.name;
}
