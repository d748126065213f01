/** B6: the variational autoencoder that is told the class of each image. */

import { z } from 'zod';
import { UserError } from '../errors.ts';
import { sizeOf } from '../graph/shape.ts';
import { type DataInfo, defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { conditionalVaeSystem } from './systems/conditional-vae-system.ts';
import { colourImages, squareImages } from './systems/examples.ts';
import { stridedDecoder, stridedPosterior } from './systems/strided-networks.ts';

const schema = trainingSchema.extend({
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  /** Of each halving. */
  filters: z.array(z.int().positive()).min(1).max(5),
  /**
   * Factor of the KL divergence. At 1 the codes say more than the prior can answer for: samples are then of no
   * class.
   */
  klWeight: z.number().nonnegative(),
});

const SIDE = 32;

/** @throws UserError if the data have no classes */
function classesOf({ classNames }: DataInfo): number {
  if (classNames && classNames.length > 1) return classNames.length;
  throw new UserError(
    'conditional-vae takes images with classes: choose another dataset with --data',
  );
}

export const conditionalVae = defineRecipe({
  name: 'conditional-vae',
  row: 'B6',
  family: 'variational autoencoder',
  title: 'Conditional variational autoencoder',
  description: 'The class is told to the encoder as planes and to the decoder beside the code',
  source: 'Sohn, Lee and Yan, Learning structured output representation (NeurIPS 2015)',
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 'test',
    batchSize: 256,
    epochs: 50,
    optimizer: { name: 'adamW', learningRate: 1e-3 },
    codeSize: 128,
    filters: [16, 32, 64],
    klWeight: 4,
  },
  expected: [
    { metric: 'valBce', value: 0.1854, kind: 'limit', source: 'entropy of the padded pixels' },
  ],
  build(config, data) {
    const { codeSize, filters, klWeight } = config;
    const classes = classesOf(data);
    const channels = data.shape[0] === 3 ? 3 : 1;
    const images = channels === 3 ? colourImages : squareImages;
    const examples = images(data, SIDE, { recipe: 'conditional-vae', codeSize });
    return conditionalVaeSystem(config, data, {
      model: {
        encoder: stridedPosterior({ filters }, codeSize),
        decoder: stridedDecoder({ filters }, { channels, side: SIDE }),
        classes,
        likelihood: 'bernoulli',
        reconstructionWeight: sizeOf(examples.dataShape),
        klWeight,
      },
      ...examples,
    });
  },
});
