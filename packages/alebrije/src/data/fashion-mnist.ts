/**
 * Fashion-MNIST (Xiao, Rasul and Vollgraf 2017, github.com/zalandoresearch/fashion-mnist): the full
 * set from the first folder that has it, and the subset that comes with the package.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';
import { cacheFolder, defaultCacheFolder } from './cache.ts';
import type { Dataset, Examples } from './dataset.ts';
import { type DownloadOptions, downloadFile } from './download.ts';
import { FASHION_MNIST_CLASSES } from './fashion-mnist-classes.ts';
import { pairImagesWithLabels } from './idx.ts';
import { decodeIdx, readIdxFile } from './idx-file.ts';

/** One file by its name without `.gz`, and the SHA-256 of its uncompressed contents. */
export interface FashionFile {
  readonly name: string;
  readonly sha256: string;
}

/** The files of one version of the dataset. */
export interface FashionFiles {
  readonly train: FashionPart;
  readonly test: FashionPart;
}

export interface FashionPart {
  readonly images: FashionFile;
  readonly labels: FashionFile;
}

/**
 * The checksums are of the uncompressed files, because the official files and Debian's differ in
 * the gzip header (file name and time) and in nothing else: with the header restored, Debian's have
 * the MD5 sums that the README of the dataset publishes.
 */
export const FASHION_MNIST_FILES: FashionFiles = {
  train: {
    images: {
      name: 'train-images-idx3-ubyte',
      sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
    },
    labels: {
      name: 'train-labels-idx1-ubyte',
      sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
    },
  },
  test: {
    images: {
      name: 't10k-images-idx3-ubyte',
      sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
    },
    labels: {
      name: 't10k-labels-idx1-ubyte',
      sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    },
  },
};

const SUBSET_FILES: FashionFiles = {
  train: {
    images: {
      name: 'train-images-idx3-ubyte',
      sha256: 'd33512cfdc636a0d8972818e6659995be209a88891df7fa2109d7895922c8985',
    },
    labels: {
      name: 'train-labels-idx1-ubyte',
      sha256: '620cb8e3b9348037c5ff9a07b02d773ab165330e072dfd19e0d21c59f8042dcf',
    },
  },
  test: {
    images: {
      name: 't10k-images-idx3-ubyte',
      sha256: '15a92dd1e9b16ea361928086e77df4dfa890c255c00b5a8c8162c1040ce8eef1',
    },
    labels: {
      name: 't10k-labels-idx1-ubyte',
      sha256: '234596aeb6eb48133ec99a62541f90bc0728c9559a681f1e0638037462458f2c',
    },
  },
};

const SUBSET_FOLDER = fileURLToPath(new URL('../../data/fashion-mnist', import.meta.url));
const DEBIAN_FOLDER = '/usr/share/datasets/fashion-mnist';
const DOWNLOAD_URL = 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com';

/** How to get the full set, for the ends of messages. */
export const FASHION_MNIST_MEND =
  'run `alebrije datasets import fashion-mnist` (downloads 30 MB) or, on Debian and Ubuntu, ' +
  '`apt install dataset-fashion-mnist`';

/** The folders where the full set is looked for, in this order. */
export function fashionMnistFolders(environment: NodeJS.ProcessEnv = process.env): string[] {
  const caches = [cacheFolder(environment), defaultCacheFolder()];
  return [...new Set(caches.map((folder) => join(folder, 'fashion-mnist'))), DEBIAN_FOLDER];
}

/**
 * The full set from the first of `folders` that has all four files, plain or with `.gz`.
 * @throws UserError if no folder has them, or if a file of the first that has them is damaged
 */
export async function loadFashionMnist(
  folders: readonly string[] = fashionMnistFolders(),
  files: FashionFiles = FASHION_MNIST_FILES,
): Promise<Dataset> {
  const folder = folders.find((candidate) => missingFiles(candidate, files).length === 0);
  if (folder === undefined) throw new UserError(describeSearch(folders, files));
  return loadFolder(folder, files, 'fashion-mnist');
}

/** The first 1,000 training and the first 200 test images of each class; always there. */
export function loadFashionMnistSubset(): Promise<Dataset> {
  return loadFolder(SUBSET_FOLDER, SUBSET_FILES, 'fashion-mnist-subset');
}

/**
 * The full set or the subset; the name of the dataset says which.
 * @param preferFull take the full set where one of the folders has it
 * @throws UserError if the full set is preferred and there, but damaged
 */
export function resolveFashionMnist(options: {
  readonly preferFull: boolean;
  readonly folders?: readonly string[];
}): Promise<Dataset> {
  const { preferFull, folders = fashionMnistFolders() } = options;
  const complete = (folder: string) => missingFiles(folder, FASHION_MNIST_FILES).length === 0;
  return preferFull && folders.some(complete)
    ? loadFashionMnist(folders)
    : loadFashionMnistSubset();
}

/**
 * Downloads the full set into the cache, keeping the files that are there and right.
 * @returns the folder
 * @throws UserError if a file cannot be had or is another one than it should be
 */
export async function downloadFashionMnist(
  options: Omit<DownloadOptions, 'verify'> & {
    readonly folder?: string;
    readonly baseUrl?: string;
    readonly files?: FashionFiles;
  } = {},
): Promise<string> {
  const {
    folder = join(cacheFolder(), 'fashion-mnist'),
    baseUrl = DOWNLOAD_URL,
    files = FASHION_MNIST_FILES,
    onProgress,
    signal,
  } = options;
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

async function isRight(path: string, sha256: string): Promise<boolean> {
  try {
    await readIdxFile(path, sha256);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function allFiles({ train, test }: FashionFiles): FashionFile[] {
  return [train.images, train.labels, test.images, test.labels];
}

/** The path of a file in a folder, compressed or plain, if it is there. */
function findFile(folder: string, name: string): string | undefined {
  return [join(folder, `${name}.gz`), join(folder, name)].find((path) => existsSync(path));
}

function missingFiles(folder: string, files: FashionFiles): FashionFile[] {
  return allFiles(files).filter(({ name }) => findFile(folder, name) === undefined);
}

function describeSearch(folders: readonly string[], files: FashionFiles): string {
  const places = folders.map((folder) => {
    const missing = missingFiles(folder, files);
    const partial = missing.length < allFiles(files).length;
    return partial ? `${folder} (lacks ${missing.map(({ name }) => name).join(', ')})` : folder;
  });
  const hint = process.env.ALEBRIJE_CACHE ? '' : '$ALEBRIJE_CACHE (not set), ';
  return (
    `The full Fashion-MNIST is not in ${hint}${places.join(', ')}: ${FASHION_MNIST_MEND}, or use ` +
    'fashion-mnist-subset'
  );
}

async function loadFolder(folder: string, files: FashionFiles, name: string): Promise<Dataset> {
  const [train, test] = await Promise.all([
    loadPart(folder, files.train),
    loadPart(folder, files.test),
  ]);
  return {
    name,
    kind: 'image',
    train,
    test,
    classNames: FASHION_MNIST_CLASSES.en,
    source: `${folder}, checksums right`,
  };
}

async function loadPart(folder: string, part: FashionPart): Promise<Examples> {
  const read = ({ name, sha256 }: FashionFile) =>
    readIdxFile(findFile(folder, name) ?? join(folder, `${name}.gz`), sha256);
  const [images, labels] = await Promise.all([read(part.images), read(part.labels)]);
  return pairImagesWithLabels(images, labels, `${part.images.name} in ${folder}`);
}
