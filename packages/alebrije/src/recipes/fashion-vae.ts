/** B10: the convolutional variational autoencoder whose loss is the negative lower bound itself. */

import { z } from 'zod';
import { sizeOf } from '../graph/shape.ts';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { squareImages } from './systems/examples.ts';
import { stridedDecoder, stridedPosterior } from './systems/strided-networks.ts';
import { vaeSystem } from './systems/vae-system.ts';

const schema = trainingSchema.extend({
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  /** Units of the dense layers next to the code. */
  hidden: z.int().positive(),
  /** Factor of the KL divergence. */
  klWeight: z.number().nonnegative(),
});

const SIDE = 28;
const FILTERS = [32, 64];

export const fashionVae = defineRecipe({
  name: 'fashion-vae',
  row: 'B10',
  family: 'variational autoencoder',
  title: 'Convolutional variational autoencoder, z = 10',
  description: 'Symmetric networks; cross-entropy and KL summed, the negative ELBO in nats',
  source: 'Kingma and Welling, Auto-encoding variational Bayes (2014), with convolutions',
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 'test',
    batchSize: 128,
    epochs: 30,
    optimizer: { name: 'adam', learningRate: 1e-3 },
    codeSize: 10,
    hidden: 256,
    klWeight: 1,
  },
  expected: [{ metric: 'valBce', value: 0.2422, kind: 'limit', source: 'entropy of the pixels' }],
  build(config, data) {
    const { codeSize, hidden } = config;
    const networks = { filters: FILTERS, hidden };
    const examples = squareImages(data, SIDE, { recipe: 'fashion-vae', codeSize });
    return vaeSystem(config, data, {
      model: {
        encoder: stridedPosterior(networks, codeSize),
        decoder: stridedDecoder(networks, { channels: 1, side: SIDE }),
        likelihood: 'bernoulli',
        reconstructionWeight: sizeOf(examples.dataShape),
        klWeight: config.klWeight,
      },
      ...examples,
    });
  },
});
