/** C3: the adversarial network that is told the class of each image. */

import { UserError } from '../errors.ts';
import { convolutionalGanDefaults, convolutionalGanSchema } from './adversarial-settings.ts';
import { type DataInfo, defineRecipe } from './recipe.ts';
import { dcganParts } from './systems/adversarial-networks.ts';
import { adversarialSystem } from './systems/adversarial-system.ts';

const NAME = 'conditional-gan';

/** @throws UserError if the data have no classes */
function classesOf({ classNames }: DataInfo): number {
  if (classNames && classNames.length > 1) return classNames.length;
  throw new UserError(`${NAME} takes images with classes: choose another dataset with --data`);
}

export const conditionalGan = defineRecipe({
  name: NAME,
  row: 'C3',
  family: 'adversarial network',
  title: 'Conditional generative adversarial network',
  description:
    'The class is told to the generator beside the code, and to the discriminator as a vector that its features are projected on',
  source:
    'Mirza and Osindero, Conditional generative adversarial nets (2014); Miyato and Koyama, cGANs with projection discriminator (ICLR 2018)',
  schema: convolutionalGanSchema,
  defaults: { ...convolutionalGanDefaults, epochs: 8 },
  expected: [],
  build(config, data) {
    const options = { ...config, recipe: NAME, toldClasses: classesOf(data) };
    return adversarialSystem(config, data, dcganParts(data, options));
  },
});
