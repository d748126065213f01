/** A2: the stacked autoencoder. */

import { z } from 'zod';
import { sizeOf } from '../graph/shape.ts';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { autoencoderSystem } from './systems/autoencoder-system.ts';
import { denseDecoder, denseEncoder } from './systems/dense-networks.ts';
import { flatImages } from './systems/examples.ts';

const schema = trainingSchema.extend({
  /** Units of the encoder's hidden layers; the decoder mirrors them. */
  hidden: z.array(z.int().positive()),
  /** Numbers in a code. */
  codeSize: z.int().positive(),
});

const SOURCE = 'Géron, Hands-On Machine Learning, 3rd ed., ch. 17';

export const stackedAe = defineRecipe({
  name: 'stacked-ae',
  row: 'A2',
  family: 'autoencoder',
  title: 'Stacked autoencoder',
  description: '784-100-30-100-784, ReLU, linear output, squared error',
  source: SOURCE,
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 5000,
    batchSize: 32,
    epochs: 20,
    optimizer: { name: 'nadam', learningRate: 1e-3 },
    hidden: [100],
    codeSize: 30,
  },
  expected: [
    { metric: 'valLoss', value: 0.0132, kind: 'reach', source: SOURCE },
    { metric: 'valLoss', value: 0.0157, kind: 'floor', source: 'PCA with 30 components' },
    { metric: 'valLoss', value: 0.0875, kind: 'floor', source: 'the mean image' },
  ],
  build: (config, data) => {
    const examples = flatImages(data, { recipe: 'stacked-ae', codeSize: config.codeSize });
    const pixels = sizeOf(data.shape);
    return autoencoderSystem(config, data, {
      model: {
        encoder: denseEncoder(config.hidden, config.codeSize, 'relu'),
        decoder: denseDecoder(config.hidden.toReversed(), pixels),
        likelihood: 'gaussian',
      },
      ...examples,
    });
  },
});
