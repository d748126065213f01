/** Image files of any format that the canvas library decodes, checked before they are decoded. */

import type { Image } from '@napi-rs/canvas';
import { UserError } from '../../errors.ts';

/** As the file says, before its orientation is applied. */
export interface ImageInfo {
  readonly width: number;
  readonly height: number;
  /** 'jpg', 'png', ... */
  readonly type: string;
}

const FORMATS = ['jpg', 'png', 'webp', 'gif', 'bmp', 'avif'];

/** Decoded, a larger one would take more than half a gigabyte. */
const MOST_PIXELS = 150_000_000;

/** Whether a file's name is that of an image that can be read. */
export function isImageName(path: string): boolean {
  return /\.(jpe?g|png|webp|gif|bmp|avif)$/i.test(path);
}

/**
 * Size and format of a whole, readable image, from its header.
 * @param label what to call the file in errors
 * @throws UserError if it is no image, another format, too large or damaged
 */
export async function inspectImage(bytes: Uint8Array, label: string): Promise<ImageInfo> {
  const [{ imageSize }, { imageDamage }] = await Promise.all([
    import('image-size'),
    import('./image-integrity.ts'),
  ]);
  let info: { width: number; height: number; type?: string };
  try {
    info = imageSize(bytes);
  } catch {
    throw new UserError(`${label} is no image that can be read, or damaged`);
  }
  const { width, height, type = 'unknown' } = info;
  if (!FORMATS.includes(type)) {
    throw new UserError(
      `${label} is an image of the format ${type}; save it as one of ${FORMATS.join(', ')}`,
    );
  }
  if (width * height > MOST_PIXELS) {
    throw new UserError(`${label} has ${width}x${height} pixels: make it smaller`);
  }
  const damage = imageDamage(bytes, type);
  if (damage !== undefined) throw new UserError(`${label} is damaged: ${damage}`);
  return { width, height, type };
}

/** Decodes an image, upright as its orientation says. @throws UserError as `inspectImage` */
export async function decodeImage(bytes: Uint8Array, label: string): Promise<Image> {
  await inspectImage(bytes, label);
  const { loadImage } = await import('@napi-rs/canvas');
  try {
    return await loadImage(bytes);
  } catch (error) {
    throw new UserError(`${label} cannot be decoded: ${(error as Error).message}`);
  }
}

/** Frees an image's pixels, which lie outside of what the garbage collector counts. */
export function release(image: Image): void {
  image.src = new Uint8Array(0);
}
