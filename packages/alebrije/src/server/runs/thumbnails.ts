/** Small pictures of runs, for lists of many. */

import fs from 'node:fs/promises';
import { createCanvas, loadImage } from '@napi-rs/canvas';

/** Pixels, of the picture's upper left part if it is longer than wide. */
const WIDTH = 320;
const HEIGHT = 240;
const QUALITY = 82;
const KEPT = 200;

export interface Thumbnails {
  /** WebP bytes. @param version differs when the picture does. @throws Error if it cannot be read */
  draw(path: string, version: string): Promise<Uint8Array>;
}

async function drawThumbnail(path: string): Promise<Uint8Array> {
  const image = await loadImage(await fs.readFile(path));
  const scale = Math.min(1, WIDTH / image.width);
  const height = Math.min(HEIGHT, Math.round(image.height * scale));
  const canvas = createCanvas(Math.round(image.width * scale), Math.max(1, height));
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'medium';
  context.drawImage(image, 0, 0, image.width * scale, image.height * scale);
  return canvas.encode('webp', QUALITY);
}

export function createThumbnails(): Thumbnails {
  const drawn = new Map<string, Promise<Uint8Array>>();
  /** One after the other: a list asks for all at once. */
  let last: Promise<unknown> = Promise.resolve();
  return {
    draw(path, version) {
      const key = `${path} ${version}`;
      const known = drawn.get(key);
      if (known) return known;
      const picture = last.catch(() => undefined).then(() => drawThumbnail(path));
      last = picture;
      drawn.set(key, picture);
      picture.catch(() => drawn.delete(key));
      if (drawn.size > KEPT) drawn.delete(drawn.keys().next().value!);
      return picture;
    },
  };
}
