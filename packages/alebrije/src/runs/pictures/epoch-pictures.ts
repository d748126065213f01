/** What a training draws after each epoch: always the same examples and codes, to be compared. */

import type { EpochPictures } from '../train-run.ts';
import { normalCodes } from './codes.ts';
import { shownShape, showsImages } from './picture.ts';
import { reconstructionPicture } from './reconstructions.ts';
import { sampleGrid } from './samples.ts';

const SAMPLES = 64;
/** The same codes in every run, so that runs can be compared too. */
const SEED = 1;

/**
 * Reconstructions of ten validation images, one of each class, and for models with a normal prior
 * 8x8 samples of fixed codes; for points of two or three numbers their reconstructions.
 */
export const epochPictures: EpochPictures = async (session, data, phase) => {
  const model = { session, data };
  const { codeSize, hasNormalPrior } = session.system.views;
  const images = showsImages(model);
  const dimensions = shownShape(model)[0]!;
  if (!images && dimensions !== 2 && dimensions !== 3) return {};
  const count = Math.min(10, data.validation.values.shape[0]!);
  const note = phase.isLast
    ? undefined
    : `Phase “${phase.name}”: what is not trained yet is as random as at first.`;
  const reconstructions = (await reconstructionPicture(model, { count, note })).png;
  if (!images || !hasNormalPrior) return { reconstructions };
  const samples = await sampleGrid(model, normalCodes(SEED, SAMPLES, codeSize), {
    title: '64 samples of the same codes from N(0, I)',
  });
  return { reconstructions, samples };
};
