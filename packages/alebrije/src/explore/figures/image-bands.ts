import { UserError } from '../../errors.ts';
import { type FigureHeading, loadCanvas } from './canvas.ts';
import { checkImages, drawImage, type ImageBatch, tileScale } from './images.ts';
import { drawTileSheet, type TileRow, tileSize } from './tile-sheet.ts';

export interface ImageBand {
  /** One line above the band. */
  heading: string;
  images: ImageBatch;
  /** Under every image. */
  captions?: readonly string[] | undefined;
}

export interface ImageBandsOptions extends FigureHeading {
  bands: readonly ImageBand[];
  /** Images side by side. */
  columns: number;
}

const BAND_SPACE = 22;
/** Between rows whose captions would else stick to the next row, CSS pixels. */
const CAPTION_SPACE = 8;

/** Groups of images below each other, each under a line that says what it is. PNG bytes. */
export async function imageBands(options: ImageBandsOptions): Promise<Uint8Array> {
  const { bands, columns } = options;
  if (bands.length === 0 || bands.some(({ images }) => images.count === 0)) {
    throw new UserError('A picture of groups of images needs at least one image in every group.');
  }
  const canvas = await loadCanvas();
  const rows: TileRow[] = bands.flatMap(({ heading, images, captions }, band) => {
    checkImages(images);
    const scale = tileScale(images, tileSize(columns));
    return Array.from({ length: Math.ceil(images.count / columns) }, (_, row) => {
      const start = row * columns;
      const length = Math.min(columns, images.count - start);
      return {
        tiles: Array.from({ length }, (_, column) =>
          drawImage(canvas, images, start + column, scale),
        ),
        captions: captions?.slice(start, start + length),
        ...(row === 0 && { heading }),
        space: row > 0 ? (captions ? CAPTION_SPACE : 0) : band > 0 ? BAND_SPACE : 0,
      };
    });
  });
  return drawTileSheet({ ...options, rows });
}
