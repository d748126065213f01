/** Datasets by name or path. */

import { UserError } from '../errors.ts';
import { type Dataset, exampleCount, limitTraining } from './dataset.ts';
import type { DatasetEntry, LoadOptions } from './dataset-entry.ts';
import { datasetPath } from './dataset-path.ts';
import { DATASETS } from './entries.ts';
import { importedEntries, loadFromPath } from './user-datasets.ts';

export type { DatasetEntry, LoadOptions } from './dataset-entry.ts';
export { DATASETS } from './entries.ts';

/** Those with a name of their own, and those that were imported. */
export async function datasetEntries(): Promise<readonly DatasetEntry[]> {
  return [...DATASETS, ...(await importedEntries())];
}

/**
 * What is known of a dataset before it is loaded.
 * @param name of a dataset, or a path to the user's data, which are then read
 * @throws UserError if there is none of that name, or nothing can be read from the path
 */
export async function findDatasetEntry(
  name: string,
  options: Partial<LoadOptions> = {},
): Promise<DatasetEntry> {
  const own = DATASETS.find((candidate) => candidate.name === name);
  if (own) return own;
  const entries = await datasetEntries();
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry) return entry;
  const path = datasetPath(name);
  if (path !== undefined) return pathEntry(await loadFromPath(path, options.images, options));
  const names = entries.map((candidate) => candidate.name).join(', ');
  throw new UserError(
    `There is no dataset "${name}"; there are ${names}, or give the path of a folder or zip archive of images or of a CSV file`,
  );
}

/**
 * Loads a dataset.
 * @param name of a dataset, or a path to the user's data
 * @throws UserError if there is none, or as `DatasetEntry.load`
 */
export async function loadDataset(
  name: string,
  options: Partial<LoadOptions> = {},
): Promise<Dataset> {
  const entry = await findDatasetEntry(name, options);
  return entry.load({ seed: 0, ...options });
}

function pathEntry(dataset: Dataset): DatasetEntry {
  const { name, kind, train, test, source } = dataset;
  return {
    name,
    description: source,
    kind,
    shape: train.values.shape.slice(1),
    sizes: [exampleCount(train), exampleCount(test)],
    licence: "the user's own",
    load: async ({ count }) => limitTraining(dataset, count),
  };
}
