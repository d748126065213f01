import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { describe, expect, test } from 'vitest';
import { type Cifar10Files, loadCifar10 } from '../../src/data/cifar-10.ts';
import { UserError } from '../../src/errors.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { writeFiles } from './image-files.ts';

/** Two training batches and a test batch of two records each, in the real layout. */
const contents: Record<string, Uint8Array> = {};
for (const [place, name] of ['data_batch_1.bin', 'data_batch_2.bin', 'test_batch.bin'].entries()) {
  const bytes = Uint8Array.from({ length: 2 * 3073 }, (_, at) => (at * 31 + place) % 256);
  bytes[0] = place;
  bytes[3073] = 9 - place;
  contents[name] = bytes;
}
const sum = (name: string): readonly [string, string] => [
  name,
  createHash('sha256').update(contents[name]!).digest('hex'),
];
const files: Cifar10Files = {
  train: [sum('data_batch_1.bin'), sum('data_batch_2.bin')],
  test: [sum('test_batch.bin')],
};

async function archive(): Promise<Uint8Array> {
  const entries = Object.entries(contents).map(([name, body]) => ({
    header: { name: `cifar-10-batches-bin/${name}`, size: body.length },
    body,
  }));
  const readme = { header: { name: 'cifar-10-batches-bin/readme.html', size: 3 }, body: 'hi!' };
  return gzipSync(await packTar([readme, ...entries]));
}

describe('loadCifar10', () => {
  test.each([
    ['the files themselves', ''],
    ['the folder of the download', 'cifar-10-batches-bin/'],
  ])('reads %s', async (_, prefix) => {
    const folder = temporaryFolder();
    const placed = Object.entries(contents).map(([name, bytes]) => [prefix + name, bytes]);
    writeFiles(folder, Object.fromEntries(placed));
    const { train, test: tested, classNames, source } = await loadCifar10([folder], files);
    expect(train.values.shape).toEqual([4, 3, 32, 32]);
    expect(tested.values.shape).toEqual([2, 3, 32, 32]);
    expect(train.labels).toEqual(Int32Array.of(0, 9, 1, 8));
    expect(train.values.data.subarray(0, 3072)).toEqual(
      contents['data_batch_1.bin']!.subarray(1, 3073),
    );
    expect(tested.values.data.subarray(3072)).toEqual(contents['test_batch.bin']!.subarray(3074));
    expect(classNames).toHaveLength(10);
    expect(source).toContain('checksums right');
  });

  test('reads the archive, in a folder or by its own path', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'cifar-10-binary.tar.gz': await archive() });
    const inFolder = await loadCifar10(['/nowhere', folder], files);
    const itself = await loadCifar10([join(folder, 'cifar-10-binary.tar.gz')], files);
    expect(inFolder).toEqual(itself);
    expect(itself.train.labels).toEqual(Int32Array.of(0, 9, 1, 8));
  });

  test('says where it looked and how to get it', async () => {
    await expect(loadCifar10(['/nowhere', '/elsewhere'], files)).rejects.toThrow(
      /not in \/nowhere, \/elsewhere: run `alebrije datasets import cifar-10`/,
    );
  });

  test('refuses a batch that is missing or another one, and says which', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, contents);
    fs.rmSync(join(folder, 'test_batch.bin'));
    await expect(loadCifar10([folder], files)).rejects.toThrow(/test_batch\.bin cannot be read/);
    writeFiles(folder, { 'test_batch.bin': contents['data_batch_1.bin']! });
    await expect(loadCifar10([folder], files)).rejects.toThrow(
      /test_batch\.bin in .* has other contents than it should: run/,
    );
  });

  test('refuses an archive that is cut, changed or incomplete', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'cifar-10-binary.tar.gz');
    const bytes = await archive();
    for (const damaged of [
      bytes.subarray(0, bytes.length / 2),
      bytes.map((byte, at) => (at === bytes.length >> 1 ? byte ^ 255 : byte)),
      gzipSync('no tar archive, but long enough to be taken for the header of one'.repeat(40)),
    ]) {
      fs.writeFileSync(path, damaged);
      await expect(loadCifar10([path], files)).rejects.toThrow(UserError);
    }
    const entry = { header: { name: 'data_batch_1.bin', size: 3 }, body: 'abc' };
    fs.writeFileSync(path, gzipSync(await packTar([entry])));
    await expect(loadCifar10([path], files)).rejects.toThrow(UserError);
  });
});
