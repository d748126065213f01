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

interface Frame {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

function drawFrame(
  canvas: CanvasLibrary,
  { images, scale }: { images: ImageBatch; scale: number },
  frame: readonly number[],
): Frame {
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

/** GIF bytes. @param last how long the last frame is shown, ms */
async function encodeFrames(
  frames: readonly Frame[],
  { frameMs, last = frameMs }: { readonly frameMs: number; readonly last?: number | undefined },
): Promise<Uint8Array> {
  const { GifEncoder } = await import('@napi-rs/canvas');
  const { width, height } = frames[0]!;
  const encoder = new GifEncoder(width, height, { repeat: 0, quality: PIXEL_STRIDE });
  for (const [place, { data }] of frames.entries()) {
    const delay = place === frames.length - 1 ? last : frameMs;
    encoder.addFrame(data, width, height, { delay });
  }
  return encoder.finish();
}

/** An animated GIF that repeats for ever. GIF bytes. */
export async function film({ images, frames, frameMs = 50 }: FilmOptions): Promise<Uint8Array> {
  checkImages(images);
  const columns = frames[0]?.length ?? 0;
  if (columns === 0 || frames.some((frame) => frame.length !== columns)) {
    throw new UserError('A film needs frames of as many images each, at least one.');
  }
  const canvas = await loadCanvas();
  const size = Math.min(LARGEST_IMAGE, WIDTH / columns);
  const fitting = size / Math.max(images.height, images.width);
  const scale = fitting < 1 ? fitting : Math.floor(fitting);
  const drawn = frames.map((frame) => drawFrame(canvas, { images, scale }, frame));
  return encodeFrames(drawn, { frameMs });
}

export interface PictureFilmOptions {
  /** How long each picture is shown, ms. Default 200. */
  readonly frameMs?: number | undefined;
  /** How long the last one is, before the film begins again, ms. Default 1500. */
  readonly lastMs?: number | undefined;
}

/**
 * Finished pictures of one kind one after the other as an animated GIF, in the size of the last, or 720
 * pixels wide if that is wider. PNG bytes in, GIF bytes out.
 * @throws UserError without a picture
 */
export async function pictureFilm(
  pictures: readonly Uint8Array[],
  { frameMs = 200, lastMs = 1500 }: PictureFilmOptions = {},
): Promise<Uint8Array> {
  if (pictures.length === 0) throw new UserError('A film needs at least one picture.');
  const canvas = await loadCanvas();
  const { loadImage } = await import('@napi-rs/canvas');
  const largest = await loadImage(Buffer.from(pictures.at(-1)!));
  const scale = Math.min(1, WIDTH / largest.width);
  const [width, height] = [largest.width, largest.height].map((side) => Math.round(side * scale));
  const sheet = canvas.createCanvas(width!, height!);
  const context = sheet.getContext('2d');
  const frames: Frame[] = [];
  for (const png of pictures) {
    const image = await loadImage(Buffer.from(png));
    context.fillStyle = PAPER;
    context.fillRect(0, 0, sheet.width, sheet.height);
    context.drawImage(image, 0, 0, image.width * scale, image.height * scale);
    const { data } = context.getImageData(0, 0, sheet.width, sheet.height);
    frames.push({ data: new Uint8Array(data), width: sheet.width, height: sheet.height });
  }
  discard(sheet);
  return encodeFrames(frames, { frameMs, last: lastMs });
}
