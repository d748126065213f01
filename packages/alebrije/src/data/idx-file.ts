/** IDX files on disk, plain or compressed with gzip. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { UserError } from '../errors.ts';
import type { HostTensor } from '../graph/types.ts';
import { encodeIdx, parseIdx } from './idx.ts';

const decompress = promisify(gunzip);
const compress = promisify(gzip);

/**
 * Reads an IDX file, compressed or not, whole or not at all.
 * @param sha256 what the uncompressed file must hash to (hexadecimal), if it is known
 * @throws UserError if the file is missing, unreadable, damaged or another one than expected
 */
export async function readIdxFile(path: string, sha256?: string): Promise<HostTensor> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new UserError(`${path} cannot be read: ${(error as Error).message}`);
  }
  return decodeIdx(bytes, path, sha256);
}

/** The same for a file that is in memory already; `label` is what errors call it. */
export async function decodeIdx(
  bytes: Uint8Array,
  label: string,
  sha256?: string,
): Promise<HostTensor> {
  let plain = bytes;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      plain = await decompress(bytes);
    } catch (error) {
      throw new UserError(`${label} is damaged: gzip says "${(error as Error).message}"`);
    }
  }
  const tensor = parseIdx(plain, label);
  if (sha256 !== undefined && createHash('sha256').update(plain).digest('hex') !== sha256) {
    throw new UserError(`${label} has other contents than it should: its checksum is wrong`);
  }
  return tensor;
}

/** A gzip file, the same on every system, that holds `tensor` in IDX. */
export async function encodeIdxGzip(tensor: HostTensor): Promise<Uint8Array> {
  const bytes = await compress(encodeIdx(tensor), { level: 9 });
  // The header's last byte names the operating system; 255 says unknown (RFC 1952).
  bytes[9] = 255;
  return bytes;
}
