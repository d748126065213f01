/** What a training draws after each epoch: always the same examples and codes, to be compared. */

import { planePanels } from '../../explore/figures/index.ts';
import type { EpochPictures } from '../train-run.ts';
import { toldClassNames } from './class-samples.ts';
import { priorCodes } from './codes.ts';
import { PLANE_REACH } from './denoised-samples.ts';
import { hasEncoder, type PicturedModel, shownShape, showsImages } from './picture.ts';
import { pointsOf, reconstructionPicture, shownPoints } from './reconstructions.ts';
import { sampleGrid } from './sample-grid.ts';

const SAMPLES = 64;
const OF_EACH_CLASS = 8;
/** The same codes in every run, so that runs can be compared too. */
const SEED = 1;

const POINTS = 1000;

/** Held-out points, and samples of the same noise. */
async function pointSamples(model: PicturedModel): Promise<Uint8Array> {
  const { session } = model;
  const samples = await session.decode(priorCodes(session.system.views, SEED, POINTS));
  return planePanels({
    title: `${POINTS.toLocaleString('en-US')} samples of the same noise`,
    panels: [
      {
        title: 'Held-out data',
        points: pointsOf(await session.prepare(shownPoints(model).values)),
      },
      { title: 'Samples', points: pointsOf(samples) },
    ],
    columns: 2,
    range: [-PLANE_REACH, PLANE_REACH],
    side: 340,
  });
}

/** Samples of fixed codes from the prior, 8 of each class where the model is told it. */
function samplesOf(model: PicturedModel): Promise<Uint8Array> {
  const { views } = model.session.system;
  const { classes, hasUniformPrior, denoising } = views;
  if (!showsImages(model)) return pointSamples(model);
  const codes = hasUniformPrior ? 'draws' : denoising ? 'noise' : 'codes from N(0, I)';
  if (classes === undefined) {
    return sampleGrid(model, priorCodes(views, SEED, SAMPLES), {
      title: `${SAMPLES} samples of the same ${codes}`,
    });
  }
  return sampleGrid(model, priorCodes(views, SEED, classes * OF_EACH_CLASS), {
    title: `${OF_EACH_CLASS} samples of each class, of the same ${codes}`,
    labels: Int32Array.from({ length: classes * OF_EACH_CLASS }, (_, place) =>
      Math.floor(place / OF_EACH_CLASS),
    ),
    columns: OF_EACH_CLASS,
    rowLabels: toldClassNames(model),
  });
}

/**
 * Reconstructions of ten validation images, one of each class, and for models with a normal prior
 * 8x8 samples of fixed codes, or 8 of each class that they are told; for points of two or three numbers
 * their reconstructions; for models without an encoder samples alone.
 */
export const epochPictures: EpochPictures = async (session, data, phase) => {
  const model = { session, data };
  const { hasNormalPrior } = session.system.views;
  if (!hasEncoder(model)) return { samples: await samplesOf(model) };
  const images = showsImages(model);
  const dimensions = shownShape(model)[0]!;
  if (!images && dimensions !== 2 && dimensions !== 3) return {};
  const count = Math.min(10, data.validation.values.shape[0]!);
  const note = phase.isLast
    ? undefined
    : `Phase “${phase.name}”: what is not trained yet is as random as at first.`;
  const reconstructions = (await reconstructionPicture(model, { count, note })).png;
  if (!images || !hasNormalPrior) return { reconstructions };
  return { reconstructions, samples: await samplesOf(model) };
};
