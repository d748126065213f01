/** What a report says and shows of adversarial networks. */

import type { ReportSection } from '../../explore/report/index.ts';
import { METRICS } from '../../metrics/registry.ts';
import type { OpenModel } from '../open-model.ts';
import { interpolationPicture } from '../pictures/interpolation.ts';
import type { Picture } from '../pictures/picture.ts';
import { traversalPicture } from '../pictures/traversal.ts';
import { figure } from './figure.ts';
import type { Measurements } from './numbers.ts';

export function adversarialWords({ system }: OpenModel): string[] {
  const { codeSize, classes } = system.views;
  const told = classes === undefined ? '' : ' Both networks are told the class of the example.';
  return [
    `An adversarial network is two networks that play against each other. The generator turns a code, ${codeSize} numbers drawn from N(0, I), into an example. The discriminator is shown real and generated examples and scores how real each looks; it learns to tell them apart, and the generator learns to make examples that it scores as real.${told}`,
    'No generated example is ever compared with one of the data, pixel by pixel; all that the generator learns from is the slope of the discriminator’s score. That is why its samples are sharp, and why the training can go astray: the generator may find a few examples that always pass and make nothing else.',
    'There is no encoder: the model makes examples, and does not say which code a given one has.',
  ];
}

/** Of the training, whose curves are those of a game. */
export const ADVERSARIAL_CURVES =
  'The losses of two networks that play against each other do not fall together: each rises as the other improves, and neither says how good the samples are. What to look for is balance. Where the discriminator’s loss goes to 0, it has won, and the generator has little left to learn from; where the scores of real and generated examples meet, it can no longer tell them apart.';

/** @param samples of codes from the prior */
export async function generatedSection(model: OpenModel, samples: Picture): Promise<ReportSection> {
  const arc = await interpolationPicture(model, { spherical: true });
  const traversal = await traversalPicture(model);
  return {
    id: 'samples',
    title: 'New examples',
    paragraphs: [
      'Codes were drawn from N(0, I) and put through the generator. Look for images that repeat, or classes that are missing: signs that the generator has collapsed onto what passes. In the ways between two codes every image should look as real as the ends.',
    ],
    figures: [
      figure(samples, 'Images generated from codes of the prior', 'Nothing was picked.'),
      figure(
        arc,
        'Rows of images that turn from one sample into another',
        'From one sample to another, along an arc about the origin: in many dimensions nearly all codes lie about equally far from it.',
      ),
      figure(
        traversal,
        'Rows of images in which one number of a code changes',
        'One number of the code of the first sample at a time, those first that change the image most.',
      ),
    ],
  };
}

export function adversarialMeasuredSection(measured: Measurements): ReportSection | undefined {
  const rows = METRICS.flatMap(({ name, description }) => {
    const measurement = measured[name];
    if (!measurement) return [];
    const { value, floor, floorName } = measurement;
    return [[name, value, floor ?? '–', floorName ?? '–', description]];
  });
  if (rows.length === 0) return undefined;
  return {
    id: 'measured',
    title: 'Measured for this report',
    paragraphs: [
      'Samples are compared with held-out examples as a whole, not one by one. “alebrije evaluate” measures more, and on more of them.',
    ],
    table: { columns: ['Metric', 'This run', 'Compared with', 'Of', 'What it is'], rows },
  };
}
