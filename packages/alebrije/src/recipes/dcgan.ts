/** C2: the deep convolutional generative adversarial network. */

import { convolutionalGanDefaults, convolutionalGanSchema } from './adversarial-settings.ts';
import { defineRecipe } from './recipe.ts';
import { dcganParts } from './systems/adversarial-networks.ts';
import { adversarialSystem } from './systems/adversarial-system.ts';

const NAME = 'dcgan';

export const dcgan = defineRecipe({
  name: NAME,
  row: 'C2',
  family: 'adversarial network',
  title: 'Deep convolutional generative adversarial network',
  description: 'Transposed convolutions against convolutions; images in [−1, 1]',
  source:
    'Radford, Metz and Chintala (ICLR 2016), in the sizes of Géron, Hands-On Machine Learning (3rd ed.), ch. 17',
  schema: convolutionalGanSchema,
  defaults: convolutionalGanDefaults,
  expected: [],
  build: (config, data) =>
    adversarialSystem(config, data, dcganParts(data, { ...config, recipe: NAME })),
});
