/** A14: an autoencoder of the Swiss roll, which shows why plain codes do not generate. */

import { z } from 'zod';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { autoencoderSystem } from './systems/autoencoder-system.ts';
import { denseDecoder, denseEncoder } from './systems/dense-networks.ts';
import { vectors } from './systems/examples.ts';

const schema = trainingSchema.extend({
  /** Units of the encoder's hidden layers; the decoder mirrors them. */
  hidden: z.array(z.int().positive()),
  /** Numbers in a code. */
  codeSize: z.int().positive(),
});

export const swissRollAe = defineRecipe({
  name: 'swiss-roll-ae',
  row: 'A14',
  family: 'autoencoder',
  title: 'Autoencoder of the Swiss roll',
  description: '2-128-64-32-16 and mirrored; near-exact, yet N(0, I) codes miss the roll',
  source: 'Swiss roll in the plane; AdamW 1e-3, 5,000 steps of 1,000 points',
  schema,
  defaults: {
    ...trainingDefaults,
    data: 'swiss-roll',
    examples: 100_000,
    validation: 'test',
    batchSize: 1000,
    epochs: 50,
    optimizer: { name: 'adamW', learningRate: 1e-3 },
    hidden: [128, 64, 32],
    codeSize: 16,
  },
  expected: [],
  build: (config, data) =>
    autoencoderSystem(config, data, {
      model: {
        encoder: denseEncoder(config.hidden, config.codeSize),
        decoder: denseDecoder(config.hidden.toReversed(), 2),
        likelihood: 'gaussian',
      },
      ...vectors(data, 2, { recipe: 'swiss-roll-ae', codeSize: config.codeSize }),
    }),
});
