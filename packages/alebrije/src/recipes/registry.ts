/** All recipes, in the order of the catalogue. */

import { UserError } from '../errors.ts';
import { contractiveAe } from './contractive-ae.ts';
import { convAe } from './conv-ae.ts';
import { convVae } from './conv-vae.ts';
import {
  denoisingAe,
  gaussianDenoisingAe,
  maskedDenoisingAe,
  saltPepperAe,
} from './denoising-ae.ts';
import { denseVae } from './dense-vae.ts';
import { greedyAe } from './greedy-ae.ts';
import { hashingAe } from './hashing-ae.ts';
import { kSparseAe } from './k-sparse-ae.ts';
import { pcaAe } from './pca-ae.ts';
import { poolingAe } from './pooling-ae.ts';
import type { Recipe } from './recipe.ts';
import { recurrentAe } from './recurrent-ae.ts';
import { sparseKlAe } from './sparse-kl-ae.ts';
import { sparseL1Ae } from './sparse-l1-ae.ts';
import { stackedAe } from './stacked-ae.ts';
import { swissRollAe } from './swiss-roll-ae.ts';
import { tiedAe } from './tied-ae.ts';
import { upsamplingAe } from './upsampling-ae.ts';

export const recipes: readonly Recipe[] = [
  pcaAe,
  stackedAe,
  tiedAe,
  greedyAe,
  poolingAe,
  recurrentAe,
  denoisingAe,
  gaussianDenoisingAe,
  saltPepperAe,
  maskedDenoisingAe,
  sparseL1Ae,
  sparseKlAe,
  kSparseAe,
  contractiveAe,
  convAe,
  upsamplingAe,
  swissRollAe,
  hashingAe,
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
