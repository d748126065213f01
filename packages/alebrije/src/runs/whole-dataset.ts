/** The dataset that a run was trained on, however much of it the run saw, and whatever encoded it. */

import type { Dataset } from '../data/dataset.ts';
import { loadDataset } from '../data/registry.ts';
import { imageTarget } from './data.ts';
import type { OpenModel } from './open-model.ts';

/** Loaded again where the run has only a part of it, or codes, which are for a model to draw. */
export async function wholeDataset(
  { data, config }: Pick<OpenModel, 'data' | 'config'>,
  signal?: AbortSignal,
): Promise<Dataset> {
  return config.examples === null && !data.info.codec
    ? data.dataset
    : loadDataset(config.data, { seed: config.seed, images: imageTarget(config), signal });
}
