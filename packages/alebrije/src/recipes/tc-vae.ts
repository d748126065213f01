/** B4: the beta-TCVAE. */

import { z } from 'zod';
import { decomposeKl } from '../models/tc-vae.ts';
import { drawReconstruction, type Vae } from '../models/vae.ts';
import type { StepContext, StepOutcome } from '../train/system.ts';
import { type DataInfo, defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { disentanglingParts } from './systems/disentangling-networks.ts';
import { errorPart, vaeSystem } from './systems/vae-system.ts';

const schema = trainingSchema.extend({
  /** Numbers in a code. */
  codeSize: z.int().positive(),
  /** α, β and γ: factors of the parts of the KL divergence. */
  mutualInformationWeight: z.number().nonnegative(),
  totalCorrelationWeight: z.number().nonnegative(),
  dimensionwiseWeight: z.number().nonnegative(),
});

/** Equation 4, negated; the parts of the KL divergence are reported before they are weighted. */
const outcomeOf =
  (model: Vae, config: z.output<typeof schema>, { trainingCount }: DataInfo) =>
  ({ variables, batch, training, place }: StepContext): StepOutcome => {
    const context = { training, place };
    const drawn = drawReconstruction(model, variables, batch.x, context);
    const { code, posterior, reconstruction, error, state } = drawn;
    const kl = decomposeKl(code, posterior, trainingCount);
    const weighted = [
      kl.mutualInformation.mul(config.mutualInformationWeight),
      kl.totalCorrelation.mul(config.totalCorrelationWeight),
      kl.dimensionwiseKl.mul(config.dimensionwiseWeight),
    ];
    return {
      loss: weighted.reduce((sum, part) => sum.add(part), reconstruction),
      parts: { reconstruction, ...kl, ...errorPart(model, error) },
      state,
    };
  };

export const tcVae = defineRecipe({
  name: 'tc-vae',
  row: 'B4',
  family: 'variational autoencoder',
  title: 'Beta-TCVAE',
  description:
    'A VAE of generated shapes; of its KL divergence the dependence between the numbers of a code counts more',
  source:
    'Chen et al., Isolating sources of disentanglement in variational autoencoders, NeurIPS 2018',
  schema,
  defaults: {
    ...trainingDefaults,
    data: 'shapes',
    validation: 'test',
    batchSize: 64,
    epochs: 10,
    optimizer: { name: 'adam', learningRate: 1e-3 },
    codeSize: 10,
    mutualInformationWeight: 1,
    totalCorrelationWeight: 6,
    dimensionwiseWeight: 1,
  },
  expected: [],
  build(config, data) {
    const parts = disentanglingParts(data, {
      recipe: 'tc-vae',
      codeSize: config.codeSize,
      klWeight: 1,
    });
    return vaeSystem(config, data, parts, { outcome: outcomeOf(parts.model, config, data) });
  },
});
