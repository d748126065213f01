/** A8: the sparse autoencoder with an L1 penalty on its code. */

import { z } from 'zod';
import { sizeOf } from '../graph/shape.ts';
import { absoluteActivity } from '../models/sparse-autoencoder.ts';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { autoencoderSystem } from './systems/autoencoder-system.ts';
import { denseDecoder, denseEncoder } from './systems/dense-networks.ts';
import { flatImages } from './systems/examples.ts';

const schema = trainingSchema.extend({
  /** Units of the encoder's hidden layers; the decoder mirrors them. */
  hidden: z.array(z.int().positive()),
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  /** Factor of the sum of a code's absolute values. */
  penaltyWeight: z.number().nonnegative(),
});

const SOURCE = 'Géron, Hands-On Machine Learning, 3rd ed., ch. 17';

export const sparseL1Ae = defineRecipe({
  name: 'sparse-l1-ae',
  row: 'A8',
  family: 'autoencoder',
  title: 'Sparse autoencoder, L1',
  description:
    '784-100-300 and mirrored; the sum of the 300 sigmoid activities is part of the loss',
  source: SOURCE,
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 5000,
    batchSize: 32,
    epochs: 10,
    optimizer: { name: 'nadam', learningRate: 1e-3 },
    hidden: [100],
    codeSize: 300,
    penaltyWeight: 1e-4,
  },
  expected: [
    { metric: 'valLoss', value: 0.0111, kind: 'reach', source: SOURCE },
    { metric: 'valReconstruction', value: 0.0875, kind: 'floor', source: 'the mean image' },
  ],
  build: (config, data) => {
    const { hidden, codeSize, penaltyWeight } = config;
    return autoencoderSystem(
      config,
      data,
      {
        model: {
          encoder: denseEncoder(hidden, codeSize, 'sigmoid'),
          decoder: denseDecoder(hidden.toReversed(), sizeOf(data.shape)),
          likelihood: 'gaussian',
        },
        ...flatImages(data, { recipe: 'sparse-l1-ae', codeSize }),
      },
      {
        penalty: (code) => absoluteActivity(code).mean().mul(penaltyWeight),
      },
    );
  },
});
