import { UserError } from '../../errors.ts';
import { type FigureHeading, loadCanvas } from './canvas.ts';
import { heatMaps, type PixelMaps } from './colour-maps.ts';
import { checkImages, drawImage, type ImageBatch, tileScale } from './images.ts';
import { drawTileSheet, type TileRow, tileSize } from './tile-sheet.ts';

export interface AnomalyBand {
  heading?: string | undefined;
  images: ImageBatch;
  reconstructions: ImageBatch;
  /** One number for each pixel of each image. */
  errors: PixelMaps;
  /** Under each column: its score, its class. */
  captions: readonly string[];
  /** Which columns count as anomalies; they get a frame. */
  framed: readonly boolean[];
  /** The error that is drawn brightest. */
  brightest: number;
}

export interface AnomalyGridOptions extends FigureHeading {
  bands: readonly AnomalyBand[];
  /** Columns of the widest band. */
  columns: number;
}

const BAND_SPACE = 22;
/** Room for two frames side by side, CSS pixels. */
const GAP = 8;

/** Bands of images, each above its reconstruction and the map of its errors. PNG bytes. */
export async function anomalyGrid(options: AnomalyGridOptions): Promise<Uint8Array> {
  const { bands, columns } = options;
  if (bands.length === 0 || bands.some(({ images }) => images.count === 0)) {
    throw new UserError('A picture of anomalies needs at least one image in every band.');
  }
  const canvas = await loadCanvas();
  const size = tileSize(columns);
  const rows: TileRow[] = bands.flatMap((band, index) => {
    const { images, reconstructions, errors, captions, framed, heading, brightest } = band;
    checkImages(images);
    checkImages(reconstructions, 'reconstructions');
    const tilesOf = (batch: ImageBatch) =>
      Array.from({ length: batch.count }, (_, place) =>
        drawImage(canvas, batch, place, tileScale(batch, size)),
      );
    return [
      {
        label: 'Image',
        tiles: tilesOf(images),
        framed: [...framed.keys()].filter((place) => framed[place]),
        heading,
        space: index > 0 ? BAND_SPACE : 0,
      },
      { label: 'Reconstruction', tiles: tilesOf(reconstructions) },
      { label: 'Error', tiles: tilesOf(heatMaps(errors, brightest)), captions },
    ];
  });
  return drawTileSheet({ ...options, rows, gap: GAP });
}
