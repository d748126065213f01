/** A user's image as a model takes it: its middle, in the model's size and colours. */

import type { Tile } from '../tiles.ts';

export interface OwnImage {
  readonly name: string;
  readonly tile: Tile;
  /** Of a PNG file of that size, so that the server sees what is shown here. */
  readonly base64: string;
}

/** Weights of red, green and blue in a grey (ITU-R BT.601). */
const GREY = [0.299, 0.587, 0.114] as const;

function toGrey(data: Uint8ClampedArray): void {
  for (let place = 0; place < data.length; place += 4) {
    const grey = GREY.reduce((sum, weight, colour) => sum + weight * data[place + colour]!, 0);
    data.fill(Math.round(grey), place, place + 3);
  }
}

function tileFrom({ data, width, height }: ImageData, channels: number): Tile {
  const size = width * height;
  const pixels = Uint8Array.from(
    { length: channels * size },
    (_, index) => data[4 * (index % size) + Math.floor(index / size)]!,
  );
  return { pixels, shape: [channels, height, width] };
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/**
 * @param shape [C, H, W], C 1 or 3
 * @throws DOMException if the file is no image that the browser can read
 */
export async function readOwnImage(file: File, shape: readonly number[]): Promise<OwnImage> {
  const [channels = 1, height = 1, width = 1] = shape;
  const image = await createImageBitmap(file);
  const scale = Math.max(width / image.width, height / image.height);
  const [cropWidth, cropHeight] = [width / scale, height / scale];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = '#000000';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
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
  image.close();
  const pixels = context.getImageData(0, 0, width, height);
  if (channels === 1) toGrey(pixels.data);
  context.putImageData(pixels, 0, 0);
  return {
    name: file.name,
    tile: tileFrom(pixels, channels),
    base64: await base64Of(await canvas.convertToBlob({ type: 'image/png' })),
  };
}
