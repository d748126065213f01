/** Zip archives, sound ones and such as no tool makes. */

import { zipSync } from 'fflate';
import { imageBytes, pattern } from '../data/image-files.ts';

/** Small images in two classes. */
export function imageZip(count = 24): Uint8Array {
  const files = Array.from({ length: count }, (_, index) => [
    `${index % 2 === 0 ? 'cats' : 'dogs'}/${index}.png`,
    new Uint8Array(imageBytes('png', { paint: pattern(index) })),
  ]);
  return zipSync(Object.fromEntries(files));
}

/** One image's bytes. */
export const onePng = (): Uint8Array => new Uint8Array(imageBytes('png'));

const NAME_OFFSETS = { local: 30, central: 46 } as const;

function positionsOf(zip: Uint8Array, signature: number): number[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const found: number[] = [];
  for (let at = 0; at + 4 <= zip.length; at++) {
    if (view.getUint32(at, true) === signature) found.push(at);
  }
  return found;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

/** A copy with something changed in the headers (APPNOTE.TXT, 4.3) of its first entry. */
export function changed(
  zip: Uint8Array,
  change: (view: DataView, at: { local: number; central: number; end: number }) => void,
): Uint8Array {
  const copy = zip.slice();
  const [local, central, end] = [LOCAL, CENTRAL, END].map(
    (signature) => positionsOf(copy, signature)[0]!,
  );
  change(new DataView(copy.buffer), { local: local!, central: central!, end: end! });
  return copy;
}

/** With the first entry's name replaced by another of the same length. */
export function renamed(zip: Uint8Array, name: string): Uint8Array {
  return changed(zip, (view, { local, central }) => {
    for (const begin of [local + NAME_OFFSETS.local, central + NAME_OFFSETS.central]) {
      for (const [index, byte] of [...Buffer.from(name, 'latin1')].entries()) {
        view.setUint8(begin + index, byte);
      }
    }
  });
}

/** A zip of one image whose name has so many characters. */
export function zipNamed(name: string): Uint8Array {
  return renamed(zipSync({ ['n'.repeat(name.length)]: onePng() }), name);
}

/** With the type of file that Unix gives the first entry. */
export function typed(zip: Uint8Array, mode: number): Uint8Array {
  return changed(zip, (view, { central }) => {
    view.setUint8(central + 5, 3);
    view.setUint32(central + 38, (mode << 16) >>> 0, true);
  });
}

/** Sets bits of the first entry's general purpose flag. */
export function flagged(zip: Uint8Array, bits: number): Uint8Array {
  return changed(zip, (view, { local, central }) => {
    view.setUint16(local + 6, view.getUint16(local + 6, true) | bits, true);
    view.setUint16(central + 8, view.getUint16(central + 8, true) | bits, true);
  });
}

/** Says that the first entry has another size than it has. */
export function sizedAs(zip: Uint8Array, size: number): Uint8Array {
  return changed(zip, (view, { local, central }) => {
    view.setUint32(local + 22, size, true);
    view.setUint32(central + 24, size, true);
  });
}
