/** Pictures of trained runs: PNG bytes, and the numbers they show. */
export { histogramPicture } from './code-histograms.ts';
export { type ManifoldPictureOptions, manifoldPicture } from './code-manifold.ts';
export { holesPicture, scatterPicture } from './code-scatter.ts';
export { epochPictures } from './epoch-pictures.ts';
export { historyPicture, historySvg } from './history-curves.ts';
export { type InterpolationOptions, interpolationPicture } from './interpolation.ts';
export type { Picture, PicturedModel } from './picture.ts';
export { type ReconstructionOptions, reconstructionPicture } from './reconstructions.ts';
export { type SampleOptions, samplePicture } from './samples.ts';
