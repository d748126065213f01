/** B3: the variational autoencoder of colour faces. */

import { z } from 'zod';
import { type DataInfo, defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { colourImages } from './systems/examples.ts';
import { normalisedDecoder, normalisedPosterior } from './systems/normalised-networks.ts';
import { vaeSystem } from './systems/vae-system.ts';

const schema = trainingSchema.extend({
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  /** Of every convolution. */
  filters: z.int().positive(),
  /**
   * Factor of the mean squared error per value. The book's 2000 leaves a smile out: it changes some eight
   * pixels, which lowers the error by 0.4 nats where the code of a bit costs 0.7.
   */
  reconstructionWeight: z.number().positive(),
  /** Factor of the KL divergence. */
  klWeight: z.number().nonnegative(),
});

/** Pixels; each side is halved down to the last one. */
const SIDES = [32, 64, 128] as const;
const CODED_SIDE = 2;

/** The smallest side that holds the images; four, five or six halvings. */
function sideFor({ shape }: DataInfo): number {
  const largest = Math.max(...shape.slice(1));
  return SIDES.find((side) => side >= largest) ?? SIDES.at(-1)!;
}

export const facesVae = defineRecipe({
  name: 'faces-vae',
  row: 'B3',
  family: 'variational autoencoder',
  title: 'Variational autoencoder of faces',
  description:
    'Strided convolutions with batch normalisation down to 2x2, a code of 200; for faces of 32, 64 or 128 pixels a side',
  source: 'Foster, Generative Deep Learning, 2nd ed., ch. 3 (CelebA, 32x32)',
  schema,
  defaults: {
    ...trainingDefaults,
    data: 'cartoon-faces',
    validation: 'test',
    batchSize: 32,
    epochs: 8,
    optimizer: { name: 'adam', learningRate: 5e-4 },
    codeSize: 200,
    filters: 128,
    reconstructionWeight: 10_000,
    klWeight: 1,
  },
  expected: [],
  build(config, data) {
    const side = sideFor(data);
    const halvings = Math.log2(side / CODED_SIDE);
    const filters = Array.from({ length: halvings }, () => config.filters);
    return vaeSystem(config, data, {
      model: {
        encoder: normalisedPosterior(filters, config.codeSize),
        decoder: normalisedDecoder(filters, { channels: 3, side }),
        likelihood: 'gaussian',
        reconstructionWeight: config.reconstructionWeight,
        klWeight: config.klWeight,
      },
      ...colourImages(data, side, { recipe: 'faces-vae', codeSize: config.codeSize }),
    });
  },
});
