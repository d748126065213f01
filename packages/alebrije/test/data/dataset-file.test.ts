import fs from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dataset, Examples } from '../../src/data/dataset.ts';
import {
  readDatasetFile,
  readDatasetHeader,
  writeDatasetFile,
} from '../../src/data/dataset-file.ts';
import { UserError } from '../../src/errors.ts';
import { decodeSafetensors } from '../../src/train/files/safetensors.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';

function imageExamples(count: number): Examples {
  return {
    values: {
      dtype: 'uint8',
      shape: [count, 3, 2, 2],
      data: Uint8Array.from({ length: 12 * count }, (_, i) => (7 * i) % 256),
    },
    labels: Int32Array.from({ length: count }, (_, i) => i % 2),
    attributes: {
      names: ['ä', 'b'],
      values: Uint8Array.from({ length: 2 * count }, (_, i) => i % 2),
    },
    factors: {
      names: ['x', 'y', 'z'],
      sizes: [2, 3, 70_000],
      values: Int32Array.from({ length: 3 * count }, (_, i) => i),
    },
  };
}

const images: Dataset = {
  name: 'things',
  kind: 'image',
  train: imageExamples(5),
  test: imageExamples(2),
  classNames: ['one', 'zwölf'],
  rareGroup: { attributes: ['b'], share: 0.02 },
  source: 'made up',
};

test('a dataset of images comes back with everything that belongs to it', async () => {
  const file = join(temporaryFolder(), 'new', 'folder', 'a.safetensors');
  await writeDatasetFile(file, images, 'made once');
  expect(await readDatasetFile(file)).toEqual({ dataset: images, fingerprint: 'made once' });
  expect(fs.readdirSync(join(file, '..'))).toEqual(['a.safetensors']);
  const { description, tensors } = await readDatasetHeader(file);
  expect(description).toMatchObject({ name: 'things', attributes: ['ä', 'b'] });
  expect(tensors.get('train.values')!.shape).toEqual([5, 3, 2, 2]);
});

test('vectors of any numbers come back bit by bit', async () => {
  const file = join(temporaryFolder(), 'vectors.safetensors');
  await fc.assert(
    fc.asyncProperty(fc.float32Array({ minLength: 1, maxLength: 40 }), async (data) => {
      const part: Examples = {
        values: { dtype: 'float32', shape: [data.length, 1], data },
        colour: data,
      };
      const dataset: Dataset = { name: 'v', kind: 'vector', train: part, test: part, source: '' };
      await writeDatasetFile(file, dataset, '');
      expect((await readDatasetFile(file)).dataset).toEqual(dataset);
    }),
    { numRuns: 15 },
  );
});

test('other programs can read it: it is a safetensors file', async () => {
  const file = join(temporaryFolder(), 'a.safetensors');
  await writeDatasetFile(file, images, '');
  const { tensors } = decodeSafetensors(fs.readFileSync(file), file);
  expect(tensors['train.values']).toEqual(images.train.values);
  expect(tensors['test.labels']!.data).toEqual(images.test.labels);
});

describe('damage', () => {
  async function written(): Promise<{ file: string; bytes: Buffer }> {
    const file = join(temporaryFolder(), 'a.safetensors');
    await writeDatasetFile(file, images, '');
    return { file, bytes: fs.readFileSync(file) };
  }

  test('cut anywhere, or with bytes added, it is refused with one line', async () => {
    const { file, bytes } = await written();
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
        fs.writeFileSync(file, bytes.subarray(0, length));
        await expect(readDatasetFile(file)).rejects.toThrow(UserError);
      }),
      { numRuns: 60 },
    );
    fs.writeFileSync(file, Buffer.concat([bytes, Buffer.of(0)]));
    await expect(readDatasetFile(file)).rejects.toThrow(/^[^\n]*a\.safetensors is damaged[^\n]*$/);
  });

  test('with any byte changed, it is refused', async () => {
    const { file, bytes } = await written();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const damaged = Buffer.from(bytes);
          damaged[at]! ^= change;
          fs.writeFileSync(file, damaged);
          await expect(readDatasetFile(file)).rejects.toThrow(UserError);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('a missing file, and a folder that cannot be written, are user errors', async () => {
    const folder = temporaryFolder();
    await expect(readDatasetFile(join(folder, 'none'))).rejects.toThrow('cannot be read');
    fs.writeFileSync(join(folder, 'file'), '');
    const inFile = join(folder, 'file', 'a.safetensors');
    await expect(writeDatasetFile(inFile, images, '')).rejects.toThrow('cannot be written');
  });
});
