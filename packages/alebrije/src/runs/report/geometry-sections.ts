/** The sections of a report about neighbours and distances: what of the data's shape the codes keep. */

import { exampleCount } from '../../data/dataset.ts';
import { UserError } from '../../errors.ts';
import type { ReportSection } from '../../explore/report/index.ts';
import type { OpenModel } from '../open-model.ts';
import { distancesPicture } from '../pictures/code-distances.ts';
import { projectionPicture } from '../pictures/code-projection.ts';
import { classNamesOf, type Picture, shownExamples } from '../pictures/picture.ts';
import { figure, percent } from './figure.ts';

/** Examples of a report; the commands take more. */
const LAID_OUT = 1000;
const COMPARED = 500;

/** A section of one picture; where it cannot be drawn, of the reason. */
async function drawn(
  section: ReportSection,
  draw: () => Promise<Picture>,
  show: (picture: Picture) => Partial<ReportSection>,
): Promise<ReportSection> {
  try {
    return { ...section, ...show(await draw()) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...section, paragraphs: [`There is no picture of this run: ${error.message}.`] };
  }
}

const countOf = (model: OpenModel, most: number) =>
  Math.min(most, exampleCount(shownExamples(model).examples));

/** Codes of more than two numbers laid out by t-SNE. */
export function layoutSection(model: OpenModel): Promise<ReportSection> | undefined {
  const { codeSize } = model.system.views;
  if (codeSize <= 2) return undefined;
  const draw = () =>
    projectionPicture(model, { method: 'tsne', dims: 2, count: countOf(model, LAID_OUT) });
  return drawn({ id: 'layout', title: 'Who is near whom' }, draw, (picture) => {
    const { trustworthiness = 0, knnAccuracy, knnAccuracyCodes } = picture.numbers;
    const told =
      knnAccuracy === undefined || knnAccuracyCodes === undefined
        ? ''
        : ` Asked for the class of most of its ten neighbours, an example is told right in ${percent(knnAccuracy)} of the cases here, and in ${percent(knnAccuracyCodes)} among the codes themselves.`;
    const found =
      classNamesOf(model) && model.system.views.classes === undefined
        ? ' Islands of one colour are classes that the code keeps apart without having been told of them.'
        : '';
    return {
      paragraphs: [
        `A projection along two directions hides what lies apart in the others. t-SNE gives that up: it lays the codes out so that those who are neighbours among the ${codeSize} numbers are neighbours on the page.${found} How far apart two islands are, and how large, says little.`,
        `How far that went can be measured. Trustworthiness, here ${trustworthiness.toFixed(3)}, is 1 if all neighbours on the page are neighbours among the codes, and about 0.5 if they are drawn by lot.${told}`,
      ],
      figures: [
        figure(
          picture,
          'Codes laid out by t-SNE, coloured by class, with the images of some',
          '“alebrije project” lays out more examples, also by PCA or UMAP, and in space.',
        ),
      ],
    };
  });
}

/** Distances in the data against those of codes, PCA and a random projection. */
export function distancesSection(model: OpenModel): Promise<ReportSection> {
  const draw = () => distancesPicture(model, { count: countOf(model, COMPARED) });
  return drawn({ id: 'distances', title: 'Whether distances are kept' }, draw, (picture) => {
    const { codesStress = 0, pcaStress, randomStress = 0, codeSize, count } = picture.numbers;
    const besides =
      pcaStress === undefined ? '' : `, of PCA with as many numbers ${percent(pcaStress)}`;
    const verdict =
      codesStress < randomStress
        ? 'These codes keep distances better than chance does'
        : 'Chance keeps distances better than these codes, which were only asked to be decodable';
    return {
      paragraphs: [
        `Even random numbers keep distances. W. B. Johnson and J. Lindenstrauss showed in 1984 that projecting points along random directions changes none of their distances by much, if only the directions are many: the dotted lines are what is proved for ${codeSize} of them and ${count} examples, whatever the examples are. That is what a code has to be compared with.`,
        `The stress, the part of the distances that is lost when all are multiplied with the factor that fits best, is ${percent(codesStress)} of the codes${besides}, and of the random projection ${percent(randomStress)}. ${verdict}.`,
      ],
      figures: [
        figure(
          picture,
          'Distances in the data against distances after each map, and the ratios of both',
          'Each cell of the upper pictures counts pairs of examples, the lighter the more. “alebrije distances” compares more of them.',
        ),
      ],
    };
  });
}
