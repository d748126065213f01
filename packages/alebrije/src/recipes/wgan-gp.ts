/** C4: the Wasserstein adversarial network with a gradient penalty. */

import { convolutionalGanDefaults, convolutionalGanSchema } from './adversarial-settings.ts';
import { defineRecipe } from './recipe.ts';
import { dcganParts } from './systems/adversarial-networks.ts';
import { adversarialSystem } from './systems/adversarial-system.ts';

const NAME = 'wgan-gp';

/** Of both networks: Gulrajani et al., algorithm 1, at twice its learning rate for a tenth of its steps. */
const OPTIMIZER = { name: 'adam', learningRate: 2e-4, beta1: 0, beta2: 0.9 } as const;

export const wganGp = defineRecipe({
  name: NAME,
  row: 'C4',
  family: 'adversarial network',
  title: 'Wasserstein adversarial network with gradient penalty',
  description:
    'DCGAN’s networks without normalisation or dropout in the critic, which is kept to a slope of 1 and takes five steps to one of the generator',
  source: 'Gulrajani et al., Improved training of Wasserstein GANs (NeurIPS 2017)',
  schema: convolutionalGanSchema,
  defaults: {
    ...convolutionalGanDefaults,
    batchSize: 64,
    epochs: 20,
    loss: 'wasserstein',
    penalty: { name: 'gradient-penalty', weight: null },
    criticSteps: 5,
    optimizer: OPTIMIZER,
    discriminatorOptimizer: OPTIMIZER,
    dropoutRate: 0,
  },
  expected: [],
  build: (config, data) =>
    adversarialSystem(config, data, dcganParts(data, { ...config, recipe: NAME })),
});
