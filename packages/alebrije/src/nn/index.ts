/** Layers, initialisers, losses and summaries. */

export * as initializers from './initializers.ts';
export type { Applied, Layer, LayerContext, Variables } from './layer.ts';
export { variablesOf } from './layer.ts';
export * from './layers.ts';
export {
  impliedDeviation,
  type Likelihood,
  logLikelihood,
  outputAsData,
  reconstructionError,
} from './likelihood.ts';
export * from './losses.ts';
export { type LayerSummary, type NetworkSummary, summarize } from './summary.ts';
