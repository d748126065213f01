/** The section of a report on what the units of a code stand for. */

import type { ReportSection } from '../../explore/report/index.ts';
import { chooseUnits, firstFilters, unitActivities } from '../features.ts';
import type { OpenModel } from '../open-model.ts';
import { shownCodes } from '../pictures/codes.ts';
import { activatingPicture, decodedUnitsPicture, filtersPicture } from '../pictures/features.ts';
import { figure } from './figure.ts';

/** @returns nothing for a model whose code never changes */
export async function featureSection(model: OpenModel): Promise<ReportSection | undefined> {
  const activities = unitActivities(await shownCodes(model));
  if (chooseUnits(activities, 1).length === 0) return undefined;
  const activating = await activatingPicture(model);
  const { units, codeSize, dead } = activating.numbers as Record<string, number>;
  const found = firstFilters(model);
  const paragraphs = [
    `A code has ${codeSize === 1 ? 'one number' : `${codeSize} numbers`}, the units. Nobody told them what to stand for; training left each with something that helps to describe images. To find out what, one looks at both of its ends: which images make the unit large, and what the decoder draws when it is.`,
    'Units seldom stand for one thing in words. Where the images of a unit have nothing in common to the eye, it shares its work with others, and only together they mean something.',
  ];
  if (dead! > 0) {
    paragraphs.push(
      `${dead} of ${codeSize} units give the same number for every image: they have died, and the code is that much smaller.`,
    );
  }
  const figures = [
    figure(
      activating,
      `For each of ${units} units the images with its largest values`,
      'What a unit answers to. Held-out images, none picked by hand.',
    ),
    figure(
      await decodedUnitsPicture(model),
      `For each of ${units} units what the decoder draws when it alone is large`,
      'What a unit adds to the image that the mean of all codes decodes to.',
    ),
  ];
  if (found) {
    figures.push(
      figure(
        await filtersPicture(found),
        'The weights of the first layer as small images',
        'The first layer compares each image with these. Filters that are still noise were hardly used.',
      ),
    );
  }
  return { id: 'features', title: 'What the units stand for', paragraphs, figures };
}
