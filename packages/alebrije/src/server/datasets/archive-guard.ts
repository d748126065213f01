/**
 * Whether a zip archive from outside may be read at all. Every entry is unpacked once, into nothing, and its
 * bytes are counted as they come: what an archive says of its sizes proves nothing.
 */

import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { ApiError } from '../http/api-error.ts';

export interface ArchiveLimits {
  readonly entries: number;
  readonly unpackedBytes: number;
}

export interface ArchiveCheck extends ArchiveLimits {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Bytes of one entry: more is no picture of a dataset. */
const LARGEST_ENTRY = 64 * 2 ** 20;
const LONGEST_NAME = 1000;

/** From the high 16 bits of an entry's attributes: the file type of stat(2). */
const FILE_TYPE = 0o170000;
const KINDS: Readonly<Record<number, string>> = {
  21609: 'a link',
  4802: 'a device',
  14406: 'a device',
  2401: 'a pipe',
  26411: 'a socket',
};

const STORED = 0;
const DEFLATED = 8;

function refused(message: string): ApiError {
  return new ApiError('unsuitable', `the archive is refused: ${message}`);
}

/** A name as it can be shown in one line. */
function quoted(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}

/** The library refuses absolute names, backslashes and parts that lead upward by itself. */
function checkEntry(entry: Entry, seen: Set<string>): void {
  const { fileName, externalFileAttributes, compressionMethod } = entry;
  const name = quoted(fileName);
  if (fileName.length > LONGEST_NAME) throw refused(`the name ${name} is too long`);
  if (/[\\:\p{Cc}]/u.test(fileName)) throw refused(`${name} holds a character that no name has`);
  const parts = fileName.replace(/\/$/, '').split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw refused(`${name} is no name of a file inside`);
  }
  const kind = KINDS[(externalFileAttributes >>> 16) & FILE_TYPE];
  if (kind !== undefined) throw refused(`${name} is ${kind}`);
  if (entry.isEncrypted()) throw refused(`${name} is encrypted`);
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    throw refused(`${name} is packed in a way that cannot be read`);
  }
  const key = fileName.normalize().toLowerCase();
  if (seen.has(key)) throw refused(`${name} is in it twice`);
  seen.add(key);
}

/** Counts the bytes of an entry. @throws ApiError when it is larger than allowed */
async function unpackedSize(zip: ZipFile, entry: Entry, room: number): Promise<number> {
  let size = 0;
  const most = Math.min(LARGEST_ENTRY, room);
  const counter = new Writable({
    write(chunk: Uint8Array, _, done) {
      size += chunk.length;
      const isOver = size > most;
      done(isOver ? new ApiError('too-large', tooLargeMessage(entry, room)) : null);
    },
  });
  await pipeline(await zip.openReadStreamPromise(entry), counter);
  return size;
}

function tooLargeMessage({ fileName }: Entry, room: number): string {
  return room < LARGEST_ENTRY
    ? 'the archive is refused: unpacked it is larger than is taken'
    : `the archive is refused: ${quoted(fileName)} is larger than ${LARGEST_ENTRY / 2 ** 20} MiB`;
}

/**
 * @param path of the archive
 * @throws ApiError that says what is wrong with it
 */
export async function checkArchive(path: string, check: ArchiveCheck): Promise<void> {
  const { entries, unpackedBytes, signal, onProgress } = check;
  const zip = await openPromise(path, {
    autoClose: false,
    lazyEntries: true,
    strictFileNames: true,
  }).catch((error: Error) => {
    throw refused(`it cannot be read as a zip (${error.message})`);
  });
  try {
    const total = zip.entryCount;
    if (total > entries) {
      throw new ApiError(
        'too-large',
        `the archive is refused: it has ${total} entries, and ${entries} are the most`,
      );
    }
    const seen = new Set<string>();
    let unpacked = 0;
    for await (const entry of zip.eachEntry()) {
      signal?.throwIfAborted();
      checkEntry(entry, seen);
      if (entry.fileName.endsWith('/')) continue;
      unpacked += await unpackedSize(zip, entry, unpackedBytes - unpacked);
      onProgress?.(seen.size, total);
    }
  } catch (error) {
    if (error instanceof ApiError || signal?.aborted) throw error;
    throw refused(`it is damaged (${(error as Error).message})`);
  } finally {
    zip.close();
  }
}
