/** Many image files as examples of one shape: cropped to its proportions around the centre, and scaled. */

import type { Image } from '@napi-rs/canvas';
import { UserError } from '../../errors.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { HostTensor, Shape } from '../../graph/types.ts';
import type { PreparationOptions } from '../dataset-entry.ts';
import type { FileSource, SourceFile } from '../files/file-source.ts';
import { decodeImage, release } from './image-file.ts';
import { type SupersampledSheet, supersampledSheet } from './supersampling.ts';

/** Decoded at the same time, in the threads of the canvas library. */
const AT_ONCE = 4;
/** Pixels of the sheet along each pixel of an example. */
const FACTOR = 4;

/**
 * What is made of one image file.
 * @param make given the bytes, and what to call the file in errors
 * @throws UserError if it is unreadable or damaged, which names the command that lists all such files
 */
export async function readImageFile<T>(
  source: FileSource,
  file: SourceFile,
  make: (bytes: Uint8Array, label: string) => Promise<T>,
): Promise<T> {
  const { location } = source;
  try {
    return await make(await source.read(file), `${location}/${file.path}`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      `${error.message}; \`alebrije datasets doctor ${location}\` lists all such files`,
    );
  }
}

/**
 * Reads image files in their order; transparent parts become black.
 * @param shape [C, H, W] with one channel (grey) or three
 * @returns uint8 [N, C, H, W]
 * @throws UserError at the first that is unreadable or damaged
 */
export async function readImages(
  source: FileSource,
  files: readonly SourceFile[],
  shape: Shape,
  { onProgress, signal }: PreparationOptions = {},
): Promise<HostTensor> {
  const [channels, height, width] = shape as readonly [number, number, number];
  const sheet = await createSheet(width, height);
  const size = sizeOf(shape);
  const data = new Uint8Array(files.length * size);
  const decode = (file: SourceFile) => readImageFile(source, file, decodeImage);
  for (let begin = 0; begin < files.length; begin += AT_ONCE) {
    signal?.throwIfAborted();
    const images = await Promise.all(files.slice(begin, begin + AT_ONCE).map(decode));
    for (const [place, image] of images.entries()) {
      drawCentred(sheet, image);
      release(image);
      const start = (begin + place) * size;
      sheet.read(data.subarray(start, start + size), channels);
    }
    onProgress?.({ what: 'reading images', done: begin + images.length, total: files.length });
  }
  return { dtype: 'uint8', shape: [files.length, ...shape], data };
}

/** A sheet for images of one size. */
export async function createSheet(width: number, height: number): Promise<SupersampledSheet> {
  const { createCanvas } = await import('@napi-rs/canvas');
  return supersampledSheet(createCanvas(FACTOR * width, FACTOR * height), FACTOR);
}

/**
 * The largest part around the centre that has the sheet's proportions, filling the sheet; transparent
 * parts become black.
 */
export function drawCentred({ context, width, height }: SupersampledSheet, image: Image): void {
  const scale = Math.max(width / image.width, height / image.height);
  const [cropWidth, cropHeight] = [width / scale, height / scale];
  context.fillStyle = '#000000';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingEnabled = scale !== 1;
  // 'high' interpolates between neighbours and skips the rest when it shrinks; 'medium' averages.
  context.imageSmoothingQuality = scale * FACTOR < 1 ? 'medium' : 'high';
  context.drawImage(
    image,
    (image.width - cropWidth) / 2,
    (image.height - cropHeight) / 2,
    cropWidth,
    cropHeight,
    0,
    0,
    width,
    height,
  );
}
