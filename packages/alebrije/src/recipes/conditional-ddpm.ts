/** D3: denoising diffusion that is told the class of each image, or not, and exaggerates the difference. */

import { z } from 'zod';
import { UserError } from '../errors.ts';
import { diffusionDefaults, imageDiffusionSchema, imageParts } from './diffusion-settings.ts';
import { type DataInfo, defineRecipe } from './recipe.ts';
import { diffusionSystem } from './systems/diffusion-system.ts';

const NAME = 'conditional-ddpm';

const schema = imageDiffusionSchema.extend({
  /** Share of the training images whose class is not told. */
  classDropout: z.number().min(0).lt(1),
});

/** @throws UserError if the data have no classes */
function classesOf({ classNames }: DataInfo): number {
  if (classNames && classNames.length > 1) return classNames.length;
  throw new UserError(`${NAME} takes images with classes: choose another dataset with --data`);
}

export const conditionalDdpm = defineRecipe({
  name: NAME,
  row: 'D3',
  family: 'diffusion model',
  title: 'Denoising diffusion of given classes',
  description:
    'The U-Net is told the class of nine images in ten; samples follow what the class changes in its answer, four times as far',
  source: 'Ho and Salimans, Classifier-free diffusion guidance (2022)',
  schema,
  defaults: {
    ...diffusionDefaults,
    batchSize: 128,
    epochs: 6,
    optimizer: { name: 'adam', learningRate: 1e-3 },
    averageDecay: 0.999,
    timeSteps: 1000,
    error: 'mse',
    network: 'small',
    classDropout: 0.1,
    sampler: { ...diffusionDefaults.sampler, guidanceScale: 4 },
  },
  expected: [],
  build(config: z.infer<typeof schema>, data: DataInfo) {
    const classes = { count: classesOf(data), dropped: config.classDropout };
    return diffusionSystem(config, data, imageParts(config, data, NAME, classes));
  },
});
