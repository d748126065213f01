/** MNIST (LeCun, Cortes and Burges 1998, yann.lecun.com/exdb/mnist): handwritten digits. */

import { join } from 'node:path';
import { cacheFolder } from './cache.ts';
import type { Dataset } from './dataset.ts';
import type { DatasetDownloadOptions } from './dataset-entry.ts';
import {
  downloadIdxFiles,
  type IdxDataset,
  type IdxFiles,
  idxFolders,
  loadIdxDataset,
} from './idx-dataset.ts';

/** The checksums are of the uncompressed files, of which copies differ in the gzip header. */
export const MNIST_FILES: IdxFiles = {
  train: {
    images: {
      name: 'train-images-idx3-ubyte',
      sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    },
    labels: {
      name: 'train-labels-idx1-ubyte',
      sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    },
  },
  test: {
    images: {
      name: 't10k-images-idx3-ubyte',
      sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    },
    labels: {
      name: 't10k-labels-idx1-ubyte',
      sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
  },
};

/** The mirror that TensorFlow uses; the original server answers no more. */
const DOWNLOAD_URL = 'https://storage.googleapis.com/cvdf-datasets/mnist';

export const MNIST_MEND =
  'run `alebrije datasets import mnist` (downloads 12 MB), or `alebrije datasets import FOLDER` ' +
  'with a folder that has train-images-idx3-ubyte.gz and its three companions';

const MNIST: IdxDataset = {
  name: 'mnist',
  title: 'MNIST',
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  files: MNIST_FILES,
  mend: MNIST_MEND,
};

export function mnistFolders(): string[] {
  return idxFolders('mnist');
}

/** @throws UserError if no folder has all files, or a file of the first that has them is damaged */
export function loadMnist(
  folders: readonly string[] = mnistFolders(),
  files: IdxFiles = MNIST_FILES,
): Promise<Dataset> {
  return loadIdxDataset({ ...MNIST, files }, folders);
}

/** @returns the folder. @throws UserError if a file cannot be had or is another one than it should be */
export function downloadMnist(options: DatasetDownloadOptions = {}): Promise<string> {
  return downloadIdxFiles(MNIST_FILES, join(cacheFolder(), 'mnist'), DOWNLOAD_URL, options);
}
