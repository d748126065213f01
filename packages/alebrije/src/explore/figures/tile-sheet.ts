/** Rows of equally large tiles with labels: what all pictures made of images are built from. */
import {
  type Canvas,
  createSheet,
  discard,
  drawHeading,
  type FigureHeading,
  finishSheet,
  layoutHeading,
  loadCanvas,
  wrapText,
} from './canvas.ts';
import {
  font,
  INK,
  LABEL_SIZE,
  MARGIN,
  MUTED,
  PIXEL_RATIO,
  TICK_SIZE,
  VALIDATION,
} from './theme.ts';

export interface TileRow {
  tiles: Canvas[];
  /** To the left of the row. */
  label?: string | undefined;
  /** Under the tiles. */
  captions?: readonly string[] | undefined;
  /** Columns whose tile gets a frame. */
  framed?: readonly number[] | undefined;
  /** Extra space above the row, CSS pixels. */
  space?: number | undefined;
  /** One line above the row, from its left edge. */
  heading?: string | undefined;
}

export interface TileSheet extends FigureHeading {
  rows: readonly TileRow[];
  /** Above the first row. */
  columnLabels?: readonly string[] | undefined;
  /** Between tiles, CSS pixels. */
  gap?: number | undefined;
}

const CAPTION_LEADING = 18;
const LABEL_GAP = 16;
const HEADING_HEIGHT = 30;
const LEAST_WIDTH = 480;

/** Draws the rows, headed and labelled; the sheet grows with them. Returns PNG bytes. */
export async function drawTileSheet(options: TileSheet): Promise<Uint8Array> {
  const { rows, columnLabels, gap = 4 } = options;
  const canvas = await loadCanvas();
  const first = rows[0]!.tiles[0]!;
  const tileWidth = first.width / PIXEL_RATIO;
  const tileHeight = first.height / PIXEL_RATIO;
  const columns = Math.max(...rows.map((row) => row.tiles.length));
  const labelFont = font(LABEL_SIZE, 600);
  const captionFont = font(TICK_SIZE);

  const labelWidth = Math.max(
    ...rows.map((row) => (row.label ? canvas.textWidth(row.label, labelFont) + LABEL_GAP : 0)),
  );
  const left = MARGIN + Math.ceil(labelWidth);
  const gridWidth = columns * (tileWidth + gap) - gap;
  const width = Math.max(LEAST_WIDTH, left + gridWidth + MARGIN);
  const heading = layoutHeading(options, width, canvas.textWidth);
  const wrap = (text: string) => wrapText(text, captionFont, tileWidth, canvas.textWidth);
  const blockHeight = (texts: readonly string[] | undefined) =>
    texts ? Math.max(0, ...texts.map((text) => wrap(text).length)) * CAPTION_LEADING + 6 : 0;

  const columnLabelHeight = blockHeight(columnLabels);
  const above = (row: TileRow) => (row.space ?? 0) + (row.heading ? HEADING_HEIGHT : 0);
  const rowHeights = rows.map((row) => above(row) + tileHeight + blockHeight(row.captions));
  const height =
    heading.height +
    columnLabelHeight +
    rowHeights.reduce((sum, rowHeight) => sum + rowHeight + gap, -gap) +
    MARGIN;
  const { sheet, context } = createSheet(canvas, width, height);
  drawHeading(context, heading);
  context.imageSmoothingEnabled = false;

  const column = (index: number) => left + index * (tileWidth + gap);
  const drawLines = (text: string, center: number, top: number) => {
    context.font = captionFont;
    context.fillStyle = MUTED;
    context.textAlign = 'center';
    for (const [line, words] of wrap(text).entries()) {
      context.fillText(words, center, top + (line + 0.5) * CAPTION_LEADING);
    }
  };

  let top = heading.height;
  for (const [index, text] of (columnLabels ?? []).entries()) {
    drawLines(text, column(index) + tileWidth / 2, top);
  }
  top += columnLabelHeight;
  for (const [rowIndex, row] of rows.entries()) {
    const tileTop = top + above(row);
    if (row.heading) {
      context.font = font(LABEL_SIZE + 1, 600);
      context.fillStyle = INK;
      context.textAlign = 'left';
      context.fillText(row.heading, MARGIN, tileTop - HEADING_HEIGHT / 2 - 4);
    }
    if (row.label) {
      context.font = labelFont;
      context.fillStyle = INK;
      context.textAlign = 'right';
      context.fillText(row.label, left - LABEL_GAP, tileTop + tileHeight / 2);
    }
    for (const [index, tile] of row.tiles.entries()) {
      context.drawImage(tile, column(index), tileTop, tileWidth, tileHeight);
      const caption = row.captions?.[index];
      discard(tile);
      if (caption) drawLines(caption, column(index) + tileWidth / 2, tileTop + tileHeight + 6);
    }
    for (const index of row.framed ?? []) {
      context.strokeStyle = VALIDATION;
      context.lineWidth = 3;
      context.strokeRect(column(index) - 1.5, tileTop - 1.5, tileWidth + 3, tileHeight + 3);
    }
    top += rowHeights[rowIndex]! + gap;
  }
  return finishSheet(sheet);
}

/** Tile size in CSS pixels that keeps a sheet of so many columns about a slide wide. */
export function tileSize(columns: number): number {
  return Math.min(84, Math.max(24, 1000 / columns));
}
