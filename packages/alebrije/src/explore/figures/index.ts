/** Pictures of data, codes and training, from plain arrays to PNG bytes. */
export { type AnomalyBand, type AnomalyGridOptions, anomalyGrid } from './anomaly-grid.ts';
export type { FigureHeading } from './canvas.ts';
export { heatMaps, type PixelMaps, signedMaps } from './colour-maps.ts';
export { type DenoisingBand, type DenoisingGridOptions, denoisingGrid } from './denoising-grid.ts';
export { type DensityMapOptions, densityMap } from './density-map.ts';
export {
  type DistancePanelsOptions,
  distancePanels,
  type MappedDistances,
} from './distance-panels.ts';
export { type DotPlotOptions, type DotRow, dotPlot, dotPlotSvg } from './dot-plot.ts';
export {
  type FilmOptions,
  film,
  type PictureFilmOptions,
  pictureFilm,
  thereAndBack,
} from './film.ts';
export { type HistogramsOptions, histograms } from './histograms.ts';
export { type ImageBand, type ImageBandsOptions, imageBands } from './image-bands.ts';
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
export {
  type CurvePanel,
  type NamedCurve,
  type OverlaidCurvesOptions,
  overlaidCurves,
} from './overlaid-curves.ts';
export {
  type Arrow,
  type PlanePanel,
  type PlanePanelsOptions,
  planePanels,
} from './plane-panels.ts';
export { type PointPairsOptions, type PointPanel, pointPairs } from './point-pairs.ts';
export type { ClassColouring, Colouring, ContinuousColouring, PointOptions } from './points.ts';
export { type ReconstructionGridOptions, reconstructionGrid } from './reconstruction-grid.ts';
export { type RocCurve, type RocCurvesOptions, rocCurves } from './roc-curves.ts';
export { type ScatterOptions, scatter } from './scatter.ts';
export { type Scatter3dOptions, scatter3d } from './scatter-3d.ts';
export type { ScatterOverlay } from './scatter-overlays.ts';
export { type ScoreGroup, type ScoreHistogramOptions, scoreHistogram } from './score-histogram.ts';
export { type SpaceScatterOptions, spaceScatter } from './space-scatter.ts';
export { stackedFigures } from './stacked-figures.ts';
export { CLASS_COLOURS, classColour } from './theme.ts';
export { type ThumbnailScatterOptions, thumbnailScatter } from './thumbnail-scatter.ts';
export type { Thumbnails } from './thumbnails.ts';
export { type UnitGridOptions, unitGrid } from './unit-grid.ts';
