/** A9: the sparse autoencoder whose units are kept active for a given share of the examples. */

import { z } from 'zod';
import { sizeOf } from '../graph/shape.ts';
import { sparsityDivergence } from '../models/sparse-autoencoder.ts';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { autoencoderSystem } from './systems/autoencoder-system.ts';
import { denseDecoder, denseEncoder } from './systems/dense-networks.ts';
import { flatImages } from './systems/examples.ts';

const schema = trainingSchema.extend({
  /** Units of the encoder's hidden layers; the decoder mirrors them. */
  hidden: z.array(z.int().positive()),
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  /** Mean activity that every unit is drawn to. */
  targetActivity: z.number().gt(0).lt(1),
  /** Factor of the units' divergences; like all activity penalties of Keras, per example of a batch. */
  penaltyWeight: z.number().nonnegative(),
});

const SOURCE = 'Géron, Hands-On Machine Learning, 3rd ed., ch. 17';

export const sparseKlAe = defineRecipe({
  name: 'sparse-kl-ae',
  row: 'A9',
  family: 'autoencoder',
  title: 'Sparse autoencoder, KL',
  description: '784-100-300 and mirrored; every sigmoid unit is drawn to a mean activity of 10 %',
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
    targetActivity: 0.1,
    penaltyWeight: 5e-3,
  },
  expected: [
    { metric: 'valLoss', value: 0.0099, kind: 'reach', source: SOURCE },
    { metric: 'valReconstruction', value: 0.0875, kind: 'floor', source: 'the mean image' },
  ],
  build: (config, data) => {
    const { hidden, codeSize, targetActivity, penaltyWeight } = config;
    return autoencoderSystem(
      config,
      data,
      {
        model: {
          encoder: denseEncoder(hidden, codeSize, 'sigmoid'),
          decoder: denseDecoder(hidden.toReversed(), sizeOf(data.shape)),
          likelihood: 'gaussian',
        },
        ...flatImages(data, { recipe: 'sparse-kl-ae', codeSize }),
      },
      {
        penalty: (code) =>
          sparsityDivergence(code, targetActivity).mul(penaltyWeight / code.shape[0]!),
      },
    );
  },
});
