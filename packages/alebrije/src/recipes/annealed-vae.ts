/** B4: a VAE with a deep decoder, whose codes collapse unless the KL divergence is weighted with care. */

import { z } from 'zod';
import { sizeOf } from '../graph/shape.ts';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { denseDecoder, densePosterior } from './systems/dense-networks.ts';
import { flatImages } from './systems/examples.ts';
import { annealedShare, annealingSchema } from './systems/kl-annealing.ts';
import { vaeSystem } from './systems/vae-system.ts';

const schema = trainingSchema.extend({
  /** Units of the hidden layers of each network. */
  encoderHidden: z.array(z.int().positive()),
  decoderHidden: z.array(z.int().positive()),
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  /** Factor of the KL divergence beside the cross-entropy summed over the pixels, at its largest. */
  klWeight: z.number().nonnegative(),
  /** How that factor grows: 'none', 'linear' or 'cyclical'. */
  annealing: annealingSchema,
  /** λ, nats of KL divergence that each number of the code has free. */
  freeBits: z.number().nonnegative(),
});

export const annealedVae = defineRecipe({
  name: 'annealed-vae',
  row: 'B4',
  family: 'variational autoencoder',
  title: 'VAE with annealed KL divergence',
  description:
    'A deep decoder that would ignore its code; the weight of the KL divergence grows from 0, so that it does not',
  source:
    'Bowman et al., CoNLL 2016; Fu et al., Cyclical annealing schedule, NAACL 2019; free bits: Kingma et al., NeurIPS 2016',
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 'test',
    batchSize: 128,
    epochs: 10,
    optimizer: { name: 'adam', learningRate: 1e-3 },
    encoderHidden: [256, 256],
    decoderHidden: [256, 256, 256, 256, 256, 256],
    codeSize: 10,
    klWeight: 1,
    annealing: { name: 'linear' },
    freeBits: 0,
  },
  expected: [{ metric: 'valBce', value: 0.2422, kind: 'limit', source: 'entropy of the pixels' }],
  build(config, data) {
    const { encoderHidden, decoderHidden, codeSize, klWeight, annealing, freeBits } = config;
    const pixels = sizeOf(data.shape);
    const parts = {
      model: {
        encoder: densePosterior(encoderHidden, codeSize),
        decoder: denseDecoder(decoderHidden, pixels),
        likelihood: 'bernoulli',
        reconstructionWeight: pixels,
        klWeight,
        freeBits,
      },
      ...flatImages(data, { recipe: 'annealed-vae', codeSize }),
    } as const;
    return vaeSystem(config, data, parts, { klShare: annealedShare(annealing, data.totalSteps) });
  },
});
