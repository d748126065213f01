/** B7: the variational autoencoder of small colour photographs. */

import { z } from 'zod';
import { sizeOf } from '../graph/shape.ts';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { colourImages } from './systems/examples.ts';
import { normalisedDecoder, normalisedPosterior } from './systems/normalised-networks.ts';
import { vaeSystem } from './systems/vae-system.ts';

const schema = trainingSchema.extend({
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  /** Of each halving. */
  filters: z.array(z.int().positive()).min(1).max(5),
  /** Standard deviation of each value around what the decoder says; less gives sharper images. */
  deviation: z.number().positive(),
});

const SIDE = 32;

export const cifar10Vae = defineRecipe({
  name: 'cifar10-vae',
  row: 'B7',
  family: 'variational autoencoder',
  title: 'Variational autoencoder of CIFAR-10',
  description: 'Convolutions 64-128-256 with batch normalisation, z = 128, Gaussian decoder',
  source:
    'Rybkin, Daniilidis and Levine, σ-VAE (ICML 2021), for the deviation near the error’s root',
  schema,
  defaults: {
    ...trainingDefaults,
    data: 'cifar-10',
    validation: 'test',
    batchSize: 128,
    epochs: 20,
    optimizer: { name: 'adam', learningRate: 1e-3 },
    codeSize: 128,
    filters: [64, 128, 256],
    deviation: 0.1,
  },
  expected: [],
  build(config, data) {
    const { codeSize, filters, deviation } = config;
    const examples = colourImages(data, SIDE, { recipe: 'cifar10-vae', codeSize });
    return vaeSystem(config, data, {
      model: {
        encoder: normalisedPosterior(filters, codeSize),
        decoder: normalisedDecoder(filters, { channels: 3, side: SIDE }),
        likelihood: 'gaussian',
        // Summed over values, squared errors weigh 1 / (2σ²).
        reconstructionWeight: sizeOf(examples.dataShape) / (2 * deviation ** 2),
        klWeight: 1,
      },
      ...examples,
    });
  },
});
