/**
 * Makes the subset in data/fashion-mnist from the full set and prints the SHA-256 of its
 * uncompressed files, as src/data/fashion-mnist.ts names them:
 * `node --experimental-strip-types packages/alebrije/scripts/embed-fashion-mnist.ts`
 */

import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Examples } from '../src/data/dataset.ts';
import { loadFashionMnist } from '../src/data/fashion-mnist.ts';
import { encodeIdx } from '../src/data/idx.ts';
import { encodeIdxGzip } from '../src/data/idx-file.ts';
import type { HostTensor } from '../src/graph/types.ts';

const folder = fileURLToPath(new URL('../data/fashion-mnist', import.meta.url));

/** Indices of the first `perClass` examples of each class, ascending. */
function firstOfEachClass(labels: Int32Array, perClass: number): number[] {
  const seen = new Map<number, number>();
  return [...labels.keys()].filter((index) => {
    const count = (seen.get(labels[index]!) ?? 0) + 1;
    seen.set(labels[index]!, count);
    return count <= perClass;
  });
}

async function write(name: string, tensor: HostTensor): Promise<void> {
  await writeFile(`${folder}/${name}.gz`, await encodeIdxGzip(tensor));
  console.log(name, createHash('sha256').update(encodeIdx(tensor)).digest('hex'));
}

async function embed(part: string, { values, labels }: Examples, perClass: number): Promise<void> {
  const chosen = firstOfEachClass(labels!, perClass);
  const pixels = new Uint8Array(chosen.length * 784);
  for (const [position, index] of chosen.entries()) {
    pixels.set(values.data.subarray(index * 784, (index + 1) * 784), position * 784);
  }
  await write(`${part}-images-idx3-ubyte`, {
    dtype: 'uint8',
    shape: [chosen.length, 28, 28],
    data: pixels,
  });
  await write(`${part}-labels-idx1-ubyte`, {
    dtype: 'uint8',
    shape: [chosen.length],
    data: Uint8Array.from(chosen, (index) => labels![index]!),
  });
}

await mkdir(folder, { recursive: true });
const { train, test } = await loadFashionMnist();
await embed('train', train, 1000);
await embed('t10k', test, 200);
