/** B7: the variational autoencoder of handwritten digits, with a code of two numbers. */

import { z } from 'zod';
import { sizeOf } from '../graph/shape.ts';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { squareImages } from './systems/examples.ts';
import { stridedDecoder, stridedPosterior } from './systems/strided-networks.ts';
import { vaeSystem } from './systems/vae-system.ts';

const schema = trainingSchema.extend({
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  /** Units of the encoder's dense layer. */
  hidden: z.int().positive(),
});

const SIDE = 28;
const FILTERS = [32, 64];

export const mnistVae = defineRecipe({
  name: 'mnist-vae',
  row: 'B7',
  family: 'variational autoencoder',
  title: 'Variational autoencoder of digits, 2-D code',
  description: 'Two strided convolutions and a dense layer of 16; cross-entropy and KL summed',
  source: 'keras.io, Variational AutoEncoder (F. Chollet), on MNIST',
  schema,
  defaults: {
    ...trainingDefaults,
    data: 'mnist',
    validation: 'test',
    batchSize: 128,
    epochs: 30,
    optimizer: { name: 'adam', learningRate: 1e-3 },
    codeSize: 2,
    hidden: 16,
  },
  expected: [
    {
      metric: 'loss',
      value: 146.95,
      kind: 'reach',
      source: 'keras.io, trained on the test images too',
    },
  ],
  build(config, data) {
    const { codeSize, hidden } = config;
    const examples = squareImages(data, SIDE, { recipe: 'mnist-vae', codeSize });
    return vaeSystem(config, data, {
      model: {
        encoder: stridedPosterior({ filters: FILTERS, hidden }, codeSize),
        decoder: stridedDecoder({ filters: FILTERS }, { channels: 1, side: SIDE }),
        likelihood: 'bernoulli',
        reconstructionWeight: sizeOf(examples.dataShape),
        klWeight: 1,
      },
      ...examples,
    });
  },
});
