/** Denoising diffusion of points of the plane: A14's and B5's data, by a third family. */

import { z } from 'zod';
import { denoisingMlp } from '../models/denoising-mlp.ts';
import { diffusionDefaults, diffusionOf, diffusionSchema } from './diffusion-settings.ts';
import { type DataInfo, defineRecipe } from './recipe.ts';
import { diffusionSystem } from './systems/diffusion-system.ts';
import { vectors } from './systems/examples.ts';

const NAME = 'swiss-roll-ddpm';
const DIMENSIONS = 2;

const schema = diffusionSchema.extend({
  /** Units between the residual blocks, and inside them. */
  width: z.int().positive(),
  blocks: z.int().positive(),
  sinusoids: z.int().positive().multipleOf(2),
  embeddingSize: z.int().positive(),
});

export const swissRollDdpm = defineRecipe({
  name: NAME,
  row: 'D1',
  family: 'diffusion model',
  title: 'Denoising diffusion of the Swiss roll',
  description:
    'Residual dense layers of 128 units tell the noise in a point; N(0, I) becomes the roll',
  source: 'Swiss roll in the plane; AdamW 1e-3, 5,000 steps of 1,000 points',
  schema,
  defaults: {
    ...diffusionDefaults,
    data: 'swiss-roll',
    examples: 100_000,
    batchSize: 1000,
    epochs: 50,
    optimizer: { name: 'adamW', learningRate: 1e-3 },
    averageDecay: 0.999,
    timeSteps: 1000,
    error: 'mse',
    width: 128,
    blocks: 3,
    sinusoids: 64,
    embeddingSize: 64,
    sampler: { ...diffusionDefaults.sampler, steps: 50 },
  },
  expected: [],
  build(config: z.infer<typeof schema>, data: DataInfo) {
    const { width, blocks, sinusoids, embeddingSize } = config;
    const { input, dataShape, preprocess } = vectors(data, DIMENSIONS, {
      recipe: NAME,
      codeSize: DIMENSIONS,
    });
    return diffusionSystem(config, data, {
      model: diffusionOf(config, denoisingMlp({ width, blocks, sinusoids, embeddingSize })),
      input,
      dataShape,
      preprocess,
      values: 'numbers',
    });
  },
});
