/** B9: the variational autoencoder that sees rare examples more often. */

import { z } from 'zod';
import { sizeOf } from '../graph/shape.ts';
import { rarityWeights } from '../models/debiasing-vae.ts';
import { expectEncoder } from '../train/system.ts';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { colourImages } from './systems/examples.ts';
import { stridedDecoder, stridedPosterior } from './systems/strided-networks.ts';
import { vaeSystem } from './systems/vae-system.ts';

const schema = trainingSchema.extend({
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  /** Draw examples by the rarity of their codes; otherwise each once an epoch. */
  debias: z.boolean(),
  /** Added to each share of a histogram: the smaller, the more often rare examples are drawn. */
  alpha: z.number().positive(),
  /** Bins of the histogram of each number of the code. */
  bins: z.int().min(2).max(1000),
  /** Epochs at first in which each example is drawn once, as the codes do not tell anything yet. */
  uniformEpochs: z.int().nonnegative(),
});

const SIDE = 32;
const NETWORK = { filters: [32, 64, 128] };

export const debiasingVae = defineRecipe({
  name: 'debiasing-vae',
  row: 'B9',
  family: 'variational autoencoder',
  title: 'Debiasing variational autoencoder',
  description:
    'Draws examples in inverse proportion to the density of their codes, so that rare ones come more often',
  source:
    'Amini et al., Uncovering and mitigating algorithmic bias through learned latent structure (AIES 2019); without its classifier',
  schema,
  defaults: {
    ...trainingDefaults,
    data: 'cartoon-faces-rare',
    validation: 'test',
    batchSize: 100,
    epochs: 10,
    optimizer: { name: 'adam', learningRate: 1e-3 },
    codeSize: 16,
    debias: true,
    alpha: 0.1,
    bins: 20,
    uniformEpochs: 1,
  },
  expected: [],
  build(config, data) {
    const { codeSize, debias, uniformEpochs } = config;
    const examples = colourImages(data, SIDE, { recipe: 'debiasing-vae', codeSize });
    const system = vaeSystem(config, data, {
      model: {
        encoder: stridedPosterior(NETWORK, codeSize),
        decoder: stridedDecoder(NETWORK, { channels: 3, side: SIDE }),
        likelihood: 'bernoulli',
        // The error summed over all values: the evidence lower bound.
        reconstructionWeight: sizeOf(examples.dataShape),
        klWeight: 1,
      },
      ...examples,
    });
    if (!debias) return system;
    return {
      ...system,
      sampling: {
        uniformEpochs,
        features: expectEncoder(system.views),
        weights: (codes) => rarityWeights(codes, config),
      },
    };
  },
});
