/** B1: the dense variational autoencoder. */

import { z } from 'zod';
import { sizeOf } from '../graph/shape.ts';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { denseDecoder, densePosterior } from './systems/dense-networks.ts';
import { flatImages } from './systems/examples.ts';
import { vaeSystem } from './systems/vae-system.ts';

const schema = trainingSchema.extend({
  /** Units of the encoder's hidden layers; the decoder mirrors them. */
  hidden: z.array(z.int().positive()).min(1),
  /** Numbers in a code. */
  codeSize: z.int().positive(),
});

const SOURCE = 'Géron, Hands-On Machine Learning, 3rd ed., ch. 17';

export const denseVae = defineRecipe({
  name: 'dense-vae',
  row: 'B1',
  family: 'variational autoencoder',
  title: 'Dense variational autoencoder',
  description: '784-150-100-(10, 10) and mirrored; squared error plus KL per pixel',
  source: SOURCE,
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 5000,
    batchSize: 128,
    epochs: 25,
    optimizer: { name: 'nadam', learningRate: 1e-3 },
    hidden: [150, 100],
    codeSize: 10,
  },
  expected: [
    { metric: 'valLoss', value: 0.0311, kind: 'reach', source: SOURCE },
    { metric: 'valMse', value: 0.0245, kind: 'floor', source: 'PCA with 10 components' },
    { metric: 'valMse', value: 0.0875, kind: 'floor', source: 'the mean image' },
  ],
  build: (config, data) => {
    const examples = flatImages(data, { recipe: 'dense-vae', codeSize: config.codeSize });
    const pixels = sizeOf(data.shape);
    return vaeSystem(config, data, {
      model: {
        encoder: densePosterior(config.hidden, config.codeSize),
        decoder: denseDecoder(config.hidden.toReversed(), pixels),
        likelihood: 'gaussian',
        reconstructionWeight: 1,
        klWeight: 1 / pixels,
      },
      ...examples,
    });
  },
});
