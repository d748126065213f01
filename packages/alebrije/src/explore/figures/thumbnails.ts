/** Small framed images at the points that they belong to. */
import { type CanvasLibrary, discard, type SKRSContext2D } from './canvas.ts';
import { checkImages, drawImage, type ImageBatch, tileScale } from './images.ts';
import { PIXEL_RATIO } from './theme.ts';
import { placeThumbnails } from './thumbnail-placement.ts';

export interface Thumbnails {
  images: ImageBatch;
  /** The point that each image belongs to. */
  points: ArrayLike<number>;
  /** Images, those first that should be shown before others. Default: as they come. */
  order?: readonly number[] | undefined;
}

/** A plot on a sheet, CSS pixels. */
export interface PlotBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Longer side of a thumbnail, its frame, and the least room between two, CSS pixels. */
const SIZE = 28;
const FRAME = 1.5;
const GAP = 7;

const onDevicePixel = (value: number) => Math.round(value * PIXEL_RATIO) / PIXEL_RATIO;

/**
 * Draws as many as there is room for.
 * @param x of all points on the sheet, CSS pixels
 * @param colourOf the frame of a point's image
 */
export function drawThumbnails(
  canvas: CanvasLibrary,
  context: SKRSContext2D,
  thumbnails: Thumbnails,
  { x, y, plot }: { x: ArrayLike<number>; y: ArrayLike<number>; plot: PlotBox },
  colourOf: (point: number) => string,
): void {
  const { images, points } = thumbnails;
  checkImages(images, 'thumbnails');
  const scale = tileScale(images, SIZE);
  const width = Math.round(images.width * scale) / PIXEL_RATIO;
  const height = Math.round(images.height * scale) / PIXEL_RATIO;
  const order = thumbnails.order ?? Array.from(points, (_, image) => image);
  const left = order.map((image) => onDevicePixel(x[points[image]!]! - width / 2));
  const top = order.map((image) => onDevicePixel(y[points[image]!]! - height / 2));
  const shown = placeThumbnails(
    left.map((value) => value + width / 2 - plot.left),
    top.map((value) => value + height / 2 - plot.top),
    {
      width: plot.width,
      height: plot.height,
      tileWidth: width + 2 * FRAME,
      tileHeight: height + 2 * FRAME,
      gap: GAP,
    },
  );
  context.imageSmoothingEnabled = false;
  for (const place of shown) {
    const image = order[place]!;
    const tile = drawImage(canvas, images, image, scale);
    context.fillStyle = colourOf(points[image]!);
    context.fillRect(
      left[place]! - FRAME,
      top[place]! - FRAME,
      width + 2 * FRAME,
      height + 2 * FRAME,
    );
    context.drawImage(tile, left[place]!, top[place]!, width, height);
    discard(tile);
  }
}
