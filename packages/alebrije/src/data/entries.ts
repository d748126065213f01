/** The table of all datasets that have a name of their own. */

import { existsSync } from 'node:fs';
import { fold, type Key, key } from '../tensor/key.ts';
import {
  type CartoonFaces,
  cartoonFacesFile,
  loadCartoonFaces,
} from './cartoon-faces/cartoon-faces.ts';
import { CELEBA_MEND, celebaName, hasCeleba, loadCeleba } from './celeba.ts';
import {
  CIFAR_10_MEND,
  cifar10Folders,
  downloadCifar10,
  findCifar10,
  loadCifar10,
} from './cifar-10.ts';
import { type Examples, limitTraining } from './dataset.ts';
import type { DatasetEntry } from './dataset-entry.ts';
import {
  downloadFashionMnist,
  FASHION_MNIST_FILES,
  FASHION_MNIST_MEND,
  fashionMnistFolders,
  loadFashionMnist,
  loadFashionMnistSubset,
} from './fashion-mnist.ts';
import { circles, gaussianGrid, moons, noisyPlane, pinwheel, swissRoll } from './generated.ts';
import { isBegun } from './idx-dataset.ts';
import { downloadMnist, loadMnist, MNIST_FILES, MNIST_MEND, mnistFolders } from './mnist.ts';
import { drawShapes, SHAPE_NAMES, shapes } from './shapes.ts';

const FASHION_MNIST = { kind: 'image', shape: [1, 28, 28], licence: 'MIT (Zalando SE)' } as const;
const NO_LICENCE = 'none needed (generated)';

export const DATASETS: readonly DatasetEntry[] = [
  {
    ...FASHION_MNIST,
    name: 'fashion-mnist',
    description: 'Grey pictures of clothing in 10 classes',
    sizes: [60_000, 10_000],
    mend: FASHION_MNIST_MEND,
    isPresent: async () =>
      fashionMnistFolders().some((folder) => isBegun(folder, FASHION_MNIST_FILES)),
    download: downloadFashionMnist,
    load: async ({ count }) => limitTraining(await loadFashionMnist(), count),
  },
  {
    ...FASHION_MNIST,
    name: 'fashion-mnist-subset',
    description: 'The first images of each class of Fashion-MNIST; comes with the package',
    sizes: [10_000, 2_000],
    mend: 'install the package alebrije again',
    load: async ({ count }) => limitTraining(await loadFashionMnistSubset(), count),
  },
  {
    name: 'mnist',
    description: 'Grey pictures of handwritten digits in 10 classes',
    kind: 'image',
    shape: [1, 28, 28],
    sizes: [60_000, 10_000],
    licence: 'CC BY-SA 3.0 (Y. LeCun and C. Cortes)',
    mend: MNIST_MEND,
    isPresent: async () => mnistFolders().some((folder) => isBegun(folder, MNIST_FILES)),
    download: downloadMnist,
    load: async ({ count }) => limitTraining(await loadMnist(), count),
  },
  {
    name: 'cifar-10',
    description: 'Colour photographs of animals and vehicles in 10 classes',
    kind: 'image',
    shape: [3, 32, 32],
    sizes: [50_000, 10_000],
    licence: 'none stated (A. Krizhevsky)',
    mend: CIFAR_10_MEND,
    isPresent: async () =>
      (await Promise.all(cifar10Folders().map(findCifar10))).some((place) => place !== undefined),
    download: downloadCifar10,
    load: async ({ count }) => limitTraining(await loadCifar10(), count),
  },
  celeba(32),
  celeba(64),
  cartoonFacesEntry('Cartoon faces with 10 named attributes, drawn once', {
    name: 'cartoon-faces',
    side: 32,
    sizes: [20_000, 2_000],
  }),
  cartoonFacesEntry('The same faces, larger', {
    name: 'cartoon-faces-64',
    side: 64,
    sizes: [20_000, 2_000],
  }),
  cartoonFacesEntry('Cartoon faces of which only 2 % wear a hat', {
    name: 'cartoon-faces-rare',
    side: 32,
    sizes: [20_000, 2_000],
    rareGroup: { attributes: ['hat'], share: 0.02 },
  }),
  shapesEntry('shapes', 32),
  shapesEntry('shapes-64', 64),
  toy('swiss-roll', 'A spiral in the plane, coloured by the position along it', 2, swissRoll),
  toy('noisy-plane', 'An arc on a tilted plane in space, with noise', 3, noisyPlane),
  toy('moons', 'Two interleaved half circles', 2, moons),
  toy('circles', 'Two concentric rings', 2, circles),
  toy('gaussian-grid', '25 narrow Gaussians on a square grid', 2, gaussianGrid),
  toy('pinwheel', 'Five bent arms', 2, pinwheel),
];

function celeba(side: number): DatasetEntry {
  return {
    name: celebaName(side),
    description: 'Photographs of faces with 40 named attributes; the files are your own',
    kind: 'image',
    shape: [3, side, side],
    sizes: [182_637, 19_962],
    sizesVary: true,
    licence: 'non-commercial research only (MMLab, The Chinese University of Hong Kong)',
    mend: CELEBA_MEND,
    isPresent: () => hasCeleba(side),
    load: async ({ count }) => limitTraining(await loadCeleba(side), count),
  };
}

function cartoonFacesEntry(description: string, faces: CartoonFaces): DatasetEntry {
  const { name, side, sizes } = faces;
  return {
    name,
    description,
    kind: 'image',
    shape: [3, side, side],
    sizes,
    licence: 'Avataaars by Pablo Stanley, free for personal and commercial use',
    mend: `run \`alebrije datasets import ${name}\` (draws them, a few minutes)`,
    isPresent: async () => existsSync(cartoonFacesFile(faces)),
    prepare: async (options) => {
      await loadCartoonFaces(faces, undefined, options);
      return cartoonFacesFile(faces);
    },
    load: ({ count, ...options }) => loadCartoonFaces(faces, count, options),
  };
}

function shapesEntry(name: string, side: number): DatasetEntry {
  const sizes = [20_000, 2_000] as const;
  return {
    name,
    description: `A white square, ellipse or heart, from 5 known factors, ${side}x${side} pixels`,
    kind: 'image',
    shape: [1, side, side],
    sizes,
    licence: NO_LICENCE,
    load: async ({ seed, count = sizes[0] }) => {
      // The same factors at every size.
      const source = fold(key(seed), 'shapes');
      return {
        name,
        kind: 'image',
        train: shapes(fold(source, 'train'), count, side),
        test: shapes(fold(source, 'test'), Math.ceil(count / 10), side),
        classNames: SHAPE_NAMES,
        drawFactors: (factors) => drawShapes(factors, side),
        source: `generated with seed ${seed}`,
      };
    },
  };
}

function toy(
  name: string,
  description: string,
  dimensions: number,
  generate: (source: Key, count: number) => Examples,
): DatasetEntry {
  const sizes = [10_000, 2_000] as const;
  return {
    name,
    description,
    kind: 'vector',
    shape: [dimensions],
    sizes,
    licence: NO_LICENCE,
    load: async ({ seed, count = sizes[0] }) => {
      const source = fold(key(seed), name);
      return {
        name,
        kind: 'vector',
        train: generate(fold(source, 'train'), count),
        test: generate(fold(source, 'test'), Math.ceil(count / 5)),
        source: `generated with seed ${seed}`,
      };
    },
  };
}
