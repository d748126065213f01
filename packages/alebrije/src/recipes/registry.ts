/** All recipes, in the order of the catalogue. */

import { UserError } from '../errors.ts';
import { convAe } from './conv-ae.ts';
import { convVae } from './conv-vae.ts';
import { denseVae } from './dense-vae.ts';
import { pcaAe } from './pca-ae.ts';
import type { Recipe } from './recipe.ts';
import { stackedAe } from './stacked-ae.ts';
import { swissRollAe } from './swiss-roll-ae.ts';
import { upsamplingAe } from './upsampling-ae.ts';

export const recipes: readonly Recipe[] = [
  pcaAe,
  stackedAe,
  convAe,
  upsamplingAe,
  swissRollAe,
  denseVae,
  convVae,
];

/** @throws UserError that lists the recipes there are */
export function findRecipe(name: string): Recipe {
  const recipe = recipes.find((candidate) => candidate.name === name);
  if (recipe) return recipe;
  const names = recipes.map((candidate) => candidate.name).join(', ');
  throw new UserError(`there is no recipe ${JSON.stringify(name)}; there are ${names}`);
}
