/** What a report says and shows of diffusion models. */

import type { ReportSection } from '../../explore/report/index.ts';
import type { OpenModel } from '../open-model.ts';
import {
  denoisedPoints,
  noisedPoints,
  particleWays,
  scoreField,
  solverPanels,
} from '../pictures/diffusion-plane.ts';
import {
  denoisingStrip,
  noisingStrip,
  schedulePicture,
  solverGrid,
} from '../pictures/diffusion-process.ts';
import { inpaintPicture } from '../pictures/inpainting.ts';
import { interpolationPicture } from '../pictures/interpolation.ts';
import { type Picture, shownShape, showsImages } from '../pictures/picture.ts';
import { variationPicture } from '../pictures/variations.ts';
import { figure } from './figure.ts';

const LEARNED = {
  noise: 'which noise it was',
  x0: 'which example it was',
  v: 'a mixture of the noise and the example, called v',
} as const;

export function diffusionWords({ system, config }: OpenModel): string[] {
  const { classes, denoising } = system.views;
  const { schedule, defaults } = denoising!;
  const { target = 'noise' } = config as { target?: keyof typeof LEARNED };
  const told =
    classes === undefined
      ? ''
      : ` It is told the class of most examples, and of some not; samples go the way that the class changes its answer, ${defaults.guidanceScale} times as far: the guidance scale.`;
  return [
    `A diffusion model is one network that takes noise off. While it is trained an example is mixed with noise, more or less of it by a time from 1 to ${schedule.steps}, and the network is asked ${LEARNED[target]}. That is an ordinary regression, so the training is as steady as that of an autoencoder.${told}`,
    `To make a new example one begins with nothing but noise, asks the network what it takes for the data in it, goes a small step there, and asks again, down to time 0: here ${defaults.steps} times. How the steps are chosen is the solver’s business, and can be changed after training.`,
  ];
}

/** Of the training, whose loss says little of samples. */
export const DIFFUSION_CURVES =
  'The loss is the error of the network’s answer, over all times alike. At most of them a part of it is what nobody could know, so the loss soon falls slowly, while samples go on improving.';

/** The process in both directions. */
export async function processSection(model: OpenModel): Promise<ReportSection> {
  const images = showsImages(model);
  const [noising, denoising] = images
    ? [await noisingStrip(model), await denoisingStrip(model)]
    : [await noisedPoints(model), await denoisedPoints(model)];
  return {
    id: 'process',
    title: 'From data to noise, and back',
    paragraphs: [
      'Forwards nothing is learned: the schedule says how much noise there is at each time. Backwards the network is asked, again and again, what it sees in the noise. At first it sees little more than the mean of all data; the less noise is left, the more it commits itself.',
    ],
    figures: [
      figure(
        await schedulePicture(model),
        'Curves of the share of data and of the noise that each step adds, over time',
        'The noise schedule, beside the other one.',
      ),
      figure(noising, 'Held-out examples with more and more noise', 'Forwards.'),
      figure(
        denoising,
        'Samples at several times, and what the network takes for the data in them',
        'Backwards.',
      ),
      ...(images
        ? []
        : [
            figure(
              await scoreField(model),
              'Arrows over the plane at several times',
              'Where the network pushes points.',
            ),
            figure(
              await particleWays(model),
              'Lines from noise to data',
              'The ways that points take, without and with noise in every step.',
            ),
          ]),
    ],
  };
}

/** @param samples by the run's own solver */
export async function denoisedSection(model: OpenModel, samples: Picture): Promise<ReportSection> {
  const images = showsImages(model);
  const solvers = images ? await solverGrid(model) : await solverPanels(model);
  return {
    id: 'samples',
    title: 'New examples',
    paragraphs: [
      'Every sample began as noise. The same noise gives the same sample, as long as the solver adds none of its own: ddpm does, the others do not, so that theirs are alike once there are steps enough.',
    ],
    figures: [
      figure(samples, 'Samples', 'Nothing was picked.'),
      figure(
        solvers,
        'Samples by four solvers in few and many steps',
        'How few steps are enough depends on the solver.',
      ),
      ...(images
        ? [
            figure(
              await interpolationPicture(model, { spherical: true }),
              'Rows of images that turn from one sample into another',
              'Noise between that of two samples, along an arc about the origin: between them it would be too weak.',
            ),
          ]
        : []),
    ],
  };
}

/** Of the shorter side, on either end. */
const BORDER = 0.25;
const STRENGTHS = [0.3, 0.6, 0.8];

/** What can be done without further training; nothing of points. */
export async function usesSection(model: OpenModel): Promise<ReportSection | undefined> {
  if (!showsImages(model)) return undefined;
  const border = Math.max(1, Math.floor(BORDER * Math.min(...shownShape(model).slice(1))));
  return {
    id: 'uses',
    title: 'What else it can do, untrained for it',
    paragraphs: [
      'Since the network only ever takes noise off, what is known of an image can be put back after every step, with as much noise: then what is missing is filled to suit. And an image that is noised a part of the way and denoised again keeps what is large, and gets its details anew.',
    ],
    figures: [
      figure(
        await inpaintPicture(model, { image: 0, outpaint: border }),
        'An image, its middle, and images that were made around that',
        '“alebrije inpaint” takes any mask and any image.',
      ),
      figure(
        await variationPicture(model, { image: 0, strengths: STRENGTHS }),
        'An image and variations of it that keep less and less',
        '“alebrije vary”: the strength is the share of the way to noise.',
      ),
    ],
  };
}
