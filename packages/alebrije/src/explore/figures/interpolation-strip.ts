import { UserError } from '../../errors.ts';
import { type FigureHeading, loadCanvas } from './canvas.ts';
import { checkImages, drawImage, type ImageBatch, tileScale } from './images.ts';
import { drawTileSheet, tileSize } from './tile-sheet.ts';

export interface InterpolationStripOptions extends FigureHeading {
  /** Row by row: `steps` images from one end point to the other. */
  images: ImageBatch;
  /** Images in each row, both end points included. */
  steps: number;
  rowLabels?: readonly string[] | undefined;
  /** Above the columns; default: how far along the way each one lies, 0 to 1. */
  columnLabels?: readonly string[] | undefined;
  /** Under every image, row by row. */
  captions?: readonly string[] | undefined;
  /** Which images get a frame, row by row. Default: both end points. */
  framed?: readonly boolean[] | undefined;
}

/** Rows of interpolations between two codes. */
export async function interpolationStrip(options: InterpolationStripOptions): Promise<Uint8Array> {
  const { images, steps, rowLabels, captions, framed } = options;
  checkImages(images);
  if (steps < 2 || images.count < steps || images.count % steps !== 0) {
    throw new UserError(
      `${images.count} images do not make rows of ${steps} steps; give at least 2 steps and a multiple of them.`,
    );
  }
  const canvas = await loadCanvas();
  const scale = tileScale(images, tileSize(steps));
  const rows = Array.from({ length: images.count / steps }, (_, row) => ({
    tiles: Array.from({ length: steps }, (_, step) =>
      drawImage(canvas, images, row * steps + step, scale),
    ),
    label: rowLabels?.[row],
    captions: captions?.slice(row * steps, (row + 1) * steps),
    framed: framed
      ? Array.from({ length: steps }, (_, step) => step).filter(
          (step) => framed[row * steps + step],
        )
      : [0, steps - 1],
    space: row > 0 ? 12 : 4,
  }));
  const columnLabels =
    options.columnLabels ??
    Array.from({ length: steps }, (_, step) => String(Number((step / (steps - 1)).toFixed(2))));
  return drawTileSheet({ ...options, rows, columnLabels, gap: 5 });
}
