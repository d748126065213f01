/** The data of a run that is about to begin. */

import type { PreparationOptions } from '../data/dataset-entry.ts';
import type { Recipe, TrainingConfig } from '../recipes/recipe.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { LockedRun } from '../train/files/run-folder.ts';
import { storeEncodedData } from './codecs/encoded-data.ts';
import type { FrozenModel } from './codecs/frozen-model.ts';
import { learnsCodes, prepareEncodedData } from './codecs/open-codec.ts';
import { prepareData, type RunData } from './data.ts';

export interface NewData {
  readonly data: RunData;
  /** As the run keeps them. */
  readonly settings: TrainingConfig;
  /** What the data are codes of, where they are. */
  readonly codec?: FrozenModel;
}

export interface NewDataOptions extends PreparationOptions {
  /** Encodes the data where the recipe learns codes. */
  readonly starting: Promise<Runtime>;
  readonly runsFolder: string;
}

/** @throws UserError as `prepareData`, or `prepareEncodedData` where the recipe learns codes */
export async function prepareNewData(
  recipe: Recipe,
  config: TrainingConfig,
  { starting, runsFolder, ...options }: NewDataOptions,
): Promise<NewData> {
  if (learnsCodes(recipe)) {
    const runtime = await starting;
    return prepareEncodedData(recipe, config, { ...options, runtime, runsFolder });
  }
  const data = await prepareData(config, options);
  return { data, settings: { ...config, data: data.dataset.name } };
}

/**
 * Writes into a run's folder what it needs of its data besides the dataset's name.
 * @throws UserError if the disk refuses; the run is then no longer locked
 */
export async function storeNewData(run: LockedRun, { data, codec }: NewData): Promise<void> {
  if (!codec) return;
  try {
    await storeEncodedData(run.path, { data, codec });
  } catch (error) {
    run.lock.release();
    throw error;
  }
}
