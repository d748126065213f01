/** A15: the binary hashing autoencoder. */

import { z } from 'zod';
import { sizeOf } from '../graph/shape.ts';
import { sequential } from '../nn/composition.ts';
import { dense } from '../nn/dense.ts';
import { gaussianNoise } from '../nn/noise.ts';
import { flatten } from '../nn/reshape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { autoencoderSystem } from './systems/autoencoder-system.ts';
import { denseDecoder } from './systems/dense-networks.ts';
import { flatImages } from './systems/examples.ts';

const schema = trainingSchema.extend({
  /** Units of the hidden layer before the code; the decoder mirrors it. */
  hiddenUnits: z.int().positive(),
  /** Bits in a code. */
  codeSize: z.int().positive(),
  /** Standard deviation of what is added to the hidden units while training. */
  noiseDeviation: z.number().nonnegative(),
});

const SOURCE = 'Géron, Hands-On Machine Learning, 3rd ed., ch. 17, notebook';

/** Activities of the sigmoid units → the nearest bits. */
const toBits = (code: Tensor): Tensor => code.greater(0.5).cast('float32');

export const hashingAe = defineRecipe({
  name: 'hashing-ae',
  row: 'A15',
  family: 'autoencoder',
  title: 'Binary hashing autoencoder',
  description:
    '784-100-16 and mirrored; so much noise before 16 sigmoid units that only bits get through',
  source: `Salakhutdinov and Hinton, Semantic hashing, 2009; ${SOURCE}`,
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 5000,
    batchSize: 32,
    epochs: 10,
    // With the notebook's 5e-4 the loss is 0.0397, and 0.0411 with Keras 3.15.
    optimizer: { name: 'nadam', learningRate: 1e-3 },
    hiddenUnits: 100,
    codeSize: 16,
    noiseDeviation: 15,
  },
  expected: [
    { metric: 'valLoss', value: 0.0345, kind: 'reach', source: SOURCE },
    { metric: 'valLoss', value: 0.0875, kind: 'floor', source: 'the mean image' },
  ],
  build: (config, data) => {
    const { hiddenUnits, codeSize, noiseDeviation } = config;
    return autoencoderSystem(
      config,
      data,
      {
        model: {
          encoder: sequential({
            flatten: flatten(),
            hidden1: dense(hiddenUnits, { activation: 'relu' }),
            noise: gaussianNoise(noiseDeviation),
            code: dense(codeSize, { activation: 'sigmoid' }),
          }),
          decoder: denseDecoder([hiddenUnits], sizeOf(data.shape)),
          likelihood: 'gaussian',
        },
        ...flatImages(data, { recipe: 'hashing-ae', codeSize }),
      },
      { quantize: toBits },
    );
  },
});
