/** A13: the convolutional autoencoder whose decoder doubles by repetition and convolution. */

import { z } from 'zod';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { autoencoderSystem } from './systems/autoencoder-system.ts';
import {
  CONVOLUTIONAL_SIDE,
  convolutionalEncoder,
  upsamplingDecoder,
} from './systems/convolutional-networks.ts';
import { squareImages } from './systems/examples.ts';

const schema = trainingSchema.extend({
  /** Numbers in a code. */
  codeSize: z.int().positive(),
});

const SOURCE = 'Foster, Generative Deep Learning, 2nd ed., ch. 3';

export const upsamplingAe = defineRecipe({
  name: 'upsampling-ae',
  row: 'A13',
  family: 'autoencoder',
  title: 'Convolutional autoencoder with an upsampling decoder',
  description:
    'The encoder of conv-ae; nearest-neighbour doubling, convolution, batch normalisation',
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
    { metric: 'valLoss', epochs: 1, value: 0.2795, kind: 'reach', source: SOURCE },
    { metric: 'valLoss', epochs: 2, value: 0.2567, kind: 'reach', source: SOURCE },
    { metric: 'valLoss', epochs: 3, value: 0.2542, kind: 'reach', source: SOURCE },
    { metric: 'valLoss', value: 0.1854, kind: 'limit', source: 'entropy of the padded pixels' },
  ],
  build: (config, data) =>
    autoencoderSystem(config, data, {
      model: {
        encoder: convolutionalEncoder(config.codeSize),
        decoder: upsamplingDecoder(),
        likelihood: 'bernoulli',
      },
      ...squareImages(data, CONVOLUTIONAL_SIDE, {
        recipe: 'upsampling-ae',
        codeSize: config.codeSize,
      }),
    }),
});
