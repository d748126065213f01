/** All recipes, in the order of the catalogue. */

import { UserError } from '../errors.ts';
import { annealedVae } from './annealed-vae.ts';
import { betaVae } from './beta-vae.ts';
import { cifar10Vae } from './cifar10-vae.ts';
import { conditionalDdpm } from './conditional-ddpm.ts';
import { conditionalGan } from './conditional-gan.ts';
import { conditionalVae } from './conditional-vae.ts';
import { contractiveAe } from './contractive-ae.ts';
import { convAe } from './conv-ae.ts';
import { convVae } from './conv-vae.ts';
import { dcgan } from './dcgan.ts';
import { ddpm } from './ddpm.ts';
import { debiasingVae } from './debiasing-vae.ts';
import {
  denoisingAe,
  gaussianDenoisingAe,
  maskedDenoisingAe,
  saltPepperAe,
} from './denoising-ae.ts';
import { denseGan } from './dense-gan.ts';
import { denseVae } from './dense-vae.ts';
import { facesVae } from './faces-vae.ts';
import { factorVae } from './factor-vae.ts';
import { fashionVae } from './fashion-vae.ts';
import { greedyAe } from './greedy-ae.ts';
import { hashingAe } from './hashing-ae.ts';
import { kSparseAe } from './k-sparse-ae.ts';
import { mnistVae } from './mnist-vae.ts';
import { pcaAe } from './pca-ae.ts';
import { pixelcnnPrior } from './pixelcnn-prior.ts';
import { poolingAe } from './pooling-ae.ts';
import type { Recipe } from './recipe.ts';
import { recurrentAe } from './recurrent-ae.ts';
import { sparseKlAe } from './sparse-kl-ae.ts';
import { sparseL1Ae } from './sparse-l1-ae.ts';
import { stackedAe } from './stacked-ae.ts';
import { swissRollAe } from './swiss-roll-ae.ts';
import { swissRollDdpm } from './swiss-roll-ddpm.ts';
import { swissRollVae } from './swiss-roll-vae.ts';
import { tcVae } from './tc-vae.ts';
import { tiedAe } from './tied-ae.ts';
import { upsamplingAe } from './upsampling-ae.ts';
import { vqVae } from './vq-vae.ts';
import { wganGp } from './wgan-gp.ts';

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
  facesVae,
  betaVae,
  annealedVae,
  factorVae,
  tcVae,
  swissRollVae,
  conditionalVae,
  mnistVae,
  cifar10Vae,
  vqVae,
  pixelcnnPrior,
  debiasingVae,
  fashionVae,
  denseGan,
  dcgan,
  conditionalGan,
  wganGp,
  ddpm,
  conditionalDdpm,
  swissRollDdpm,
];

/** @throws UserError that lists the recipes there are */
export function findRecipe(name: string): Recipe {
  const recipe = recipes.find((candidate) => candidate.name === name);
  if (recipe) return recipe;
  const names = recipes.map((candidate) => candidate.name).join(', ');
  throw new UserError(`there is no recipe ${JSON.stringify(name)}; there are ${names}`);
}
