/** Small image files, drawn by the canvas library. */

import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';

/** Red, green and blue of a pixel. */
export type Paint = (x: number, y: number) => readonly [number, number, number];

export interface Picture {
  readonly width?: number;
  readonly height?: number;
  readonly paint?: Paint;
}

/** Colours that differ from pixel to pixel and from picture to picture. */
export function pattern(seed: number): Paint {
  return (x, y) => [(37 * x + 11 * seed) % 256, (53 * y + 7 * seed) % 256, (x * y + seed) % 256];
}

export function imageBytes(
  format: 'png' | 'jpeg',
  { width = 12, height = 12, paint = pattern(0) }: Picture = {},
): Buffer {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    image.data.set([...paint(pixel % width, Math.floor(pixel / width)), 255], 4 * pixel);
  }
  context.putImageData(image, 0, 0);
  return format === 'png' ? canvas.toBuffer('image/png') : canvas.toBuffer('image/jpeg', 95);
}

/** Writes files, with their folders, by their paths in `folder`. */
export function writeFiles(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    fs.mkdirSync(dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }
}

/** PNG files of different pictures by path. */
export function pngFiles(paths: readonly string[], picture: Picture = {}): Record<string, Buffer> {
  return Object.fromEntries(
    paths.map((path, seed) => [path, imageBytes('png', { paint: pattern(seed), ...picture })]),
  );
}
