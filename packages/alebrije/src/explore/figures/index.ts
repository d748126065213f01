/** Pictures of data, codes and training, from plain arrays to PNG bytes. */
export type { FigureHeading } from './canvas.ts';
export { type HistogramsOptions, histograms } from './histograms.ts';
export { type ImageGridOptions, imageGrid } from './image-grid.ts';
export { encodePng, type ImageBatch } from './images.ts';
export { type InterpolationStripOptions, interpolationStrip } from './interpolation-strip.ts';
export {
  type HistoryEntry,
  type LossCurvesOptions,
  lossCurves,
  lossCurvesSvg,
  type ReferenceLine,
} from './loss-curves.ts';
export { type ManifoldOptions, manifold } from './manifold.ts';
export { type PointPairsOptions, type PointPanel, pointPairs } from './point-pairs.ts';
export type { ClassColouring, Colouring, ContinuousColouring, PointOptions } from './points.ts';
export { type ReconstructionGridOptions, reconstructionGrid } from './reconstruction-grid.ts';
export { type ScatterOptions, scatter } from './scatter.ts';
export { type Scatter3dOptions, scatter3d } from './scatter-3d.ts';
export { CLASS_COLOURS, classColour } from './theme.ts';
