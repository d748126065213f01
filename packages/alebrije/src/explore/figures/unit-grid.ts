import { UserError } from '../../errors.ts';
import { type FigureHeading, loadCanvas } from './canvas.ts';
import { checkImages, drawImage, type ImageBatch, tileScale } from './images.ts';
import { drawTileSheet, type TileRow, tileSize } from './tile-sheet.ts';

export interface UnitGridOptions extends FigureHeading {
  /** Unit by unit, `perUnit` of each. */
  images: ImageBatch;
  perUnit: number;
  /** Under the images of each unit, as many and of the same size. */
  maps?: ImageBatch | undefined;
  names: readonly string[];
}

/** Units up to this many get a row each, more of them a column. */
const MOST_ROWS = 6;
const COLUMNS = 15;
const BAND_SPACE = 18;

/** Images that belong to the units of a network: a row of each, or a column where units are many. PNG bytes. */
export async function unitGrid(options: UnitGridOptions): Promise<Uint8Array> {
  const { images, perUnit, maps, names } = options;
  checkImages(images);
  if (maps) checkImages(maps, 'maps');
  const count = names.length;
  const fits = images.count === count * perUnit && (!maps || maps.count === images.count);
  if (count === 0 || perUnit < 1 || !fits) {
    throw new UserError(
      `${images.count} images do not make ${count} units of ${perUnit}; give at least one unit.`,
    );
  }
  const canvas = await loadCanvas();
  const batches = maps ? [images, maps] : [images];
  if (count <= MOST_ROWS) {
    const rows = names.map(
      (label, unit): TileRow => ({
        label,
        tiles: batches.flatMap((batch) =>
          Array.from({ length: perUnit }, (_, place) =>
            drawImage(canvas, batch, unit * perUnit + place, tileScale(batch, tileSize(10))),
          ),
        ),
      }),
    );
    return drawTileSheet({ ...options, rows });
  }
  const columns = Math.ceil(count / Math.ceil(count / COLUMNS));
  const rows: TileRow[] = [];
  for (let start = 0; start < count; start += columns) {
    const units = Array.from({ length: Math.min(columns, count - start) }, (_, i) => start + i);
    const band = batches.flatMap((batch) =>
      Array.from(
        { length: perUnit },
        (_, place): TileRow => ({
          tiles: units.map((unit) =>
            drawImage(canvas, batch, unit * perUnit + place, tileScale(batch, tileSize(COLUMNS))),
          ),
        }),
      ),
    );
    const last = band.length - 1;
    rows.push(
      ...band.map((row, place) => ({
        ...row,
        ...(place === last && { captions: units.map((unit) => names[unit]!) }),
        space: place === 0 && start > 0 ? BAND_SPACE : 0,
      })),
    );
  }
  return drawTileSheet({ ...options, rows });
}
