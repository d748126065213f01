/** Pictures of trained runs: PNG bytes, and the numbers they show. */
export { type DistanceOptions, distancesPicture } from './code-distances.ts';
export { histogramPicture } from './code-histograms.ts';
export { type ManifoldPictureOptions, manifoldPicture } from './code-manifold.ts';
export { projectionPicture } from './code-projection.ts';
export { scatterPicture } from './code-scatter.ts';
export { drawnCodesPicture } from './drawn-codes.ts';
export { epochPictures } from './epoch-pictures.ts';
export { historyPicture, historySvg } from './history-curves.ts';
export { type HoleWayOptions, holeWayPicture } from './hole-way.ts';
export { type InterpolationOptions, interpolationPicture } from './interpolation.ts';
export type { Picture, PicturedModel } from './picture.ts';
export { type ReconstructionOptions, reconstructionPicture } from './reconstructions.ts';
export { type SampleOptions, samplePicture } from './samples.ts';
