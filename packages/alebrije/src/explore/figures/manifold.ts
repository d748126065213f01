import { UserError } from '../../errors.ts';
import { discard, type FigureHeading, headingOption, layoutHeading, loadCanvas } from './canvas.ts';
import { type Range, renderChart, valueAxis } from './chart.ts';
import { checkImages, drawImage, type ImageBatch, tileScale } from './images.ts';
import { classLegend, LEGEND_GAP, LEGEND_WIDTH, type PointOptions, pointSeries } from './points.ts';
import { MARGIN, PIXEL_RATIO, VALIDATION } from './theme.ts';

export interface ManifoldOptions extends FigureHeading {
  /** Decoded codes, row by row from the upper left: the first row has the largest second code. */
  images: ImageBatch;
  rows: number;
  columns: number;
  /** First code of the left and the right column's images. */
  xRange: Range;
  /** Second code of the lowest and the uppermost row's images. */
  yRange: Range;
  /** Codes of real images, drawn half transparent over the grid; those outside it are left out. */
  codes?: PointOptions | undefined;
  /** Which images are tinted, row by row: those whose codes lie in holes. */
  tinted?: readonly boolean[] | undefined;
  xName?: string | undefined;
  yName?: string | undefined;
}

const PLOT_SIZE = 720;
const AXIS_LEFT = 48;
const AXIS_BOTTOM = 56;
/** Over the images where codes are drawn on them, so that the class colours stay legible. */
const VEIL = 'rgba(255, 255, 255, 0.7)';
/** How much of a tinted image is the tint. */
const TINT = 0.45;

/** What the decoder makes of every place in the code plane, each image drawn at its code. */
export async function manifold(options: ManifoldOptions): Promise<Uint8Array> {
  const { images, rows, columns, xRange, yRange, codes, tinted } = options;
  checkImages(images);
  if (rows < 1 || columns < 1 || rows * columns !== images.count) {
    throw new UserError(
      `${images.count} images do not fill ${rows} rows of ${columns}; that takes ${rows * columns}.`,
    );
  }
  const canvas = await loadCanvas();
  const scale = tileScale(images, PLOT_SIZE / Math.max(rows, columns));
  const tiles = Array.from({ length: images.count }, (_, index) =>
    drawImage(canvas, images, index, scale),
  );
  const tileWidth = tiles[0]!.width;
  const tileHeight = tiles[0]!.height;
  const mosaic = canvas.createCanvas(columns * tileWidth, rows * tileHeight);
  const context = mosaic.getContext('2d');
  for (const [index, tile] of tiles.entries()) {
    const top = Math.floor(index / columns) * tileHeight;
    const left = (index % columns) * tileWidth;
    context.drawImage(tile, left, top);
    if (tinted?.[index]) {
      context.globalAlpha = TINT;
      context.fillStyle = VALIDATION;
      context.fillRect(left, top, tileWidth, tileHeight);
      context.globalAlpha = 1;
    }
    discard(tile);
  }

  const plot = { width: mosaic.width / PIXEL_RATIO, height: mosaic.height / PIXEL_RATIO };
  const left = MARGIN + AXIS_LEFT;
  const colouring = codes?.colouring && 'labels' in codes.colouring ? codes.colouring : undefined;
  const width = left + plot.width + (colouring ? LEGEND_WIDTH : MARGIN);
  const heading = layoutHeading(options, width, canvas.textWidth);
  const key = colouring
    ? classLegend(colouring, left + plot.width + LEGEND_GAP, heading.height)
    : { series: [] };
  const option = {
    title: headingOption(heading),
    ...key,
    grid: { left, top: heading.height, ...plot },
    xAxis: { ...valueAxis(options.xName, edges(xRange, columns)), splitLine: { show: false } },
    yAxis: { ...valueAxis(options.yName, edges(yRange, rows), 44), splitLine: { show: false } },
    series: [
      ...(codes ? [{ ...pointSeries({ opacity: 0.75, size: 4, ...codes }), clip: true }] : []),
      ...key.series,
    ],
  };
  const height = heading.height + plot.height + AXIS_BOTTOM + MARGIN - 8;
  return renderChart(option, { width, height }, (sheet) => {
    sheet.imageSmoothingEnabled = false;
    sheet.drawImage(mosaic, left, heading.height, plot.width, plot.height);
    discard(mosaic);
    if (codes) {
      sheet.fillStyle = VEIL;
      sheet.fillRect(left, heading.height, plot.width, plot.height);
    }
  });
}

/** The range from the outer edge of the first tile to that of the last, whose middles are given. */
function edges([low, high]: Range, tiles: number): Range {
  const half = tiles > 1 ? (high - low) / (tiles - 1) / 2 : (high - low) / 2 || 0.5;
  return tiles > 1 ? [low - half, high + half] : [(low + high) / 2 - half, (low + high) / 2 + half];
}
