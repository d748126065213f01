/** The user's own images: PNG files read as examples of a given shape. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../errors.ts';
import type { HostTensor, Shape } from '../graph/types.ts';
import { decodeImage, release } from './images/image-file.ts';
import { createSheet, drawCentred } from './images/read-images.ts';

export interface ImageFiles {
  /** uint8 [N, C, H, W]. */
  readonly values: HostTensor;
  /** File names without `.png`, in the order of the images. */
  readonly names: readonly string[];
  /** How many were of another size. */
  readonly scaled: number;
}

const isPng = (name: string): boolean => /\.png$/i.test(name);

/** One file, or all PNG files of a folder by name, numbers in numeric order. */
async function pngPaths(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UserError(`there is no file or folder ${path}: check the path`);
  if (!found.isDirectory()) {
    if (isPng(path)) return [path];
    throw new UserError(`images are PNG files: ${path} does not end in .png`);
  }
  const { compare } = new Intl.Collator('en', { numeric: true });
  const names = (await readdir(path)).filter(isPng).sort(compare);
  if (names.length === 0) throw new UserError(`there are no PNG files in ${path}`);
  return names.map((name) => join(path, name));
}

/**
 * Reads a PNG file, or all in a folder, as images of one shape; those of another size are scaled, as
 * long as their proportions are the same. Transparent parts become black.
 * @param shape [C, H, W] with one channel or three
 * @throws UserError if there are none, one is damaged, or has other proportions
 */
export async function readPngFiles(path: string, shape: Shape): Promise<ImageFiles> {
  const [channels, height, width] = shape as readonly [number, number, number];
  const paths = await pngPaths(path);
  const sheet = await createSheet(width, height);
  const area = channels * height * width;
  const data = new Uint8Array(paths.length * area);
  let scaled = 0;
  for (const [index, file] of paths.entries()) {
    const image = await decodeImage(await readFile(file), file);
    if (image.width * height !== image.height * width) {
      throw new UserError(
        `${file} has ${image.width}x${image.height} pixels, and the model takes ${width}x${height}: give images of these proportions`,
      );
    }
    if (image.width !== width) scaled += 1;
    drawCentred(sheet, image);
    release(image);
    sheet.read(data.subarray(index * area, (index + 1) * area), channels);
  }
  return {
    values: { dtype: 'uint8', shape: [paths.length, ...shape], data },
    names: paths.map((file) => basename(file).slice(0, -'.png'.length)),
    scaled,
  };
}
