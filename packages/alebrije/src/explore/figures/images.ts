/** Images as plain arrays, and their way to pixels. */
import { UserError } from '../../errors.ts';
import { type Canvas, type CanvasLibrary, discard, finishSheet, loadCanvas } from './canvas.ts';
import { PIXEL_RATIO } from './theme.ts';

/** A batch of images [count, channels, height, width], row-major; values are clipped to [0, 1]. */
export interface ImageBatch {
  data: Float32Array;
  count: number;
  /** 1 (grey) or 3 (red, green, blue). */
  channels: number;
  height: number;
  width: number;
}

/** Throws a UserError unless the batch's sizes agree; `name` says which batch is meant. */
export function checkImages(batch: ImageBatch, name = 'images'): void {
  const { data, count, channels, height, width } = batch;
  if (channels !== 1 && channels !== 3) {
    throw new UserError(`${name}: ${channels} channels cannot be drawn; give 1 (grey) or 3 (RGB).`);
  }
  const expected = count * channels * height * width;
  if (data.length !== expected) {
    throw new UserError(
      `${name}: ${data.length} values do not fill ${count} images of ${channels}x${height}x${width}; that takes ${expected}.`,
    );
  }
}

/** One image as RGBA bytes. A value that is not a number is drawn magenta: divergence must be seen. */
export function imagePixels(batch: ImageBatch, index: number): Uint8ClampedArray {
  const { data, channels, height, width } = batch;
  const area = height * width;
  const start = index * channels * area;
  const pixels = new Uint8ClampedArray(area * 4);
  for (let pixel = 0; pixel < area; pixel++) {
    const red = data[start + pixel]!;
    const green = channels === 3 ? data[start + area + pixel]! : red;
    const blue = channels === 3 ? data[start + 2 * area + pixel]! : red;
    const broken = Number.isNaN(red + green + blue);
    pixels[4 * pixel] = broken ? 255 : red * 255;
    pixels[4 * pixel + 1] = broken ? 0 : green * 255;
    pixels[4 * pixel + 2] = broken ? 255 : blue * 255;
    pixels[4 * pixel + 3] = 255;
  }
  return pixels;
}

/** One image, each pixel a crisp square of `scale` device pixels: small images keep their true look. */
export function drawImage(
  canvas: CanvasLibrary,
  batch: ImageBatch,
  index: number,
  scale: number,
): Canvas {
  if (!Number.isInteger(index) || index < 0 || index >= batch.count) {
    throw new UserError(`There is no image ${index}; the batch holds 0 to ${batch.count - 1}.`);
  }
  const { height, width } = batch;
  const small = canvas.createCanvas(width, height);
  const smallContext = small.getContext('2d');
  const image = smallContext.createImageData(width, height);
  image.data.set(imagePixels(batch, index));
  smallContext.putImageData(image, 0, 0);
  if (scale === 1) return small;
  const large = canvas.createCanvas(Math.round(width * scale), Math.round(height * scale));
  const context = large.getContext('2d');
  context.imageSmoothingEnabled = scale < 1;
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, 0, 0, large.width, large.height);
  discard(small);
  return large;
}

/**
 * Device pixels per image pixel for tiles about `size` CSS pixels large: whole where images grow, so
 * that every pixel is drawn equally large; large images shrink smoothly.
 */
export function tileScale({ height, width }: ImageBatch, size: number): number {
  const scale = (size * PIXEL_RATIO) / Math.max(height, width);
  return scale < 1 ? scale : Math.round(scale);
}

/** Image `index` of the batch as a PNG without any text, each pixel `scale` device pixels large. */
export async function encodePng(batch: ImageBatch, index = 0, scale = 1): Promise<Uint8Array> {
  checkImages(batch);
  return finishSheet(drawImage(await loadCanvas(), batch, index, scale));
}
