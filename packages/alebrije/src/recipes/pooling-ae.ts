/** A5: the convolutional autoencoder whose encoder pools. */

import { z } from 'zod';
import { sequential } from '../nn/composition.ts';
import { conv, convTranspose } from '../nn/convolution.ts';
import { dense } from '../nn/dense.ts';
import type { Layer } from '../nn/layer.ts';
import { globalAveragePool, maxPool } from '../nn/pooling.ts';
import { reshape } from '../nn/reshape.ts';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { autoencoderSystem } from './systems/autoencoder-system.ts';
import { squareImages } from './systems/examples.ts';

const schema = trainingSchema.extend({
  /** Numbers in a code. */
  codeSize: z.int().positive(),
});

const SOURCE = 'Géron, Hands-On Machine Learning, 3rd ed., ch. 17';

/** The decoder's sizes: 3 → 7 → 14 → 28. */
const SIDE = 28;

const filters = (count: number) => conv(count, 3, { padding: 'same', activation: 'relu' });

/** [1, 28, 28] → code [Z], halving by the largest of each window: 28 → 14 → 7 → 3. */
function encoder(codeSize: number): Layer {
  return sequential({
    conv1: filters(16),
    pool1: maxPool(2),
    conv2: filters(32),
    pool2: maxPool(2),
    conv3: filters(64),
    pool3: maxPool(2),
    conv4: filters(codeSize),
    code: globalAveragePool(),
  });
}

/** Code [Z] → [1, 28, 28], doubling by transposed convolution. */
function decoder(): Layer {
  return sequential({
    expand: dense(16 * 3 * 3),
    reshape: reshape([16, 3, 3]),
    conv1: convTranspose(32, 3, { strides: 2, activation: 'relu' }),
    conv2: convTranspose(16, 3, { strides: 2, padding: 'same', activation: 'relu' }),
    output: convTranspose(1, 3, { strides: 2, padding: 'same' }),
  });
}

export const poolingAe = defineRecipe({
  name: 'pooling-ae',
  row: 'A5',
  family: 'autoencoder',
  title: 'Convolutional autoencoder with pooling',
  description:
    'Four convolutions with max pooling between them, averaged to a code of 30; three transposed convolutions',
  source: SOURCE,
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 5000,
    batchSize: 32,
    epochs: 10,
    optimizer: { name: 'nadam', learningRate: 1e-3 },
    codeSize: 30,
  },
  expected: [
    { metric: 'valLoss', value: 0.0121, kind: 'reach', source: SOURCE },
    { metric: 'valLoss', value: 0.0157, kind: 'floor', source: 'PCA with 30 components' },
    { metric: 'valLoss', value: 0.0875, kind: 'floor', source: 'the mean image' },
  ],
  build: (config, data) => {
    const { codeSize } = config;
    return autoencoderSystem(config, data, {
      model: { encoder: encoder(codeSize), decoder: decoder(), likelihood: 'gaussian' },
      ...squareImages(data, SIDE, { recipe: 'pooling-ae', codeSize }),
    });
  },
});
