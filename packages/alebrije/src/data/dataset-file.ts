/**
 * A whole dataset in one file: a safetensors file (huggingface.co/docs/safetensors: the length of a
 * JSON header as 64 bits, the header, the tensors), so that other programs can read it too. Its last
 * tensor is the SHA-256 of everything before that.
 */

import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../errors.ts';
import { sizeOf } from '../graph/shape.ts';
import type { HostData } from '../graph/types.ts';
import type { Dataset, Examples } from './dataset.ts';
import {
  arrays,
  CHECKSUM,
  type DatasetFileHeader,
  type Description,
  describe,
  encodeHeader,
  LARGEST_HEADER,
  parseHeader,
  partTensors,
} from './dataset-header.ts';

/** One call of `read` or `write` takes less than 2 GiB on every platform. */
const CHUNK = 1 << 26;

/**
 * Writes a dataset by way of a temporary file, which is synced and renamed.
 * @param fingerprint of what it was made from, to find it out of date later
 * @throws UserError if the disk refuses
 */
export async function writeDatasetFile(
  path: string,
  dataset: Dataset,
  fingerprint: string,
): Promise<void> {
  const tensors = [
    ...partTensors('train', dataset.train),
    ...partTensors('test', dataset.test),
  ] as const;
  const header = encodeHeader(tensors, JSON.stringify(describe(dataset, fingerprint)));
  const temporary = `${path}.${process.pid}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'w');
    try {
      const hash = createHash('sha256');
      await write(file, header, hash);
      for (const [, { data }] of tensors) await write(file, bytesOf(data), hash);
      await file.writeFile(hash.digest());
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new UserError(`${path} cannot be written: ${(error as Error).message}`);
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: HostData): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

async function write(file: FileHandle, bytes: Uint8Array, hash: Hash): Promise<void> {
  for (let begin = 0; begin < bytes.length; begin += CHUNK) {
    const chunk = bytes.subarray(begin, begin + CHUNK);
    hash.update(chunk);
    await file.writeFile(chunk);
  }
}

async function readInto(file: FileHandle, bytes: Uint8Array, hash?: Hash): Promise<boolean> {
  for (let begin = 0; begin < bytes.length; ) {
    const length = Math.min(CHUNK, bytes.length - begin);
    const { bytesRead } = await file.read(bytes, begin, length);
    if (bytesRead === 0) return false;
    hash?.update(bytes.subarray(begin, begin + bytesRead));
    begin += bytesRead;
  }
  return true;
}

/** Opens a file for as long as the work takes. @throws UserError if that fails */
async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    return await work(file);
  } catch (error) {
    if (error instanceof UserError || !(error as NodeJS.ErrnoException).code) throw error;
    throw new UserError(`${path} cannot be read: ${(error as Error).message}`);
  } finally {
    await file?.close();
  }
}
async function readHeader(file: FileHandle, path: string, hash?: Hash): Promise<DatasetFileHeader> {
  const length = new Uint8Array(8);
  const isThere = await readInto(file, length, hash);
  const size = Number(new DataView(length.buffer).getBigUint64(0, true));
  if (!isThere || size > LARGEST_HEADER) {
    throw new UserError(`${path} is damaged: its header has no sensible length`);
  }
  const body = new Uint8Array(size);
  if (!(await readInto(file, body, hash))) {
    throw new UserError(`${path} is damaged: it ends within its header`);
  }
  return parseHeader(body, path, (await file.stat()).size);
}

/** What a dataset file holds, without its examples. @throws UserError if it is none, or damaged */
export function readDatasetHeader(path: string): Promise<DatasetFileHeader> {
  return withFile(path, (file) => readHeader(file, path));
}

/**
 * Reads a whole dataset.
 * @throws UserError if the file is missing or damaged: no byte may differ from what was written
 */
export function readDatasetFile(
  path: string,
): Promise<{ readonly dataset: Dataset; readonly fingerprint: string }> {
  return withFile(path, async (file) => {
    const hash = createHash('sha256');
    const { description: text, tensors } = await readHeader(file, path, hash);
    const read = new Map<string, HostData>();
    for (const [name, { dtype, shape }] of tensors) {
      const data = new arrays[dtype](sizeOf(shape));
      await readInto(file, bytesOf(data), hash);
      read.set(name, data);
    }
    const checksum = new Uint8Array(CHECKSUM.length);
    await readInto(file, checksum);
    if (!hash.digest().equals(checksum)) {
      throw new UserError(`${path} is damaged: its checksum is wrong`);
    }
    const part = (name: string) => examplesOf(name, text, tensors, read);
    const { kind, source, classNames, rareGroup } = text;
    const dataset = {
      name: text.name,
      kind,
      train: part('train'),
      test: part('test'),
      ...(classNames && { classNames }),
      ...(rareGroup && { rareGroup }),
      source,
    };
    return { dataset, fingerprint: text.fingerprint };
  });
}

function examplesOf(
  part: string,
  { attributes, factors }: Description,
  tensors: DatasetFileHeader['tensors'],
  read: ReadonlyMap<string, HostData>,
): Examples {
  const get = (name: string) => read.get(`${part}.${name}`);
  const values = tensors.get(`${part}.values`)!;
  const labels = get('labels') as Int32Array | undefined;
  const colour = get('colour') as Float32Array | undefined;
  const attributeValues = get('attributes') as Uint8Array | undefined;
  const factorValues = get('factors') as Int32Array | undefined;
  return {
    values: {
      dtype: values.dtype === 'F32' ? 'float32' : 'uint8',
      shape: values.shape,
      data: get('values')!,
    },
    ...(labels && { labels }),
    ...(colour && { colour }),
    ...(attributeValues && { attributes: { names: attributes!, values: attributeValues } }),
    ...(factorValues && {
      factors: {
        names: factors!.map(({ name }) => name),
        sizes: factors!.map(({ size }) => size),
        values: factorValues,
      },
    }),
  };
}
