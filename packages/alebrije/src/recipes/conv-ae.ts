/** A12: the convolutional autoencoder with a code of two numbers. */

import { z } from 'zod';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { autoencoderSystem } from './systems/autoencoder-system.ts';
import {
  CONVOLUTIONAL_SIDE,
  convolutionalDecoder,
  convolutionalEncoder,
} from './systems/convolutional-networks.ts';
import { squareImages } from './systems/examples.ts';

const schema = trainingSchema.extend({
  /** Numbers in a code. */
  codeSize: z.int().positive(),
});

const SOURCE = 'Foster, Generative Deep Learning, 2nd ed., ch. 3';

export const convAe = defineRecipe({
  name: 'conv-ae',
  row: 'A12',
  family: 'autoencoder',
  title: 'Convolutional autoencoder, 2-D code',
  description: 'Three strided convolutions, a code of two numbers, three transposed convolutions',
  source: SOURCE,
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 'test',
    batchSize: 100,
    epochs: 3,
    optimizer: { name: 'adam', learningRate: 1e-3 },
    codeSize: 2,
  },
  expected: [
    { metric: 'valLoss', epochs: 1, value: 0.2619, kind: 'reach', source: SOURCE },
    { metric: 'valLoss', epochs: 2, value: 0.2561, kind: 'reach', source: SOURCE },
    { metric: 'valLoss', epochs: 3, value: 0.2536, kind: 'reach', source: SOURCE },
    { metric: 'valLoss', value: 0.1854, kind: 'limit', source: 'entropy of the padded pixels' },
  ],
  build: (config, data) =>
    autoencoderSystem(config, data, {
      model: {
        encoder: convolutionalEncoder(config.codeSize),
        decoder: convolutionalDecoder(),
        likelihood: 'bernoulli',
      },
      ...squareImages(data, CONVOLUTIONAL_SIDE, { recipe: 'conv-ae', codeSize: config.codeSize }),
    }),
});
