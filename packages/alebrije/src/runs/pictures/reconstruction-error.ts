/** How well validation examples are reconstructed, beside what knowing less would give. */

import { type Examples, exampleCount, takeFirst } from '../../data/dataset.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { HostTensor } from '../../graph/types.ts';
import { gatherCovariance } from '../../metrics/covariance.ts';
import { fitPca, pcaReconstruct } from '../../metrics/pca.ts';
import { meanSquaredError } from '../../metrics/reconstruction.ts';
import type { OpenModel } from '../open-model.ts';

export interface ReconstructionError {
  /** Validation examples measured on, and training examples that mean and PCA were fitted to. */
  readonly examples: number;
  readonly fitted: number;
  /** Mean squared error per value. */
  readonly mse: number;
  /** That of always answering with the mean training example. */
  readonly meanMse: number;
  /** That of a PCA with as many components as the code has numbers, where that is fewer than the data have. */
  readonly pcaMse?: number;
}

/** Enough for three digits; all of a large set would take long. */
const MOST_EXAMPLES = 1000;
const MOST_FITTED = 5000;

function firstOf(examples: Examples, most: number): HostTensor {
  return takeFirst(examples, Math.min(most, exampleCount(examples))).values;
}

/** Measures on the first 1,000 validation examples; mean and PCA are of the first 5,000 training ones. */
export async function measureReconstruction(model: OpenModel): Promise<ReconstructionError> {
  const { session, data, system, runtime } = model;
  const raw = firstOf(data.validation, MOST_EXAMPLES);
  const originals = await session.prepare(raw);
  const training = await session.prepare(firstOf(data.train, MOST_FITTED));
  const covariance = await gatherCovariance(runtime, [training]);
  const reconstructions = await session.reconstruct(raw);
  const constant = originals.data.map((_, index) => covariance.mean[index % covariance.size]!);
  const error = {
    examples: originals.shape[0]!,
    fitted: training.shape[0]!,
    mse: meanSquaredError(reconstructions, originals),
    meanMse: meanSquaredError({ ...originals, data: constant }, originals),
  };
  const { codeSize } = system.views;
  if (codeSize >= sizeOf(originals.shape.slice(1))) return error;
  const linear = pcaReconstruct(fitPca(covariance, codeSize), originals);
  return { ...error, pcaMse: meanSquaredError(linear, originals) };
}
