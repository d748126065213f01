import { UserError } from '../../errors.ts';
import { type FigureHeading, loadCanvas } from './canvas.ts';
import { checkImages, drawImage, type ImageBatch, tileScale } from './images.ts';
import { drawTileSheet, type TileRow, tileSize } from './tile-sheet.ts';

/** The same images at one level of noise, before and after. */
export interface DenoisingBand {
  corrupted: ImageBatch;
  denoised: ImageBatch;
  corruptedLabel: string;
  denoisedLabel: string;
}

export interface DenoisingGridOptions extends FigureHeading {
  originals: ImageBatch;
  bands: readonly DenoisingBand[];
  originalLabel?: string | undefined;
  /** Class of each image, with the classes' names; written above the columns. */
  labels?: ArrayLike<number> | undefined;
  classNames?: readonly string[] | undefined;
}

const BAND_SPACE = 20;

/** Original images in a row, and under them for each level the corrupted above the denoised ones. */
export async function denoisingGrid(options: DenoisingGridOptions): Promise<Uint8Array> {
  const { originals, bands, originalLabel = 'Original', labels, classNames } = options;
  const sources = [
    { batch: originals, label: originalLabel, space: 0 },
    ...bands.flatMap(({ corrupted, denoised, corruptedLabel, denoisedLabel }) => [
      { batch: corrupted, label: corruptedLabel, space: BAND_SPACE },
      { batch: denoised, label: denoisedLabel, space: 0 },
    ]),
  ];
  for (const { batch, label } of sources) {
    checkImages(batch, label);
    if (batch.count !== originals.count) {
      throw new UserError(
        `${label}: ${batch.count} images do not stand under ${originals.count} originals.`,
      );
    }
  }
  const canvas = await loadCanvas();
  const size = tileSize(originals.count);
  const columns = Array.from({ length: originals.count }, (_, index) => index);
  const rows: TileRow[] = sources.map(({ batch, label, space }) => ({
    label,
    space,
    tiles: columns.map((index) => drawImage(canvas, batch, index, tileScale(batch, size))),
  }));
  const columnLabels =
    labels && classNames ? columns.map((index) => classNames[labels[index]!] ?? '') : undefined;
  return drawTileSheet({ ...options, rows, columnLabels });
}
