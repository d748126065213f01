/** Evaluation: pure functions over arrays, codes and posteriors. */

export { type Covariance, covarianceOf } from './covariance.ts';
export {
  codebookPerplexity,
  type DiscreteCodes,
  independentCodesNll,
  usedCodes,
} from './discrete-codes.ts';
export { betaVaeMetric } from './disentanglement/beta-vae-metric.ts';
export { completenessOf, type Dci, dci, disentanglementOf } from './disentanglement/dci.ts';
export { factorVaeMetric } from './disentanglement/factor-vae-metric.ts';
export {
  type FactoredCodes,
  freshGroups,
  pooledGroups,
  type Representation,
} from './disentanglement/factors.ts';
export { mutualInformationGap } from './disentanglement/mutual-information-gap.ts';
export { separatedPredictability } from './disentanglement/separated-predictability.ts';
export { type Evidence, evidenceOf, type LatentVariableModel } from './evidence.ts';
export { type NormalFit, normalFit, normalFits } from './kolmogorov-smirnov.ts';
export { fitLinearProbe, linearProbeAccuracy, probeDirection } from './linear-probe.ts';
export { linearReadouts } from './linear-readout.ts';
export { knnAccuracy, type LabelledCodes } from './nearest-neighbours.ts';
export { activeUnits, countActiveUnits, posteriorStatistics } from './posterior.ts';
export { diagnosePosterior } from './posterior-diagnosis.ts';
export {
  binaryCrossEntropy,
  meanAbsoluteError,
  meanSquaredError,
} from './reconstruction.ts';
export { auroc, rocCurve } from './roc.ts';
export { classShares, divergence, evenness } from './sampling/class-shares.ts';
export { frechetDistance } from './sampling/frechet-distance.ts';
export { imagePatches } from './sampling/image-patches.ts';
export { kernelDistance } from './sampling/kernel-distance.ts';
export {
  ballsAround,
  type NeighbourhoodOverlap,
  neighbourhoodOverlap,
} from './sampling/neighbourhood-overlap.ts';
export { slicedWasserstein } from './sampling/sliced-wasserstein.ts';
export { structuralSimilarity } from './ssim.ts';
