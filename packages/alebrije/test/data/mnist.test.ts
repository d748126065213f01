import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { encodeIdx } from '../../src/data/idx.ts';
import type { IdxFiles } from '../../src/data/idx-dataset.ts';
import { loadMnist, MNIST_FILES } from '../../src/data/mnist.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { writeFiles } from './image-files.ts';

const contents: Record<string, Uint8Array> = {};

function part(prefix: string, count: number) {
  const shape = [count, 28, 28];
  const data = Uint8Array.from({ length: 784 * count }, (_, at) => at % 256);
  const labels = Uint8Array.from({ length: count }, (_, at) => at % 10);
  return {
    images: file(`${prefix}-images-idx3-ubyte`, encodeIdx({ dtype: 'uint8', shape, data })),
    labels: file(
      `${prefix}-labels-idx1-ubyte`,
      encodeIdx({ dtype: 'uint8', shape: [count], data: labels }),
    ),
  };
}

function file(name: string, bytes: Uint8Array) {
  contents[`${name}.gz`] = gzipSync(bytes);
  return { name, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const files: IdxFiles = { train: part('train', 12), test: part('t10k', 3) };

test('the four files, under the names that the original has, become a dataset', async () => {
  const folder = temporaryFolder();
  writeFiles(folder, contents);
  const dataset = await loadMnist(['/nowhere', folder], files);
  expect(dataset).toMatchObject({ name: 'mnist', kind: 'image', classNames: [...'0123456789'] });
  expect(dataset.train.values.shape).toEqual([12, 1, 28, 28]);
  expect(dataset.test.labels).toEqual(Int32Array.of(0, 1, 2));
  expect(
    Object.values(MNIST_FILES)
      .flatMap(({ images, labels }) => [images.name, labels.name])
      .sort(),
  ).toEqual(
    Object.keys(contents)
      .map((name) => name.replace('.gz', ''))
      .sort(),
  );
});

test('what is missing or another file is named, with the way to mend it', async () => {
  const folder = temporaryFolder();
  const { 'train-labels-idx1-ubyte.gz': labels, ...others } = contents;
  writeFiles(folder, others);
  await expect(loadMnist([folder], files)).rejects.toThrow(
    /MNIST is not in .*lacks train-labels-idx1-ubyte.*datasets import mnist/,
  );
  writeFiles(folder, { 'train-labels-idx1-ubyte.gz': contents['t10k-labels-idx1-ubyte.gz']! });
  await expect(loadMnist([folder], files)).rejects.toThrow('its checksum is wrong');
  writeFiles(folder, { 'train-labels-idx1-ubyte.gz': labels!.subarray(0, 20) });
  await expect(loadMnist([folder], files)).rejects.toThrow(join(folder, 'train-labels'));
});
