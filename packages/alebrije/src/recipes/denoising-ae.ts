/** A7: denoising autoencoders, whose inputs are corrupted while training. */

import { z } from 'zod';
import { sizeOf } from '../graph/shape.ts';
import { corruptionLayer, corruptionSchema } from '../nn/corruption.ts';
import type { Likelihood } from '../nn/likelihood.ts';
import type { System } from '../train/system.ts';
import { type DataInfo, defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { autoencoderSystem } from './systems/autoencoder-system.ts';
import { denoisingSystem } from './systems/denoising-system.ts';
import { denseDecoder, denseEncoder } from './systems/dense-networks.ts';
import { flatImages } from './systems/examples.ts';

const schema = trainingSchema.extend({
  /** Units of the encoder's hidden layers; the decoder mirrors them. */
  hidden: z.array(z.int().positive()),
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  /** What the encoder's inputs are corrupted with while training. */
  noise: corruptionSchema,
});

const GERON = 'Géron, Hands-On Machine Learning, 3rd ed., ch. 17';
const VINCENT = 'Vincent et al., Stacked denoising autoencoders, JMLR 11 (2010)';

const MEAN_IMAGE = {
  metric: 'valLoss',
  value: 0.0875,
  kind: 'floor',
  source: 'the mean image',
} as const;

/** The settings of A2, but for the noise. */
const stacked = {
  ...trainingDefaults,
  validation: 5000,
  batchSize: 32,
  epochs: 10,
  optimizer: { name: 'nadam', learningRate: 1e-3 },
  codeSize: 30,
} as const;

const build =
  (recipe: string, likelihood: Likelihood) =>
  (config: z.output<typeof schema>, data: DataInfo): System => {
    const { hidden, codeSize, noise } = config;
    const system = autoencoderSystem(config, data, {
      model: {
        encoder: denseEncoder(hidden, codeSize, 'relu', { noise: corruptionLayer(noise) }),
        decoder: denseDecoder(hidden.toReversed(), sizeOf(data.shape)),
        likelihood,
      },
      ...flatImages(data, { recipe, codeSize }),
    });
    return denoisingSystem(system, noise);
  };

export const denoisingAe = defineRecipe({
  name: 'denoising-ae',
  row: 'A7',
  family: 'autoencoder',
  title: 'Denoising autoencoder, dropout',
  description: 'stacked-ae, where half of the pixels are dropped from the input while training',
  source: GERON,
  schema,
  defaults: { ...stacked, hidden: [100], noise: { name: 'dropout', level: 0.5 } },
  expected: [{ metric: 'valLoss', value: 0.0166, kind: 'reach', source: GERON }, MEAN_IMAGE],
  build: build('denoising-ae', 'gaussian'),
});

export const gaussianDenoisingAe = defineRecipe({
  name: 'gaussian-denoising-ae',
  row: 'A7',
  family: 'autoencoder',
  title: 'Denoising autoencoder, Gaussian noise',
  description: 'stacked-ae, with noise of deviation 0.2 added to the input while training',
  source: GERON,
  schema,
  defaults: { ...stacked, hidden: [100], noise: { name: 'gaussian', level: 0.2 } },
  expected: [MEAN_IMAGE],
  build: build('gaussian-denoising-ae', 'gaussian'),
});

export const saltPepperAe = defineRecipe({
  name: 'salt-pepper-ae',
  row: 'A7',
  family: 'autoencoder',
  title: 'Denoising autoencoder, salt and pepper',
  description: 'stacked-ae, with 10 to 40 % of the pixels black or white while training',
  source: VINCENT,
  schema,
  defaults: { ...stacked, hidden: [100], noise: { name: 'salt-pepper', level: [0.1, 0.4] } },
  expected: [MEAN_IMAGE],
  build: build('salt-pepper-ae', 'gaussian'),
});

export const maskedDenoisingAe = defineRecipe({
  name: 'masked-denoising-ae',
  row: 'A7',
  family: 'autoencoder',
  title: 'Denoising autoencoder, masking',
  description:
    '784-256-128-64 and mirrored, sigmoid output; 30 to 70 % of the pixels are 0 while training',
  source: VINCENT,
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 5000,
    batchSize: 32,
    epochs: 5,
    optimizer: { name: 'adam', learningRate: 1e-3 },
    hidden: [256, 128],
    codeSize: 64,
    noise: { name: 'masking', level: [0.3, 0.7] },
  },
  expected: [{ metric: 'valLoss', value: 0.2422, kind: 'limit', source: 'entropy of the pixels' }],
  build: build('masked-denoising-ae', 'bernoulli'),
});
