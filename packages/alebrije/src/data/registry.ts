/** The table of all datasets that can be asked for by name. */

import { UserError } from '../errors.ts';
import type { Shape } from '../graph/types.ts';
import { fold, type Key, key } from '../tensor/key.ts';
import { type Dataset, type Examples, takeFirst } from './dataset.ts';
import { FASHION_MNIST_MEND, loadFashionMnist, loadFashionMnistSubset } from './fashion-mnist.ts';
import { circles, gaussianGrid, moons, noisyPlane, pinwheel, swissRoll } from './generated.ts';

export interface LoadOptions {
  /** Of generated examples; stored ones do not depend on it. */
  readonly seed: number;
  /**
   * Training examples: the first of a stored dataset, which keeps its test set, or as many
   * generated, with a fifth as many to test.
   */
  readonly count?: number;
}

export interface DatasetEntry {
  readonly name: string;
  /** One line. */
  readonly description: string;
  readonly kind: Dataset['kind'];
  /** Shape of one example. */
  readonly shape: Shape;
  /** Training and test examples unless `count` says otherwise. */
  readonly sizes: readonly [train: number, test: number];
  readonly licence: string;
  /** What to do if it is missing or damaged. */
  readonly mend?: string;
  /** @throws UserError if it is missing or damaged, or has fewer than `count` examples */
  load(options: LoadOptions): Promise<Dataset>;
}

const FASHION_MNIST = { kind: 'image', shape: [1, 28, 28], licence: 'MIT (Zalando SE)' } as const;

export const DATASETS: readonly DatasetEntry[] = [
  {
    ...FASHION_MNIST,
    name: 'fashion-mnist',
    description: 'Grey pictures of clothing in 10 classes',
    sizes: [60_000, 10_000],
    mend: FASHION_MNIST_MEND,
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
  generated('swiss-roll', 'A spiral in the plane, coloured by the position along it', 2, swissRoll),
  generated('noisy-plane', 'An arc on a tilted plane in space, with noise', 3, noisyPlane),
  generated('moons', 'Two interleaved half circles', 2, moons),
  generated('circles', 'Two concentric rings', 2, circles),
  generated('gaussian-grid', '25 narrow Gaussians on a square grid', 2, gaussianGrid),
  generated('pinwheel', 'Five bent arms', 2, pinwheel),
];

/**
 * Loads a dataset by its name.
 * @throws UserError if there is none of that name, or as `DatasetEntry.load`
 */
export async function loadDataset(
  name: string,
  options: Partial<LoadOptions> = {},
): Promise<Dataset> {
  const entry = DATASETS.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    const names = DATASETS.map((candidate) => candidate.name).join(', ');
    throw new UserError(`There is no dataset "${name}"; there are ${names}`);
  }
  return entry.load({ seed: 0, ...options });
}

function limitTraining(dataset: Dataset, count: number | undefined): Dataset {
  return count === undefined ? dataset : { ...dataset, train: takeFirst(dataset.train, count) };
}

function generated(
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
    licence: 'none needed (generated)',
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
