/** Mathematics of codes: arrays in, arrays out. */

export { drawPosteriors, type Posteriors } from './aggregated-posterior.ts';
export {
  addTerms,
  alongVector,
  differenceOfMeans,
  meanCode,
  scaleToMeans,
  scaleToReadout,
  type Term,
  withoutOthers,
} from './attribute-vectors.ts';
export { kernelPosteriors, mixtureLogDensity, normalLogDensity } from './density.ts';
export {
  asCodes,
  between,
  type Code,
  codeAt,
  dot,
  linear,
  type MorphOptions,
  morph,
  smooth,
  spherical,
  type Way,
} from './interpolate.ts';
export { evenValues, orderByKl, traversalGrid } from './traversal.ts';
