/** B8: the vector-quantised autoencoder. */

import { z } from 'zod';
import { UserError } from '../errors.ts';
import { vqDecoder, vqEncoder } from '../models/vq-vae.ts';
import { type DataInfo, defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { unitPixels } from './systems/examples.ts';
import { vqVaeSystem } from './systems/vq-vae-system.ts';

const schema = trainingSchema.extend({
  /** K, vectors in the codebook; a code is kept as one byte. */
  codes: z.int().min(2).max(256),
  /** D, numbers in each of them. */
  vectorSize: z.int().positive(),
  /** Channels of the convolutions; even. */
  hidden: z.int().positive().multipleOf(2),
  /** Channels inside the residual blocks. */
  residualHidden: z.int().positive(),
  /** β, the factor of the commitment loss. */
  commitmentWeight: z.number().nonnegative(),
  /** γ, the weight of the past in the codebook's moving averages. */
  codebookDecay: z.number().min(0).lt(1),
  /** A code that stands for fewer vectors of a batch than this is placed anew; 0 for never. */
  leastUse: z.number().nonnegative(),
});

/** Sides of larger images would make more places than a prior can learn. */
const LARGEST_SIDE = 64;

/** @throws UserError if the data are no images whose sides can be halved twice */
function expectImages({ kind, shape }: DataInfo): void {
  const [channels, height, width] = shape as readonly [number, number, number];
  const isFit = (side: number) => side % 4 === 0 && side <= LARGEST_SIDE;
  if (kind === 'image' && isFit(height) && isFit(width)) return;
  const given =
    kind === 'image'
      ? `images of ${height}x${width}x${channels}`
      : `vectors of ${channels} numbers`;
  throw new UserError(
    `vq-vae takes images whose sides are multiples of 4 up to ${LARGEST_SIDE}, not ${given}: choose another dataset with --data, or imageSize for your own images`,
  );
}

const SOURCE = 'van den Oord et al., Neural discrete representation learning, NeurIPS 2017';

export const vqVae = defineRecipe({
  name: 'vq-vae',
  row: 'B8',
  family: 'variational autoencoder',
  title: 'Vector-quantised autoencoder',
  description:
    'Images become 7x7 codes, each one of 128 learned vectors; pixelcnn-prior learns to draw them',
  source: SOURCE,
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 'test',
    batchSize: 128,
    epochs: 10,
    optimizer: { name: 'adam', learningRate: 1e-3 },
    codes: 128,
    vectorSize: 16,
    hidden: 64,
    residualHidden: 32,
    commitmentWeight: 0.25,
    codebookDecay: 0.99,
    leastUse: 1,
  },
  expected: [
    {
      metric: 'valRelativeMse',
      value: 0.05,
      kind: 'reach',
      source: 'error over the variance of the pixels, of MNIST in the Keras example of VQ-VAE',
    },
  ],
  build: (config, data) => {
    expectImages(data);
    const networks = { hidden: config.hidden, residualHidden: config.residualHidden };
    return vqVaeSystem(config, data, {
      model: {
        encoder: vqEncoder(config.vectorSize, networks),
        decoder: vqDecoder(data.shape[0]!, networks),
        codebook: {
          codes: config.codes,
          size: config.vectorSize,
          decay: config.codebookDecay,
          leastUse: config.leastUse,
        },
        commitmentWeight: config.commitmentWeight,
      },
      input: data.shape,
      dataShape: data.shape,
      preprocess: unitPixels,
    });
  },
});
