/** B2: the convolutional variational autoencoder with a code of two numbers. */

import { z } from 'zod';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import {
  CONVOLUTIONAL_SIDE,
  convolutionalDecoder,
  convolutionalPosterior,
} from './systems/convolutional-networks.ts';
import { squareImages } from './systems/examples.ts';
import { vaeSystem } from './systems/vae-system.ts';

const schema = trainingSchema.extend({
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  /** Factor of the mean cross-entropy per pixel. */
  reconstructionWeight: z.number().positive(),
  /** Factor of the KL divergence. */
  klWeight: z.number().nonnegative(),
});

export const convVae = defineRecipe({
  name: 'conv-vae',
  row: 'B2',
  family: 'variational autoencoder',
  title: 'Convolutional variational autoencoder, 2-D code',
  description: 'The networks of conv-ae; the code is a Gaussian that is kept close to N(0, I)',
  source: 'Foster, Generative Deep Learning, 2nd ed., ch. 3',
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 'test',
    batchSize: 100,
    epochs: 5,
    optimizer: { name: 'adam', learningRate: 1e-3 },
    codeSize: 2,
    reconstructionWeight: 500,
    klWeight: 1,
  },
  expected: [
    { metric: 'valBce', value: 0.1854, kind: 'limit', source: 'entropy of the padded pixels' },
  ],
  build: (config, data) =>
    vaeSystem(config, data, {
      model: {
        encoder: convolutionalPosterior(config.codeSize),
        decoder: convolutionalDecoder(),
        likelihood: 'bernoulli',
        reconstructionWeight: config.reconstructionWeight,
        klWeight: config.klWeight,
      },
      ...squareImages(data, CONVOLUTIONAL_SIDE, { recipe: 'conv-vae', codeSize: config.codeSize }),
    }),
});
