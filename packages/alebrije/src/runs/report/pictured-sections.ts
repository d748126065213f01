/** The sections of a report that show pictures of codes and of what they decode to. */

import type { ReportSection } from '../../explore/report/index.ts';
import type { OpenModel } from '../open-model.ts';
import { manifoldPicture } from '../pictures/code-manifold.ts';
import { scatterPicture } from '../pictures/code-scatter.ts';
import { interpolationPicture } from '../pictures/interpolation.ts';
import { classNamesOf, shownShape, showsImages } from '../pictures/picture.ts';
import { reconstructionPicture } from '../pictures/reconstructions.ts';
import { figure, percent } from './figure.ts';
import type { Measurements } from './numbers.ts';

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
    model.system.views.classes !== undefined
      ? 'Every point is the code of one example. Both networks are told its class, so the code need not hold it: the more the colours mix, the better code and class can be combined at will.'
      : classNamesOf(model)
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
