/** Runs as folders: start, continue, open. */

export { type AttributeFlips, type FlipOptions, measureFlips } from './attributes/flips.ts';
export { type NamedTerm, resolveTerms } from './attributes/terms.ts';
export { type NamedVectors, namedVectors, type VectorMethod } from './attributes/vectors.ts';
export { configure, parseConfig } from './config.ts';
export { type OpenModel, openModel } from './open-model.ts';
export {
  arithmeticPicture,
  attributesPicture,
  densityPicture,
  diffusionPictures,
  histogramPicture,
  inpaintPicture,
  interpolationPicture,
  morphPicture,
  type Picture,
  traversalPicture,
  variationPicture,
} from './pictures/index.ts';
export { continueRun, startRun, type TrainedRun } from './train-run.ts';
