/** Small pictures of runs, for lists of many. */

import fs from 'node:fs/promises';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { contentOf } from './picture-content.ts';

/** Pixels at most, of what is below the picture's titles; its lower part is left out if it is long. */
const WIDTH = 320;
const HEIGHT = 200;
const QUALITY = 82;
const KEPT = 200;

export interface Thumbnails {
  /** WebP bytes. @param version differs when the picture does. @throws Error if it cannot be read */
  draw(path: string, version: string): Promise<Uint8Array>;
}

async function drawThumbnail(path: string): Promise<Uint8Array> {
  const image = await loadImage(await fs.readFile(path));
  const whole = createCanvas(image.width, image.height);
  whole.getContext('2d').drawImage(image, 0, 0);
  const { x, y, width, height } = contentOf(
    whole.getContext('2d').getImageData(0, 0, image.width, image.height),
  );
  const scale = Math.min(1, WIDTH / width);
  const shown = Math.min(height, HEIGHT / scale);
  const canvas = createCanvas(Math.round(width * scale), Math.max(1, Math.round(shown * scale)));
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'medium';
  context.drawImage(whole, x, y, width, shown, 0, 0, canvas.width, canvas.height);
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
