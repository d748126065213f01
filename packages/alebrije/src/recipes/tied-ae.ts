/** A3: the stacked autoencoder whose decoder uses the encoder's kernels, transposed. */

import { z } from 'zod';
import { sizeOf } from '../graph/shape.ts';
import { tiedAutoencoder } from '../models/tied-autoencoder.ts';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { flatImages } from './systems/examples.ts';
import { tiedAutoencoderSystem } from './systems/tied-autoencoder-system.ts';

const schema = trainingSchema.extend({
  /** Units of the encoder's hidden layers; the decoder mirrors them. */
  hidden: z.array(z.int().positive()),
  /** Numbers in a code. */
  codeSize: z.int().positive(),
});

const SOURCE = 'Géron, Hands-On Machine Learning, 3rd ed., ch. 17';

export const tiedAe = defineRecipe({
  name: 'tied-ae',
  row: 'A3',
  family: 'autoencoder',
  title: 'Stacked autoencoder, tied weights',
  description:
    '784-100-30-100-784; the decoder uses the transposed kernels of the encoder and biases of its own',
  source: SOURCE,
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 5000,
    batchSize: 32,
    epochs: 10,
    optimizer: { name: 'nadam', learningRate: 1e-3 },
    hidden: [100],
    codeSize: 30,
  },
  expected: [
    { metric: 'valLoss', value: 0.0133, kind: 'reach', source: SOURCE },
    { metric: 'valLoss', value: 0.0157, kind: 'floor', source: 'PCA with 30 components' },
    { metric: 'valLoss', value: 0.0875, kind: 'floor', source: 'the mean image' },
  ],
  build: (config, data) => {
    const { hidden, codeSize } = config;
    const examples = flatImages(data, { recipe: 'tied-ae', codeSize });
    const model = tiedAutoencoder({
      dataSize: sizeOf(data.shape),
      hidden,
      codeSize,
      likelihood: 'gaussian',
    });
    return tiedAutoencoderSystem(config, data, { model, ...examples });
  },
});
