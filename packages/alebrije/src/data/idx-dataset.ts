/** Datasets in the layout of MNIST: four IDX files, with checksums, in one of several folders. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { cacheFolder, defaultCacheFolder } from './cache.ts';
import type { Dataset, Examples } from './dataset.ts';
import type { DatasetDownloadOptions } from './dataset-entry.ts';
import { downloadFile } from './download.ts';
import { pairImagesWithLabels } from './idx.ts';
import { decodeIdx, readIdxFile } from './idx-file.ts';

/** One file by its name without `.gz`, and the SHA-256 of its uncompressed contents. */
export interface IdxFile {
  readonly name: string;
  readonly sha256: string;
}

export interface IdxPart {
  readonly images: IdxFile;
  readonly labels: IdxFile;
}

/** The files of one version of a dataset. */
export interface IdxFiles {
  readonly train: IdxPart;
  readonly test: IdxPart;
}

export interface IdxDataset {
  readonly name: string;
  /** For messages: 'The full Fashion-MNIST'. */
  readonly title: string;
  readonly classNames: readonly string[];
  readonly files: IdxFiles;
  /** What to do if it is missing, for the ends of messages. */
  readonly mend: string;
}

/** Folders where a dataset of this name is looked for: the caches, then where packages install it. */
export function idxFolders(
  name: string,
  installed: readonly string[] = [],
  environment: NodeJS.ProcessEnv = process.env,
): string[] {
  const caches = [cacheFolder(environment), defaultCacheFolder()];
  return [...new Set(caches.map((folder) => join(folder, name))), ...installed];
}

/**
 * The dataset from the first of `folders` that has all four files, plain or with `.gz`.
 * @throws UserError if no folder has them, or if a file of the first that has them is damaged
 */
export async function loadIdxDataset(
  dataset: IdxDataset,
  folders: readonly string[],
): Promise<Dataset> {
  const folder = folders.find((candidate) => isComplete(candidate, dataset.files));
  if (folder === undefined) throw new UserError(describeSearch(dataset, folders));
  return loadIdxFolder(folder, dataset);
}

/** @throws UserError if a file is missing, damaged or another one than it should be */
export async function loadIdxFolder(
  folder: string,
  { name, classNames, files }: Pick<IdxDataset, 'name' | 'classNames' | 'files'>,
): Promise<Dataset> {
  const [train, test] = await Promise.all([
    loadPart(folder, files.train),
    loadPart(folder, files.test),
  ]);
  const source = `${folder}, checksums right`;
  return { name, kind: 'image', train, test, classNames, source };
}

/**
 * Downloads the files into a folder, keeping those that are there and right.
 * @returns the folder
 * @throws UserError if a file cannot be had or is another one than it should be
 */
export async function downloadIdxFiles(
  files: IdxFiles,
  folder: string,
  baseUrl: string,
  { onProgress, signal }: DatasetDownloadOptions,
): Promise<string> {
  for (const { name, sha256 } of allFiles(files)) {
    const path = join(folder, `${name}.gz`);
    const right = existsSync(path) && (await isRight(path, sha256));
    if (right) continue;
    const url = `${baseUrl}/${name}.gz`;
    const verify = (bytes: Uint8Array) => decodeIdx(bytes, url, sha256);
    await downloadFile(url, path, { verify, onProgress, signal });
  }
  return folder;
}

/** Whether a folder has all files. */
export function isComplete(folder: string, files: IdxFiles): boolean {
  return missingFiles(folder, files).length === 0;
}

/** Whether a folder has any of the files. */
export function isBegun(folder: string, files: IdxFiles): boolean {
  return missingFiles(folder, files).length < allFiles(files).length;
}

async function isRight(path: string, sha256: string): Promise<boolean> {
  try {
    await readIdxFile(path, sha256);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function allFiles({ train, test }: IdxFiles): IdxFile[] {
  return [train.images, train.labels, test.images, test.labels];
}

/** The path of a file in a folder, compressed or plain, if it is there. */
function findFile(folder: string, name: string): string | undefined {
  return [join(folder, `${name}.gz`), join(folder, name)].find((path) => existsSync(path));
}

function missingFiles(folder: string, files: IdxFiles): IdxFile[] {
  return allFiles(files).filter(({ name }) => findFile(folder, name) === undefined);
}

function describeSearch({ title, files, mend }: IdxDataset, folders: readonly string[]): string {
  const places = folders.map((folder) => {
    const missing = missingFiles(folder, files).map(({ name }) => name);
    return isBegun(folder, files) ? `${folder} (lacks ${missing.join(', ')})` : folder;
  });
  const hint = process.env.ALEBRIJE_CACHE ? '' : '$ALEBRIJE_CACHE (not set), ';
  return `${title} is not in ${hint}${places.join(', ')}: ${mend}`;
}

async function loadPart(folder: string, part: IdxPart): Promise<Examples> {
  const read = ({ name, sha256 }: IdxFile) =>
    readIdxFile(findFile(folder, name) ?? join(folder, `${name}.gz`), sha256);
  const [images, labels] = await Promise.all([read(part.images), read(part.labels)]);
  return pairImagesWithLabels(images, labels, `${part.images.name} in ${folder}`);
}
