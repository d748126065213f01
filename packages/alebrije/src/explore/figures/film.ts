import { UserError } from '../../errors.ts';
import { type CanvasLibrary, discard, loadCanvas } from './canvas.ts';
import { checkImages, drawImage, type ImageBatch } from './images.ts';
import { PAPER } from './theme.ts';

export interface FilmOptions {
  images: ImageBatch;
  /** Images side by side in each frame, in its order; as many in each. */
  frames: readonly (readonly number[])[];
  /** How long each frame is shown, ms; GIF counts in steps of 10. Default 50. */
  frameMs?: number | undefined;
}

/** Pixels of the film: an image alone, and the width that several share. */
const LARGEST_IMAGE = 256;
const WIDTH = 720;
const GAP = 8;
/** The encoder's palettes are learned from every so many pixels. */
const PIXEL_STRIDE = 10;

/** 0, 1, ..., last, ..., 1: forward and back without showing an end twice, for films that repeat. */
export function thereAndBack(last: number): number[] {
  return Array.from({ length: Math.max(1, 2 * last) }, (_, frame) => last - Math.abs(last - frame));
}

function drawFrame(
  canvas: CanvasLibrary,
  { images, scale }: { images: ImageBatch; scale: number },
  frame: readonly number[],
): { data: Uint8Array; width: number; height: number } {
  const tiles = frame.map((index) => drawImage(canvas, images, index, scale));
  const [first] = tiles as [(typeof tiles)[number]];
  const sheet = canvas.createCanvas(tiles.length * (first.width + GAP) - GAP, first.height);
  const { width, height } = sheet;
  const context = sheet.getContext('2d');
  context.fillStyle = PAPER;
  context.fillRect(0, 0, width, height);
  for (const [place, tile] of tiles.entries()) {
    context.drawImage(tile, place * (first.width + GAP), 0);
  }
  const data = new Uint8Array(context.getImageData(0, 0, width, height).data);
  discard(sheet, ...tiles);
  return { data, width, height };
}

/** An animated GIF that repeats for ever. GIF bytes. */
export async function film({ images, frames, frameMs = 50 }: FilmOptions): Promise<Uint8Array> {
  checkImages(images);
  const columns = frames[0]?.length ?? 0;
  if (columns === 0 || frames.some((frame) => frame.length !== columns)) {
    throw new UserError('A film needs frames of as many images each, at least one.');
  }
  const canvas = await loadCanvas();
  const { GifEncoder } = await import('@napi-rs/canvas');
  const size = Math.min(LARGEST_IMAGE, WIDTH / columns);
  const fitting = size / Math.max(images.height, images.width);
  const scale = fitting < 1 ? fitting : Math.floor(fitting);
  const drawn = frames.map((frame) => drawFrame(canvas, { images, scale }, frame));
  const { width, height } = drawn[0]!;
  const encoder = new GifEncoder(width, height, { repeat: 0, quality: PIXEL_STRIDE });
  for (const { data } of drawn) encoder.addFrame(data, width, height, { delay: frameMs });
  return encoder.finish();
}
