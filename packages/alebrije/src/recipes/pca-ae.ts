/** A1: the linear autoencoder, which finds the plane of principal component analysis. */

import { z } from 'zod';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { autoencoderSystem } from './systems/autoencoder-system.ts';
import { denseDecoder, denseEncoder } from './systems/dense-networks.ts';
import { vectors } from './systems/examples.ts';

const schema = trainingSchema.extend({
  /** Numbers in a code. */
  codeSize: z.int().positive(),
});

export const pcaAe = defineRecipe({
  name: 'pca-ae',
  row: 'A1',
  family: 'autoencoder',
  title: 'Linear autoencoder = PCA',
  description: '3-2-3 without activation on a noisy plane; ends in the plane of the PCA',
  source: 'Géron, Hands-On Machine Learning, 3rd ed., ch. 17',
  schema,
  defaults: {
    ...trainingDefaults,
    data: 'noisy-plane',
    examples: 1000,
    validation: 'test',
    batchSize: 100,
    epochs: 500,
    optimizer: { name: 'sgd', learningRate: 0.5 },
    codeSize: 2,
  },
  expected: [],
  build: (config, data) =>
    autoencoderSystem(config, data, {
      model: {
        encoder: denseEncoder([], config.codeSize),
        decoder: denseDecoder([], 3),
        likelihood: 'gaussian',
      },
      ...vectors(data, 3, { recipe: 'pca-ae', codeSize: config.codeSize }),
    }),
});
