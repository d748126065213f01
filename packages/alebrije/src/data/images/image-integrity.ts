/**
 * Whether image files are whole. Decoders fill in what is missing with black, and a model would learn
 * it: these checks refuse what they let pass.
 */

import { crc32 } from '@node-rs/crc32';

/** What is wrong with an image file, or undefined. @param type as in 'jpg', 'png' */
export function imageDamage(bytes: Uint8Array, type: string | undefined): string | undefined {
  if (type === 'jpg') return jpegDamage(bytes);
  if (type === 'png') return pngDamage(bytes);
  if (type === 'webp') return webpDamage(bytes);
  return undefined;
}

const TRUNCATED = 'it is truncated';

/** ISO/IEC 10918-1, annex B: segments with lengths up to the scan, which ends with FF D9. */
function jpegDamage(bytes: Uint8Array): string | undefined {
  const START_OF_SCAN = 0xda;
  for (let at = 2; at + 3 < bytes.length; ) {
    if (bytes[at] !== 0xff) return 'its segments do not follow each other';
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === START_OF_SCAN) {
      const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return end.indexOf(Buffer.of(0xff, 0xd9), at) === -1 ? TRUNCATED : undefined;
    }
    at += 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
  }
  return TRUNCATED;
}

/** ISO/IEC 15948, 5.3: chunks of length, type, data and the CRC of type and data, up to IEND. */
function pngDamage(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const END = 0x49_45_4e_44;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.length) return TRUNCATED;
    if (crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) return 'its checksum is wrong';
    if (view.getUint32(at + 4) === END) return undefined;
    at = end + 4;
  }
  return TRUNCATED;
}

/** RFC 9649, 2.4: bytes 4 to 7 count those after them. */
function webpDamage(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(4, true) + 8 > bytes.length ? TRUNCATED : undefined;
}
