import { UserError } from '../../errors.ts';
import { type FigureHeading, loadCanvas } from './canvas.ts';
import { checkImages, drawImage, type ImageBatch, tileScale } from './images.ts';
import { drawTileSheet, type TileRow, tileSize } from './tile-sheet.ts';

export interface ReconstructionGridOptions extends FigureHeading {
  originals: ImageBatch;
  reconstructions: ImageBatch;
  /** What the network was given, where that is not the original: noisy or masked images. */
  corrupted?: ImageBatch | undefined;
  /** Class of each image, with the classes' names; written under the columns. */
  labels?: ArrayLike<number> | undefined;
  classNames?: readonly string[] | undefined;
  /** Images side by side before the next band starts. Default 10. */
  columns?: number | undefined;
  /** How many images to draw. Default: all. */
  count?: number | undefined;
  rowLabels?: { original: string; corrupted: string; reconstruction: string } | undefined;
}

const ROW_LABELS = { original: 'Original', corrupted: 'Input', reconstruction: 'Reconstruction' };
const BAND_SPACE = 20;

/** Originals above their reconstructions, with the corrupted input between them if there is one. */
export async function reconstructionGrid(options: ReconstructionGridOptions): Promise<Uint8Array> {
  const { originals, reconstructions, corrupted, labels, classNames } = options;
  const { columns = 10, rowLabels = ROW_LABELS } = options;
  const sources = [
    { batch: originals, label: rowLabels.original },
    ...(corrupted ? [{ batch: corrupted, label: rowLabels.corrupted }] : []),
    { batch: reconstructions, label: rowLabels.reconstruction },
  ];
  for (const { batch, label } of sources) checkImages(batch, label);
  const count = options.count ?? originals.count;
  if (count < 1 || sources.some(({ batch }) => batch.count < count)) {
    const held = sources.map(({ batch, label }) => `${label} ${batch.count}`).join(', ');
    throw new UserError(`${count} images cannot be drawn side by side; given are ${held}.`);
  }

  const canvas = await loadCanvas();
  const size = tileSize(columns);
  const rows: TileRow[] = [];
  for (let start = 0; start < count; start += columns) {
    const indices = Array.from({ length: Math.min(columns, count - start) }, (_, i) => start + i);
    for (const [row, { batch, label }] of sources.entries()) {
      const last = row === sources.length - 1;
      rows.push({
        label,
        tiles: indices.map((index) => drawImage(canvas, batch, index, tileScale(batch, size))),
        captions:
          last && labels && classNames
            ? indices.map((index) => classNames[labels[index]!] ?? '')
            : undefined,
        space: row === 0 && start > 0 ? BAND_SPACE : 0,
      });
    }
  }
  return drawTileSheet({ ...options, rows });
}
