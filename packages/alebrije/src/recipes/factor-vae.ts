/** B4: FactorVAE. */

import { z } from 'zod';
import { optimizerSchema } from '../optim/optimizer.ts';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { disentanglingParts } from './systems/disentangling-networks.ts';
import { factorVaeSystem } from './systems/factor-vae-system.ts';

const schema = trainingSchema.extend({
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  /** γ, the factor of the total correlation. */
  totalCorrelationWeight: z.number().nonnegative(),
  /** Units of the discriminator's hidden layers; the paper's of 1000 take three times as long a step. */
  discriminatorHidden: z.array(z.int().positive()).min(1),
  discriminatorOptimizer: optimizerSchema,
});

export const factorVae = defineRecipe({
  name: 'factor-vae',
  row: 'B4',
  family: 'variational autoencoder',
  title: 'FactorVAE',
  description:
    'A VAE of generated shapes with a discriminator that measures how the numbers of a code depend on each other',
  source: 'Kim and Mnih, Disentangling by factorising, ICML 2018',
  schema,
  defaults: {
    ...trainingDefaults,
    data: 'shapes',
    validation: 'test',
    batchSize: 64,
    epochs: 10,
    optimizer: { name: 'adam', learningRate: 1e-3 },
    codeSize: 10,
    totalCorrelationWeight: 10,
    discriminatorHidden: [256, 256, 256, 256, 256, 256],
    discriminatorOptimizer: { name: 'adam', learningRate: 1e-4, beta1: 0.5, beta2: 0.9 },
  },
  expected: [],
  build(config, data) {
    const parts = disentanglingParts(data, {
      recipe: 'factor-vae',
      codeSize: config.codeSize,
      klWeight: 1,
    });
    return factorVaeSystem(config, data, parts, config);
  },
});
