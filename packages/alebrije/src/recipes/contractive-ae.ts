/** A11: the contractive autoencoder. */

import { z } from 'zod';
import { sizeOf } from '../graph/shape.ts';
import { squaredJacobian } from '../models/contractive-autoencoder.ts';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { autoencoderSystem } from './systems/autoencoder-system.ts';
import { denseDecoder, denseEncoder } from './systems/dense-networks.ts';
import { flatImages } from './systems/examples.ts';

const schema = trainingSchema.extend({
  /** Units of the encoder's hidden layers; the decoder mirrors them. */
  hidden: z.array(z.int().positive()),
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  /** α, the factor of the squared norm of the encoder's Jacobian. */
  penaltyWeight: z.number().nonnegative(),
});

export const contractiveAe = defineRecipe({
  name: 'contractive-ae',
  row: 'A11',
  family: 'autoencoder',
  title: 'Contractive autoencoder',
  description:
    '784-100-30 and mirrored; the squared norm of the derivative of code by image is part of the loss',
  source: 'Rifai et al., Contractive auto-encoders, ICML 2011',
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 5000,
    batchSize: 32,
    epochs: 10,
    optimizer: { name: 'nadam', learningRate: 1e-3 },
    hidden: [100],
    codeSize: 30,
    penaltyWeight: 1e-4,
  },
  expected: [
    { metric: 'valReconstruction', value: 0.0157, kind: 'floor', source: 'PCA with 30 components' },
    { metric: 'valReconstruction', value: 0.0875, kind: 'floor', source: 'the mean image' },
  ],
  build: (config, data) => {
    const { hidden, codeSize, penaltyWeight } = config;
    return autoencoderSystem(
      config,
      data,
      {
        model: {
          encoder: denseEncoder(hidden, codeSize, 'relu'),
          decoder: denseDecoder(hidden.toReversed(), sizeOf(data.shape)),
          likelihood: 'gaussian',
        },
        ...flatImages(data, { recipe: 'contractive-ae', codeSize }),
      },
      { penalty: (code, x) => squaredJacobian(code, x).mul(penaltyWeight / x.shape[0]!) },
    );
  },
});
