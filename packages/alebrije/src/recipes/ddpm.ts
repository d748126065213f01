/** D1: denoising diffusion of images. */

import {
  diffusionDefaults,
  type ImageDiffusionConfig,
  imageDiffusionSchema,
  imageParts,
} from './diffusion-settings.ts';
import { type DataInfo, defineRecipe } from './recipe.ts';
import { diffusionSystem } from './systems/diffusion-system.ts';

const NAME = 'ddpm';
const SOURCE = 'Géron, Hands-On Machine Learning, ch. 17, notebook';

export const ddpm = defineRecipe({
  name: NAME,
  row: 'D1',
  family: 'diffusion model',
  title: 'Denoising diffusion',
  description:
    'A U-Net learns to tell the noise in an image; from pure noise, step by step, it makes images',
  source:
    'Ho et al., Denoising diffusion probabilistic models (NeurIPS 2020); Nichol and Dhariwal (ICML 2021); numbers of Géron',
  schema: imageDiffusionSchema,
  defaults: {
    ...diffusionDefaults,
    validation: 5000,
    batchSize: 32,
    epochs: 8,
    optimizer: { name: 'nadam', learningRate: 1e-3 },
    // Validated is the average; the published numbers are of the weights themselves.
    averageDecay: 0.999,
    timeSteps: 4000,
    error: 'huber',
    network: 'small',
  },
  expected: [
    { metric: 'valLoss', epochs: 1, value: 0.0719, kind: 'reach', source: SOURCE },
    { metric: 'valLoss', epochs: 2, value: 0.0589, kind: 'reach', source: SOURCE },
    { metric: 'valLoss', epochs: 3, value: 0.0539, kind: 'reach', source: SOURCE },
    { metric: 'valLoss', value: 0.4247, kind: 'floor', source: 'Huber(1) of predicting zeros' },
  ],
  build: (config: ImageDiffusionConfig, data: DataInfo) =>
    diffusionSystem(config, data, imageParts(config, data, NAME)),
});
