/** C1: the dense generative adversarial network. */

import { sizeOf } from '../graph/shape.ts';
import { denseDiscriminatorLayers, denseGenerator, smallDenseGan } from '../models/dense-gan.ts';
import { dense, sequential } from '../nn/layers.ts';
import { adversarialDefaults, adversarialSchema } from './adversarial-settings.ts';
import { defineRecipe } from './recipe.ts';
import { withMinibatch } from './systems/adversarial-networks.ts';
import { adversarialSystem } from './systems/adversarial-system.ts';
import { flatImages } from './systems/examples.ts';

const NAME = 'dense-gan';

export const denseGan = defineRecipe({
  name: NAME,
  row: 'C1',
  family: 'adversarial network',
  title: 'Dense generative adversarial network',
  description:
    'Two dense networks against each other; images in [0, 1], as the generator ends in a sigmoid',
  source: 'Géron, Hands-On Machine Learning (3rd ed.), ch. 17; Goodfellow et al. (NeurIPS 2014)',
  schema: adversarialSchema,
  defaults: {
    ...adversarialDefaults,
    batchSize: 32,
    epochs: 50,
    optimizer: { name: 'rmsprop' },
    discriminatorOptimizer: { name: 'rmsprop' },
    codeSize: 30,
  },
  expected: [],
  build(config, data) {
    const { codeSize, minibatch } = config;
    const { dataShape, preprocess } = flatImages(data, { recipe: NAME, codeSize });
    const pixels = sizeOf(dataShape);
    const sizes = { ...smallDenseGan, pixels };
    return adversarialSystem(config, data, {
      model: {
        generator: denseGenerator(sizes),
        discriminator: sequential({
          ...withMinibatch(denseDiscriminatorLayers(sizes), minibatch),
          logit: dense(1),
        }),
        codeSize,
        comparesExamples: minibatch !== 'none',
      },
      dataInput: [pixels],
      dataShape,
      preprocess,
      pixels: 'unit',
    });
  },
});
