/** The sections of a report that show pictures of codes and of what they decode to. */

import type { ReportFigure, ReportSection } from '../../explore/report/index.ts';
import type { OpenModel } from '../open-model.ts';
import { histogramPicture } from '../pictures/code-histograms.ts';
import { manifoldPicture } from '../pictures/code-manifold.ts';
import { holesPicture, scatterPicture } from '../pictures/code-scatter.ts';
import { interpolationPicture } from '../pictures/interpolation.ts';
import { classNamesOf, type Picture, shownShape, showsImages } from '../pictures/picture.ts';
import { reconstructionPicture } from '../pictures/reconstructions.ts';
import type { Measurements } from './numbers.ts';

function figure({ png }: Picture, alt: string, caption: string): ReportFigure {
  return { image: png, alt, caption };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

const isFlat = ({ system }: OpenModel) => system.views.codeSize === 2;

/** Images twice as many as a command shows: two of each of ten classes. */
const RECONSTRUCTED = 20;

export async function reconstructionSection(
  model: OpenModel,
  { mse }: Measurements,
): Promise<ReportSection> {
  const { validation } = model.data;
  const count = Math.min(RECONSTRUCTED, validation.values.shape[0]!);
  const picture = await reconstructionPicture(model, { count, measured: mse });
  const images = showsImages(model);
  return {
    id: 'reconstructions',
    title: 'Originals and reconstructions',
    paragraphs: [
      images
        ? 'Held-out images go through the encoder and back through the decoder. What both rows share is what the code could hold; prints, straps and folds are usually lost first, and what the code leaves open comes out blurred: the mean of all it could have been.'
        : 'Points go through the encoder and back through the decoder. The closer they come to where they started, the better the code holds them.',
    ],
    figures: [
      figure(
        picture,
        images
          ? 'Rows of original images, each above its reconstruction'
          : 'Original points and their reconstructions',
        images
          ? 'Above the original, below what the decoder makes of its code. The mean squared error compares them pixel by pixel, from 0 (equal) to 1.'
          : shownShape(model)[0] === 3
            ? 'Short lines join each point and its reconstruction.'
            : 'Each point has the same colour on both sides.',
      ),
    ],
  };
}

export async function codeSection(model: OpenModel): Promise<ReportSection> {
  const picture = await scatterPicture(model);
  const { varianceShare = 1 } = picture.numbers;
  const { codeSize, hasNormalPrior } = model.system.views;
  const paragraphs = [
    classNamesOf(model)
      ? 'Every point is the code of one example. The encoder never saw a class, so where one colour keeps together, the code has found on its own what makes its members alike.'
      : 'Every point is the code of one example. The encoder never saw the colours; where they change smoothly, neighbours in the data are neighbours in the code.',
  ];
  if (!isFlat(model)) {
    paragraphs.push(
      `Codes of ${codeSize} numbers do not fit on a page. The picture shows them from the side from which they are spread most, along their first two principal components, which hold ${percent(varianceShare)} of their variance. Colours that overlap here may still be apart in other directions.`,
    );
  }
  if (hasNormalPrior) {
    paragraphs.push(
      'The prior N(0, I) puts 39 % of its codes inside the first dashed circle, 86 % inside the second and 99 % inside the third, evenly all around. The better the points fill them, the more of what is drawn from the prior looks like the data.',
    );
  }
  return {
    id: 'codes',
    title: 'Where the codes lie',
    paragraphs,
    figures: [
      figure(
        picture,
        'Scatter of the codes in a plane, coloured by class or by place',
        hasNormalPrior
          ? 'Codes are drawn at the means of their clouds.'
          : 'There is no circle to fill: a plain autoencoder puts its codes wherever they serve the reconstruction.',
      ),
    ],
  };
}

export async function planeSection(model: OpenModel): Promise<ReportSection> {
  const images = await manifoldPicture(model, { codes: false });
  const overlaid = await manifoldPicture(model);
  return {
    id: 'plane',
    title: 'What the decoder makes of the plane',
    paragraphs: [
      `A grid of codes ${isFlat(model) ? 'over the plane' : 'along the first two principal components, through the mean of all codes,'} goes through the decoder, and each image is drawn at its code. Such a picture is called the decoded manifold: it is a map of everything the decoder can draw there. Neighbours should look alike; where the map is empty or smeared, no training image had its code.`,
    ],
    figures: [
      figure(
        images,
        'A grid of decoded images that change smoothly from place to place',
        'The map. It covers the middle 99 % of the codes along either axis.',
      ),
      figure(
        overlaid,
        'The same grid, paler, with the codes of real images over it',
        'The same map under the codes of held-out images: where there are points, the decoder was trained; between them it guesses.',
      ),
    ],
  };
}

export async function interpolationSection(model: OpenModel): Promise<ReportSection> {
  const { hasNormalPrior } = model.system.views;
  const straight = figure(
    await interpolationPicture(model),
    'Rows of images that turn from one garment into another',
    'In equal steps along the straight line between two codes.',
  );
  const paragraphs = [
    'Mixing two images pixel by pixel gives a double exposure. Mixing their codes should give, at every step, an image that could be real. Where a row fades or breaks, the way led through a hole.',
  ];
  if (!hasNormalPrior) {
    return { id: 'interpolation', title: 'From one to another', paragraphs, figures: [straight] };
  }
  const arc = figure(
    await interpolationPicture(model, { spherical: true }),
    'The same pairs along arcs',
    'The same pairs along an arc about the origin.',
  );
  paragraphs.push(
    `In many dimensions nearly all codes of N(0, I) lie about equally far from the origin, and a straight line between two of them cuts through the middle, where there are hardly any. Spherical interpolation goes around, on an arc.${isFlat(model) ? ' With codes of only two numbers neither way is better in general.' : ''}`,
  );
  return {
    id: 'interpolation',
    title: 'From one to another',
    paragraphs,
    figures: [straight, arc],
  };
}

/** New examples from the prior, and whether the codes follow it; for models that have one. */
export async function priorSection(model: OpenModel, samples: Picture): Promise<ReportSection> {
  const { inHoles, sampleDistance } = samples.numbers;
  const histogram = model.system.views.posterior ? await histogramPicture(model) : undefined;
  const paragraphs = [
    'Here the decoder works alone: codes are drawn from the prior N(0, I), with no image to start from, and decoded. This is what makes the model generative. It works as far as the codes of the data, taken together, look like the prior; the KL part of the loss has trained them to.',
  ];
  if (inHoles !== undefined) {
    paragraphs.push(
      `How far that went can be counted. ${percent(inHoles)} of the codes drawn from the prior lie in holes, that is, farther from every code the decoder was trained on than 99 % of the codes of new images. If both were the same distribution, it would be 1 %. Plain autoencoders, whose codes can only be drawn evenly from the box around them, usually have more than half.`,
    );
  }
  if (sampleDistance !== undefined) {
    paragraphs.push(
      `Samples lie ${sampleDistance.toPrecision(2)} from the nearest training point in the mean.`,
    );
  }
  const figures = [
    figure(samples, 'Samples decoded from codes drawn from the prior', 'Nothing was picked.'),
  ];
  if (histogram) {
    const { activeUnits = 0, kl = 0 } = histogram.numbers;
    const { codeSize } = model.system.views;
    const ignored =
      activeUnits < codeSize
        ? ` ${activeUnits} of ${codeSize} carry information; the others follow the prior whatever the example, and the decoder ignores them.`
        : '';
    paragraphs.push(
      `The histograms below compare codes and prior number by number.${ignored} The KL divergence, ${kl.toFixed(1)} nats or ${(kl / Math.LN2).toFixed(1)} bits, is the most that a code tells about its example, on average.`,
    );
    figures.push(
      figure(
        histogram,
        'Histograms of the codes against the bell curve of the prior',
        'One code drawn from the cloud of each held-out example. μ and σ would be 0 and 1.',
      ),
    );
  }
  return { id: 'samples', title: 'New examples from the prior', paragraphs, figures };
}

/** What happens to codes that belong to no example, for models without a prior. */
export async function holesSection(model: OpenModel, samples: Picture): Promise<ReportSection> {
  const { inHoles, sampleDistance, reconstructionDistance } = samples.numbers;
  const paragraphs = [
    'To make a new example one needs a new code. But from where? Training only asked for codes that can be decoded, not for codes that lie anywhere in particular: no distribution is known from which to draw one.',
  ];
  if (inHoles !== undefined) {
    paragraphs.push(
      `The best one can do without knowing more is to draw codes evenly from the box around the training codes. Then ${percent(inHoles)} of them lie in holes: farther from every training code than 99 % of the codes of new images. There the decoder was never trained, and it shows.`,
    );
  }
  if (reconstructionDistance !== undefined && sampleDistance !== undefined) {
    const attempt =
      shownShape(model)[0] === 2
        ? 'One may try the standard Gaussian N(0, I) all the same.'
        : 'One may draw codes evenly from the box around the training codes.';
    paragraphs.push(
      `${attempt} But while reconstructions lie ${reconstructionDistance.toPrecision(2)} from the nearest training point in the mean, such codes decode to points ${sampleDistance.toPrecision(2)} away${sampleDistance > 2 * reconstructionDistance ? ': they miss the data' : ''}.`,
    );
  }
  paragraphs.push(
    'A variational autoencoder mends both faults with one more part in its loss. It says from which distribution codes are to be drawn, N(0, I), and trains the encoder to put its codes there, side by side and without holes. Train one on the same data and compare its section “New examples from the prior”.',
  );
  const figures = [
    figure(
      samples,
      'What the decoder makes of codes that belong to no example',
      'Nothing was picked. What looks real here comes from codes that fell among those of real examples.',
    ),
  ];
  if (isFlat(model)) {
    figures.push(
      figure(
        await holesPicture(model),
        'Training codes, and codes drawn evenly from the box around them',
        'An even draw ignores where the codes are. Classes usually take up unequal room, too, so that some are drawn far too often.',
      ),
    );
  }
  return { id: 'holes', title: 'Why this does not generate', paragraphs, figures };
}
