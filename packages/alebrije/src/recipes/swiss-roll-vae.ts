/** B5: a variational autoencoder of the Swiss roll, whose samples lie on it. */

import { z } from 'zod';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { denseDecoder, densePosterior } from './systems/dense-networks.ts';
import { vectors } from './systems/examples.ts';
import { vaeSystem } from './systems/vae-system.ts';

const schema = trainingSchema.extend({
  /** Units of the encoder's hidden layers; the decoder mirrors them. */
  hidden: z.array(z.int().positive()),
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  /** Standard deviation of each coordinate around what the decoder says. */
  deviation: z.number().positive(),
});

const DIMENSIONS = 2;

export const swissRollVae = defineRecipe({
  name: 'swiss-roll-vae',
  row: 'B5',
  family: 'variational autoencoder',
  title: 'Variational autoencoder of the Swiss roll',
  description: '2-128-64-32-(16, 16) and mirrored, deviation 0.1; N(0, I) codes cover the roll',
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
    deviation: 0.1,
  },
  expected: [],
  build: (config, data) =>
    vaeSystem(config, data, {
      model: {
        encoder: densePosterior(config.hidden, config.codeSize),
        decoder: denseDecoder(config.hidden.toReversed(), DIMENSIONS),
        likelihood: 'gaussian',
        // Summed over coordinates, squared errors weigh 1 / (2σ²).
        reconstructionWeight: DIMENSIONS / (2 * config.deviation ** 2),
        klWeight: 1,
      },
      ...vectors(data, DIMENSIONS, { recipe: 'swiss-roll-vae', codeSize: config.codeSize }),
    }),
});
