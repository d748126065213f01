/** The user's own data: read from where they lie, or imported into the cache under a name. */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../errors.ts';
import { cacheFolder } from './cache.ts';
import { csvFingerprint, readCsvDataset } from './csv-dataset.ts';
import { type Dataset, limitTraining } from './dataset.ts';
import type {
  DatasetEntry,
  ImageTarget,
  LoadOptions,
  PreparationOptions,
} from './dataset-entry.ts';
import { readDatasetFile, readDatasetHeader, writeDatasetFile } from './dataset-file.ts';
import { importedFile, importedFolder, isCsvPath } from './dataset-path.ts';
import { withFiles } from './files/open-files.ts';
import { imagesFingerprint, readImageDataset } from './images/image-dataset.ts';

const SUFFIX = '.safetensors';

export interface ImportOptions extends PreparationOptions {
  /** Of the dataset; that of the file or folder unless given. */
  readonly name?: string;
  readonly images?: ImageTarget;
  /** Of a CSV file: bring every column to mean 0 and standard deviation 1. */
  readonly standardise?: boolean;
  /** Take the place of a dataset of the same name that was imported before. */
  readonly replace?: boolean;
  /** What to call where the data lie, in place of the path. */
  readonly location?: string;
}

export interface ImportedDataset {
  readonly dataset: Dataset;
  readonly file: string;
}

/** 'My Photos (2024).zip' → 'my-photos-2024'. */
function nameOf(path: string): string {
  const plain = basename(path).replace(/\.(zip|csv|tsv)$/i, '');
  return plain
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

function checkName(name: string, taken: readonly string[]): void {
  if (!/^[a-z0-9][a-z0-9._-]*$/i.test(name)) {
    throw new UserError(
      `${JSON.stringify(name)} is no name for a dataset: use letters, digits, - and _, with --name`,
    );
  }
  if (taken.includes(name)) {
    throw new UserError(`${name} is the name of a dataset already: choose another with --name`);
  }
}

/**
 * Reads the user's data and puts them into the cache under a name.
 * @param path a folder or zip archive of images, or a CSV file
 * @param taken names that other datasets have
 * @throws UserError if they cannot be read, or the name is taken
 */
export async function importDataset(
  path: string,
  options: ImportOptions,
  taken: readonly string[],
): Promise<ImportedDataset> {
  const { name = nameOf(path), images = {}, standardise = false, replace = false } = options;
  checkName(name, taken);
  const file = importedFile(name);
  if (existsSync(file) && !replace) {
    throw new UserError(
      `${name} was imported before: give --replace to import it again, or another --name`,
    );
  }
  if (isCsvPath(path)) {
    if (Object.keys(images).length > 0) {
      throw new UserError(`${path} holds vectors: --size, --grey and --colour are for images`);
    }
    const dataset = await readCsvDataset(path, name, { standardise });
    await writeDatasetFile(file, dataset, await csvFingerprint(path, { standardise }));
    return { dataset, file };
  }
  if (standardise) throw new UserError(`${path} holds images: --standardise is for CSV files`);
  return withFiles(path, async (source) => {
    const called = { ...source, location: options.location ?? source.location };
    const dataset = await readImageDataset(called, name, images, options);
    await writeDatasetFile(file, dataset, imagesFingerprint(source, images));
    return { dataset, file };
  });
}

/** What was imported, by name; damaged files too, which then do not load. */
export async function importedEntries(): Promise<DatasetEntry[]> {
  const names = await readdir(importedFolder()).catch(() => []);
  const files = names.filter((name) => name.endsWith(SUFFIX)).sort();
  return Promise.all(files.map((file) => importedEntry(join(importedFolder(), file))));
}

async function importedEntry(file: string): Promise<DatasetEntry> {
  const name = basename(file, SUFFIX);
  const common = {
    name,
    licence: "the user's own",
    mend: `run \`alebrije datasets import PATH --name ${name} --replace\` with the data's own path`,
    load: async ({ count }: LoadOptions) => {
      const { dataset } = await readDatasetFile(file);
      const source = `${dataset.source}, imported into ${file}`;
      return limitTraining({ ...dataset, name, source }, count);
    },
  };
  try {
    const { description, tensors } = await readDatasetHeader(file);
    const [train, test] = ['train.values', 'test.values'].map((part) => tensors.get(part)!.shape);
    return {
      ...common,
      description: `Imported: ${description.source}`,
      kind: description.kind,
      shape: train!.slice(1),
      sizes: [train![0]!, test![0]!],
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const description = 'Imported, but its file is damaged';
    return { ...common, description, kind: 'vector', shape: [0], sizes: [0, 0] };
  }
}

/**
 * The user's data from where they lie. Images are kept in the cache as they are used, and read anew
 * when one of them was changed.
 * @param path absolute
 * @throws UserError if there is nothing, or it cannot be read
 */
export async function loadFromPath(
  path: string,
  images: ImageTarget = {},
  options: PreparationOptions = {},
): Promise<Dataset> {
  if (!existsSync(path)) throw new UserError(`there is no file or folder ${path}: check the path`);
  if (isCsvPath(path)) return readCsvDataset(path, path);
  return withFiles(path, async (source) => {
    const fingerprint = imagesFingerprint(source, images);
    const key = createHash('sha256')
      .update(JSON.stringify([path, images]))
      .digest('hex');
    const file = join(cacheFolder(), 'folders', `${key.slice(0, 32)}${SUFFIX}`);
    if (existsSync(file)) {
      const stored = await readDatasetFile(file).catch(() => undefined);
      if (stored?.fingerprint === fingerprint) return stored.dataset;
    }
    const dataset = await readImageDataset(source, path, images, options);
    await writeDatasetFile(file, dataset, fingerprint);
    return dataset;
  });
}
