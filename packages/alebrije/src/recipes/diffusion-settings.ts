/** Settings that all recipes of diffusion have, and what most of them leave alone. */

import { z } from 'zod';
import { UserError } from '../errors.ts';
import {
  type DenoisingUnetConfig,
  denoisingUnet,
  largeUnet,
  smallUnet,
} from '../models/denoising-unet.ts';
import { type Diffusion, predictionErrors, type ToldClasses } from '../models/diffusion.ts';
import type { Layer } from '../nn/layer.ts';
import { noiseSchedules } from '../samplers/noise-schedule.ts';
import { solverSchema } from '../samplers/solvers.ts';
import { type DataInfo, trainingDefaults, trainingSchema } from './recipe.ts';
import type { DiffusionParts } from './systems/diffusion-system.ts';
import { unitPixels } from './systems/examples.ts';

/** Zod wants to see that there is one. */
const namesOf = <Name extends string>(table: Readonly<Record<Name, unknown>>) =>
  Object.keys(table) as [Name, ...Name[]];

export const diffusionSchema = trainingSchema.extend({
  /** T, the steps from data to noise. */
  timeSteps: z.int().min(2),
  noiseSchedule: z.enum(namesOf(noiseSchedules)),
  /** What the network predicts: the noise, the data, or v. */
  target: z.enum(['noise', 'x0', 'v']),
  error: z.enum(namesOf(predictionErrors)),
  /** γ of min-SNR weighting, which the paper sets to 5; null weighs all times alike. */
  minSnrGamma: z.number().positive().nullable(),
  /** How codes, the noise at the start, are decoded. */
  sampler: z.strictObject({
    solver: solverSchema,
    /** Of the solver, from noise to data. */
    steps: z.int().positive(),
    /** Which of the T times are used; all but leading begin at T, where predicted noise says little of x₀. */
    spacing: z.enum(['leading', 'trailing', 'linspace']),
    /** 0 forgets the class, 1 obeys it, more exaggerates it; without effect where no class is told. */
    guidanceScale: z.number().nonnegative(),
  }),
});

export type DiffusionConfig = z.infer<typeof diffusionSchema>;

export const diffusionDefaults = {
  ...trainingDefaults,
  validation: 'test',
  noiseSchedule: 'cosine',
  target: 'noise',
  minSnrGamma: null,
  sampler: { solver: { name: 'ddim' }, steps: 20, spacing: 'leading', guidanceScale: 1 },
} as const;

const unetSchema = z.strictObject({
  /** Channels at each resolution, from the image's own; each has half as many pixels a side. */
  widths: z.array(z.int().positive()).min(1),
  sinusoids: z.int().positive().multipleOf(2),
  embeddingSize: z.int().positive(),
  groupSize: z.int().positive(),
  heads: z.int().positive(),
  /** Residual blocks at each resolution but the lowest, down and up. */
  blocks: z.int().positive(),
  /** Resolutions with self-attention besides the lowest, 0 the image's own. */
  attention: z.array(z.int().nonnegative()),
  dropoutRate: z.number().min(0).lt(1),
});

export const imageDiffusionSchema = diffusionSchema.extend({
  /** 'small' for processors, 'large' for accelerators, or its own numbers. */
  network: z.union([z.enum(['small', 'large']), unetSchema]),
});

export type ImageDiffusionConfig = z.infer<typeof imageDiffusionSchema>;

const namedUnets: Readonly<Record<'small' | 'large', DenoisingUnetConfig>> = {
  small: smallUnet,
  large: largeUnet,
};

/** The diffusion of these settings, with a network for it. */
export function diffusionOf(
  { timeSteps, noiseSchedule, target, error, minSnrGamma }: DiffusionConfig,
  denoiser: Layer,
  classes?: ToldClasses,
): Diffusion {
  return {
    denoiser,
    schedule: noiseSchedules[noiseSchedule](timeSteps),
    target,
    error,
    ...(minSnrGamma !== null && { minSnrGamma }),
    ...(classes && { classes }),
  };
}

/**
 * A diffusion of images of any number of channels, with a U-Net.
 * @throws UserError if the data are no images
 */
export function imageParts(
  config: ImageDiffusionConfig,
  data: DataInfo,
  recipe: string,
  classes?: ToldClasses,
): DiffusionParts {
  if (data.kind !== 'image') {
    throw new UserError(
      `${recipe} takes images, not vectors of ${data.shape[0]} numbers: choose another dataset with --data`,
    );
  }
  const { network } = config;
  const unet = typeof network === 'string' ? namedUnets[network] : network;
  const denoiser = denoisingUnet({ ...unet, ...(classes && { classes: classes.count }) });
  // So that sides which do not suit the network are refused now.
  denoiser.children?.(data.shape);
  return {
    model: diffusionOf(config, denoiser, classes),
    input: data.shape,
    dataShape: data.shape,
    preprocess: unitPixels,
    values: 'pixels',
  };
}
