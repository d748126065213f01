/**
 * The files of a zip archive, unpacked one at a time into memory: nothing is written to the disk, so
 * no entry can land outside of where it should.
 */

import { crc32 } from '@node-rs/crc32';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { UserError } from '../../errors.ts';
import { checkSize, type FileSource, type SourceFile } from './file-source.ts';

/** More entries than any dataset of images has; their list alone would fill the memory. */
const MOST_ENTRIES = 5_000_000;

/** @throws UserError if it is no zip archive, or damaged */
export async function openZip(location: string): Promise<FileSource> {
  const zip = await openPromise(location, { autoClose: false, lazyEntries: true }).catch(
    (error: Error) => {
      throw new UserError(`${location} is no zip archive that can be read: ${error.message}`);
    },
  );
  try {
    const entries = await listEntries(zip, location);
    return {
      location,
      files: [...entries].map(([path, { uncompressedSize: size, crc32: checksum }]) => ({
        path,
        size,
        stamp: String(checksum),
      })),
      read: (file) => unpack(zip, entries.get(file.path)!, `${file.path} in ${location}`, file),
      close: async () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** Entries by path; the library refuses absolute paths and those that lead upward. */
async function listEntries(zip: ZipFile, location: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  if (zip.entryCount > MOST_ENTRIES) {
    throw new UserError(
      `${location} holds ${zip.entryCount} entries; ${MOST_ENTRIES} are the most`,
    );
  }
  try {
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry);
    }
  } catch (error) {
    throw new UserError(`${location} is damaged: ${(error as Error).message}`);
  }
  return entries;
}

async function unpack(
  zip: ZipFile,
  entry: Entry,
  label: string,
  { size }: SourceFile,
): Promise<Uint8Array> {
  checkSize(label, size);
  if (entry.isEncrypted()) {
    throw new UserError(`${label} is encrypted: unpack the archive and give the folder`);
  }
  const bytes = new Uint8Array(size);
  let length = 0;
  try {
    // The library ends the stream with an error as soon as it is longer than the entry says.
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      bytes.set(chunk as Uint8Array, length);
      length += (chunk as Uint8Array).length;
    }
  } catch (error) {
    throw new UserError(`${label} is damaged: ${(error as Error).message}`);
  }
  if (length !== size || crc32(bytes) !== entry.crc32) {
    throw new UserError(`${label} is damaged: its checksum is wrong`);
  }
  return bytes;
}
