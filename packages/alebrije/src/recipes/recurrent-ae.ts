/** A6: the recurrent autoencoder, which reads and writes an image row by row. */

import { z } from 'zod';
import { sequential } from '../nn/composition.ts';
import { dense } from '../nn/dense.ts';
import { lstm } from '../nn/recurrent.ts';
import { repeatVector } from '../nn/reshape.ts';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { autoencoderSystem } from './systems/autoencoder-system.ts';
import { imageRows } from './systems/examples.ts';

const schema = trainingSchema.extend({
  /** Units of the recurrent layers before and after the code. */
  hiddenUnits: z.int().positive(),
  /** Numbers in a code: units of the recurrent layer that ends in it. */
  codeSize: z.int().positive(),
});

const SOURCE = 'Géron, Hands-On Machine Learning, 3rd ed., ch. 17, notebook';

export const recurrentAe = defineRecipe({
  name: 'recurrent-ae',
  row: 'A6',
  family: 'autoencoder',
  title: 'Recurrent autoencoder',
  description:
    'Rows as 28 steps: LSTM 100, LSTM 30 to the code; the code at every step, LSTM 100, a row per step',
  source: SOURCE,
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 5000,
    batchSize: 32,
    epochs: 10,
    optimizer: { name: 'nadam', learningRate: 1e-3 },
    hiddenUnits: 100,
    codeSize: 30,
  },
  expected: [
    { metric: 'valLoss', value: 0.0104, kind: 'reach', source: SOURCE },
    { metric: 'valLoss', value: 0.0157, kind: 'floor', source: 'PCA with 30 components' },
    { metric: 'valLoss', value: 0.0875, kind: 'floor', source: 'the mean image' },
  ],
  build: (config, data) => {
    const { hiddenUnits, codeSize } = config;
    const rows = imageRows(data, { recipe: 'recurrent-ae', codeSize });
    const [steps, width] = rows.input as readonly [number, number];
    return autoencoderSystem(config, data, {
      model: {
        encoder: sequential({
          read: lstm(hiddenUnits, { returnSequences: true }),
          code: lstm(codeSize),
        }),
        decoder: sequential({
          repeat: repeatVector(steps),
          write: lstm(hiddenUnits, { returnSequences: true }),
          output: dense(width),
        }),
        likelihood: 'gaussian',
      },
      ...rows,
    });
  },
});
