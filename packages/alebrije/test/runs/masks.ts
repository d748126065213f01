/** Masks as PNG files. */

import fs from 'node:fs';
import { encodePng } from '../../src/explore/figures/index.ts';

const SIDE = 28;

/** White where it says so, else black. @returns the file */
export async function writeMask(
  file: string,
  isWhite: (x: number, y: number) => boolean,
): Promise<string> {
  const data = Float32Array.from({ length: SIDE ** 2 }, (_, pixel) =>
    isWhite(pixel % SIDE, Math.floor(pixel / SIDE)) ? 1 : 0,
  );
  const image = { data, count: 1, channels: 1, height: SIDE, width: SIDE };
  fs.writeFileSync(file, await encodePng(image));
  return file;
}
