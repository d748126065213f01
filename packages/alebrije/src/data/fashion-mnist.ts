/**
 * Fashion-MNIST (Xiao, Rasul and Vollgraf 2017, github.com/zalandoresearch/fashion-mnist): the full
 * set from the first folder that has it, and the subset that comes with the package.
 */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cache.ts';
import type { Dataset } from './dataset.ts';
import type { DatasetDownloadOptions } from './dataset-entry.ts';
import { FASHION_MNIST_CLASSES } from './fashion-mnist-classes.ts';
import {
  downloadIdxFiles,
  type IdxFiles,
  idxFolders,
  isComplete,
  loadIdxDataset,
  loadIdxFolder,
} from './idx-dataset.ts';

/**
 * The checksums are of the uncompressed files, because the official files and Debian's differ in
 * the gzip header (file name and time) and in nothing else: with the header restored, Debian's have
 * the MD5 sums that the README of the dataset publishes.
 */
export const FASHION_MNIST_FILES: IdxFiles = {
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

const SUBSET_FILES: IdxFiles = {
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
  return idxFolders('fashion-mnist', [DEBIAN_FOLDER], environment);
}

/**
 * The full set from the first of `folders` that has all four files, plain or with `.gz`.
 * @throws UserError if no folder has them, or if a file of the first that has them is damaged
 */
export function loadFashionMnist(
  folders: readonly string[] = fashionMnistFolders(),
  files: IdxFiles = FASHION_MNIST_FILES,
): Promise<Dataset> {
  return loadIdxDataset(
    {
      name: 'fashion-mnist',
      title: 'The full Fashion-MNIST',
      classNames: FASHION_MNIST_CLASSES.en,
      files,
      mend: `${FASHION_MNIST_MEND}, or use fashion-mnist-subset`,
    },
    folders,
  );
}

/** The first 1,000 training and the first 200 test images of each class; always there. */
export function loadFashionMnistSubset(): Promise<Dataset> {
  return loadIdxFolder(SUBSET_FOLDER, {
    name: 'fashion-mnist-subset',
    classNames: FASHION_MNIST_CLASSES.en,
    files: SUBSET_FILES,
  });
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
  const complete = (folder: string) => isComplete(folder, FASHION_MNIST_FILES);
  return preferFull && folders.some(complete)
    ? loadFashionMnist(folders)
    : loadFashionMnistSubset();
}

/**
 * Downloads the full set into the cache, keeping the files that are there and right.
 * @returns the folder
 * @throws UserError if a file cannot be had or is another one than it should be
 */
export function downloadFashionMnist(
  options: DatasetDownloadOptions & {
    readonly folder?: string;
    readonly baseUrl?: string;
    readonly files?: IdxFiles;
  } = {},
): Promise<string> {
  const {
    folder = join(cacheFolder(), 'fashion-mnist'),
    baseUrl = DOWNLOAD_URL,
    files = FASHION_MNIST_FILES,
    ...rest
  } = options;
  return downloadIdxFiles(files, folder, baseUrl, rest);
}
