/** What is measured, by name: every recipe, and the models that are no recipes yet. */

import { findRecipe } from '../../packages/alebrije/src/recipes/registry.ts';
import type { TrainableSystem } from '../../packages/alebrije/src/train/system.ts';
import { dcganSystem } from './dcgan.ts';
import { ddpmSystem } from './ddpm.ts';

const models: Readonly<Record<string, () => TrainableSystem>> = {
  dcgan: dcganSystem,
  ddpm: ddpmSystem,
};

/**
 * The system of that name over images [1, 28, 28].
 * @throws UserError if there is neither a model nor a recipe of that name
 */
export function findSystem(name: string, batchSize: number): TrainableSystem {
  const model = models[name];
  if (model) return model();
  const recipe = findRecipe(name);
  const [trainingCount, totalSteps] = [1000, 1000];
  const data = { kind: 'image', shape: [1, 28, 28], trainingCount, totalSteps } as const;
  return recipe.build({ ...recipe.defaults, batchSize }, data);
}
