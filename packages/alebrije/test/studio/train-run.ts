/** Small runs with pictures, trained in this process. */

import { findRecipe } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';
import { epochPictures } from '../../src/runs/pictures/epoch-pictures.ts';
import { startRun } from '../../src/runs/train-run.ts';

const CLOTHES = ['data=fashion-mnist-subset', 'examples=200', 'validation=40', 'batchSize=50'];

/**
 * @param settings beside those that make a run of clothes small
 * @returns the run's name
 */
export async function trainClothes(
  runsFolder: string,
  recipeName: string,
  settings: readonly string[],
): Promise<string> {
  const recipe = findRecipe(recipeName);
  const { run } = await startRun(
    recipe,
    configure(recipe, [...CLOTHES, ...settings]),
    { runsFolder },
    { backend: 'cpu-inline', pictures: epochPictures },
  );
  return run.name;
}
