/** The section of a report on models that were trained to take noise off. */

import type { ReportSection } from '../../explore/report/index.ts';
import type { CorruptionName } from '../../nn/corruption.ts';
import type { OpenModel } from '../open-model.ts';
import { denoisingPicture } from '../pictures/denoising.ts';

const KINDS: Readonly<Record<CorruptionName, string>> = {
  gaussian: 'a draw from a Gaussian was added to every pixel',
  masking: 'pixels drawn by lot were made black',
  'salt-pepper': 'pixels drawn by lot were made black or white, by the toss of a coin',
  dropout: 'pixels drawn by lot were made black, and the others brighter to make up for it',
};

/** @returns nothing for a model that was trained on its inputs as they are */
export async function denoisingSection(model: OpenModel): Promise<ReportSection | undefined> {
  const { corruption } = model.system.views;
  if (!corruption) return undefined;
  const { png, levels, numbers } = await denoisingPicture(model);
  const helped = levels.filter(({ before, after }) => after < before);
  const [best] = helped.toSorted((a, b) => a.after / a.before - b.after / b.before);
  const paragraphs = [
    `While this model was trained, ${KINDS[corruption.name]}, but only on the way in: what it had to give back was the image as it was. It cannot do that by copying. It must know what images look like, well enough to tell what belongs to one from what does not. Outside of training nothing is corrupted.`,
  ];
  if (best) {
    const share = Math.round(100 * (1 - best.after / best.before));
    const clean = numbers.clean!.toPrecision(3);
    paragraphs.push(
      `Held-out images, corrupted anew: at level ${best.level} the model takes off ${share} % of the squared error. ${
        numbers.clean! < best.after
          ? `What stays is not only noise: images without any come back with an error of ${clean}, for the code is small. Where the noise is weaker than that, the images lose more than they gain.`
          : `Images without any noise come back with an error of ${clean}, which is no less, for the model never saw one of them while it was trained.`
      }`,
    );
  }
  return {
    id: 'denoising',
    title: 'Noise, and what is left of it',
    paragraphs,
    figures: [
      {
        image: png,
        alt: 'Rows of held-out images, under them at three levels the same with noise and denoised',
        caption:
          'Mean squared errors per pixel, against the original. “alebrije denoise” shows other noises and levels, and takes images of your own.',
      },
    ],
  };
}
