/**
 * CIFAR-10 (Krizhevsky 2009, cs.toronto.edu/~kriz/cifar.html), its binary version: files of 10,000
 * records, each a byte for the class and 3072 for the red, green and blue values, row by row.
 */

import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../errors.ts';
import { cacheFolder } from './cache.ts';
import type { Dataset, Examples } from './dataset.ts';
import type { DatasetDownloadOptions } from './dataset-entry.ts';
import { downloadFile } from './download.ts';
import { idxFolders } from './idx-dataset.ts';

export interface Cifar10Files {
  /** File names with the SHA-256 of their contents. */
  readonly train: readonly (readonly [name: string, sha256: string])[];
  readonly test: readonly (readonly [name: string, sha256: string])[];
}

export const CIFAR_10_FILES: Cifar10Files = {
  train: [
    ['data_batch_1.bin', 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5'],
    ['data_batch_2.bin', 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed'],
    ['data_batch_3.bin', 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67'],
    ['data_batch_4.bin', '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48'],
    ['data_batch_5.bin', '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add'],
  ],
  test: [['test_batch.bin', '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b']],
};

const CLASS_NAMES = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

const SHAPE = [3, 32, 32];
const PIXELS = 3072;
const RECORD = 1 + PIXELS;
/** The folder inside the archive. */
const FOLDER = 'cifar-10-batches-bin';
export const CIFAR_10_ARCHIVE = 'cifar-10-binary.tar.gz';
const ARCHIVE_SHA256 = 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd';
const DOWNLOAD_URL = `https://www.cs.toronto.edu/~kriz/${CIFAR_10_ARCHIVE}`;

export const CIFAR_10_MEND =
  'run `alebrije datasets import cifar-10` (downloads 170 MB), or `alebrije datasets import PATH` ' +
  `with ${CIFAR_10_ARCHIVE} or the folder ${FOLDER} that it holds`;

export function cifar10Folders(): string[] {
  return idxFolders('cifar-10');
}

/** A file's bytes by its name; `label` says where they come from. */
interface Batches {
  readonly location: string;
  readonly read: (name: string) => Promise<Uint8Array>;
}

/**
 * CIFAR-10 from the first of `places` that has it: a folder with the .bin files, one with the folder
 * or archive of its download, or that archive itself.
 * @throws UserError if no place has it, or a file is missing, damaged or another one
 */
export async function loadCifar10(
  places: readonly string[] = cifar10Folders(),
  files: Cifar10Files = CIFAR_10_FILES,
): Promise<Dataset> {
  for (const place of places) {
    const batches = await findBatches(place, files);
    if (!batches) continue;
    return {
      name: 'cifar-10',
      kind: 'image',
      train: await readPart(batches, files.train),
      test: await readPart(batches, files.test),
      classNames: CLASS_NAMES,
      source: `${batches.location}, checksums right`,
    };
  }
  throw new UserError(`CIFAR-10 is not in ${places.join(', ')}: ${CIFAR_10_MEND}`);
}

/** The folder of the .bin files, or the archive, that a place has. */
export async function findCifar10(place: string): Promise<string | undefined> {
  const [first] = CIFAR_10_FILES.train[0]!;
  if (/\.(tar\.gz|tgz)$/.test(place)) return existsSync(place) ? place : undefined;
  if (existsSync(join(place, first))) return place;
  if (existsSync(join(place, FOLDER, first))) return join(place, FOLDER);
  const archive = join(place, CIFAR_10_ARCHIVE);
  return existsSync(archive) ? archive : undefined;
}

async function findBatches(place: string, files: Cifar10Files): Promise<Batches | undefined> {
  const location = await findCifar10(place);
  if (location === undefined) return undefined;
  if (location.endsWith('gz')) {
    const unpacked = await unpackArchive(location, files);
    const read = async (name: string) => {
      const bytes = unpacked.get(name);
      if (bytes) return bytes;
      throw new UserError(`${location} holds no ${name}: ${CIFAR_10_MEND}`);
    };
    return { location, read };
  }
  const read = (name: string) =>
    readFile(join(location, name)).catch((error: Error) => {
      throw new UserError(`${join(location, name)} cannot be read: ${error.message}`);
    });
  return { location, read };
}

/** The wanted files of a compressed tar archive; nothing is written to the disk. */
async function unpackArchive(
  path: string,
  { train, test }: Cifar10Files,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { unpackTar } = await import('modern-tar');
  const wanted = new Set([...train, ...test].map(([name]) => name));
  const baseName = (name: string) => name.split('/').at(-1)!;
  const input = createReadStream(path);
  const plain = createGunzip();
  input.on('error', (error) => plain.destroy(error));
  try {
    const entries = await unpackTar(Readable.toWeb(input.pipe(plain)), {
      strict: true,
      filter: ({ name, size }) => wanted.has(baseName(name)) && size < 2 ** 26,
    });
    return new Map(
      entries.flatMap(({ header, data }) => (data ? [[baseName(header.name), data]] : [])),
    );
  } catch (error) {
    throw new UserError(`${path} is damaged: ${(error as Error).message}; ${CIFAR_10_MEND}`);
  } finally {
    input.destroy();
  }
}

async function readPart(
  { location, read }: Batches,
  files: readonly (readonly [name: string, sha256: string])[],
): Promise<Examples> {
  const batches: Uint8Array[] = [];
  for (const [name, sha256] of files) {
    const bytes = await read(name);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
      throw new UserError(
        `${name} in ${location} has other contents than it should: ${CIFAR_10_MEND}`,
      );
    }
    batches.push(bytes);
  }
  const count = batches.reduce((sum, { length }) => sum + length / RECORD, 0);
  const data = new Uint8Array(count * PIXELS);
  const labels = new Int32Array(count);
  let place = 0;
  for (const bytes of batches) {
    for (let at = 0; at < bytes.length; at += RECORD, place++) {
      labels[place] = bytes[at]!;
      data.set(bytes.subarray(at + 1, at + RECORD), place * PIXELS);
    }
  }
  return { values: { dtype: 'uint8', shape: [count, ...SHAPE], data }, labels };
}

/** @returns the folder. @throws UserError if the archive cannot be had or is another one */
export async function downloadCifar10({
  onProgress,
  signal,
}: DatasetDownloadOptions = {}): Promise<string> {
  const folder = join(cacheFolder(), 'cifar-10');
  const verify = async (bytes: Uint8Array) => {
    if (createHash('sha256').update(bytes).digest('hex') === ARCHIVE_SHA256) return;
    throw new UserError(`${DOWNLOAD_URL} has other contents than it should`);
  };
  const path = join(folder, CIFAR_10_ARCHIVE);
  await downloadFile(DOWNLOAD_URL, path, { verify, onProgress, signal });
  return folder;
}
