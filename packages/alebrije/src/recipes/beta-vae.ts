/** B4: the beta-VAE. */

import { z } from 'zod';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { disentanglingParts } from './systems/disentangling-networks.ts';
import { vaeSystem } from './systems/vae-system.ts';

const schema = trainingSchema.extend({
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  /** β, the factor of the KL divergence beside the cross-entropy summed over 64x64 pixels; 1 is a plain VAE. */
  beta: z.number().nonnegative(),
});

export const betaVae = defineRecipe({
  name: 'beta-vae',
  row: 'B4',
  family: 'variational autoencoder',
  title: 'Beta-VAE',
  description:
    'A VAE of generated shapes whose KL divergence counts beta times, so that codes use few, independent numbers',
  source: 'Higgins et al., beta-VAE, ICLR 2017; networks of Locatello et al., ICML 2019',
  schema,
  defaults: {
    ...trainingDefaults,
    data: 'shapes',
    validation: 'test',
    batchSize: 64,
    epochs: 25,
    optimizer: { name: 'adam', learningRate: 1e-3 },
    codeSize: 10,
    beta: 4,
  },
  expected: [],
  build: (config, data) =>
    vaeSystem(
      config,
      data,
      disentanglingParts(data, {
        recipe: 'beta-vae',
        codeSize: config.codeSize,
        klWeight: config.beta,
      }),
    ),
});
