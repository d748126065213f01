/** Small runs in a folder of runs, trained in this process. */

import { findRecipe } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';
import { epochPictures } from '../../src/runs/pictures/epoch-pictures.ts';
import { startRun } from '../../src/runs/train-run.ts';
import { SMALL_DIFFUSION } from '../runs/diffusion-runs.ts';

const CLOTHES = ['data=fashion-mnist-subset', 'examples=200', 'validation=40', 'batchSize=50'];

const SETTINGS = {
  'dense-vae': [...CLOTHES, 'epochs=2', 'codeSize=4'],
  'conditional-vae': [...CLOTHES, 'epochs=1'],
  ddpm: [...SMALL_DIFFUSION, 'timeSteps=50'],
  'conditional-ddpm': SMALL_DIFFUSION,
  'swiss-roll-ae': ['examples=400', 'validation=100', 'batchSize=100', 'epochs=2'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type SmallRun = keyof typeof SETTINGS;

interface Wanted {
  readonly settings: readonly string[];
  readonly pictures: boolean;
}

/** @returns the run's name */
async function train(
  runsFolder: string,
  recipeName: string,
  { settings, pictures }: Wanted,
): Promise<string> {
  const recipe = findRecipe(recipeName);
  const { run } = await startRun(
    recipe,
    configure(recipe, [...settings]),
    { runsFolder },
    { backend: 'cpu-inline', ...(pictures && { pictures: epochPictures }) },
  );
  return run.name;
}

/** @returns the run's name */
export const trainInto = (runsFolder: string, recipe: SmallRun, pictures = false) =>
  train(runsFolder, recipe, { settings: SETTINGS[recipe], pictures });

/**
 * With pictures, of a few clothes.
 * @param settings beside those that make a run of clothes small
 * @returns the run's name
 */
export const trainClothes = (runsFolder: string, recipe: string, settings: readonly string[]) =>
  train(runsFolder, recipe, { settings: [...CLOTHES, ...settings], pictures: true });
