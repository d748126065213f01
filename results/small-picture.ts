/** Pictures for the docs: the repository keeps all of them, so they are made a fifth of their size. */

import fs from 'node:fs';
import path from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { writeFileAtomic } from '../packages/alebrije/src/train/files/atomic.ts';

/** Of WebP, out of 100: lines and letters stay sharp. */
const QUALITY = 88;

/**
 * Writes a PNG file as WebP; a film stays the GIF that it is.
 * @param folder to write into
 * @returns the name of the new file in it
 */
export async function writeSmallPicture(png: string, folder: string): Promise<string> {
  if (png.endsWith('.gif')) {
    const film = path.basename(png);
    writeFileAtomic(path.join(folder, film), fs.readFileSync(png));
    return film;
  }
  const image = await loadImage(fs.readFileSync(png));
  const canvas = createCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  const name = `${png.replace(/^.*[\\/]/, '').replace(/\.png$/, '')}.webp`;
  writeFileAtomic(`${folder}/${name}`, canvas.toBuffer('image/webp', QUALITY));
  return name;
}
