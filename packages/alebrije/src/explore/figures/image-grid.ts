import { UserError } from '../../errors.ts';
import { type FigureHeading, loadCanvas } from './canvas.ts';
import { checkImages, drawImage, type ImageBatch, tileScale } from './images.ts';
import { drawTileSheet, tileSize } from './tile-sheet.ts';

export interface ImageGridOptions extends FigureHeading {
  /** Row by row. */
  images: ImageBatch;
  /** Default: as square as the count allows. */
  columns?: number | undefined;
  rowLabels?: readonly string[] | undefined;
  columnLabels?: readonly string[] | undefined;
  /** Under every image, for example its class or its error. */
  captions?: readonly string[] | undefined;
  /** Which images get a frame, row by row. */
  framed?: readonly boolean[] | undefined;
}

/** Room for two frames side by side, CSS pixels. */
const FRAMED_GAP = 8;

/** A grid of images: samples, the worst anomalies, what activates a unit most. */
export async function imageGrid(options: ImageGridOptions): Promise<Uint8Array> {
  const { images, rowLabels, columnLabels, captions, framed } = options;
  checkImages(images);
  if (images.count < 1) throw new UserError('A grid needs at least one image; none was given.');
  const columns = options.columns ?? Math.ceil(Math.sqrt(images.count));
  const canvas = await loadCanvas();
  const scale = tileScale(images, tileSize(columns));
  const rows = Array.from({ length: Math.ceil(images.count / columns) }, (_, row) => {
    const start = row * columns;
    const length = Math.min(columns, images.count - start);
    return {
      tiles: Array.from({ length }, (_, column) =>
        drawImage(canvas, images, start + column, scale),
      ),
      label: rowLabels?.[row],
      captions: captions?.slice(start, start + length),
      framed:
        framed &&
        Array.from({ length }, (_, column) => column).filter((column) => framed[start + column]),
      space: captions && row > 0 ? 8 : 0,
    };
  });
  return drawTileSheet({ ...options, rows, columnLabels, ...(framed && { gap: FRAMED_GAP }) });
}
