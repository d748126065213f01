/** The canvas that every figure is drawn on, loaded on first use, with the font registered. */
import { createRequire } from 'node:module';
import type { Canvas, createCanvas, SKRSContext2D } from '@napi-rs/canvas';
import {
  FONT_FAMILY,
  font,
  INK,
  MARGIN,
  MUTED,
  PAPER,
  PIXEL_RATIO,
  SUBTITLE_SIZE,
  TITLE_SIZE,
} from './theme.ts';

export type { Canvas, SKRSContext2D };

export interface CanvasLibrary {
  createCanvas: typeof createCanvas;
  /** Width in CSS pixels of one line of text. */
  textWidth(text: string, font: string): number;
}

let library: Promise<CanvasLibrary> | undefined;

/** Loads the canvas once; figures on any machine are set in the packaged Inter, never in its fonts. */
export function loadCanvas(): Promise<CanvasLibrary> {
  library ??= import('@napi-rs/canvas').then((canvas) => {
    const resolve = createRequire(import.meta.url).resolve;
    for (const weight of ['Regular', 'SemiBold']) {
      const path = resolve(`inter-ui/web/Inter-${weight}.woff2`);
      if (canvas.GlobalFonts.registerFromPath(path, FONT_FAMILY) === null) {
        throw new Error(`The font ${path} could not be read; reinstall the package inter-ui.`);
      }
    }
    const measure = canvas.createCanvas(1, 1).getContext('2d');
    return {
      createCanvas: canvas.createCanvas,
      textWidth(text, textFont) {
        measure.font = textFont;
        return measure.measureText(text).width;
      },
    };
  });
  return library;
}

/** Breaks text into lines no wider than `width` CSS pixels; a word wider than that keeps its own line. */
export function wrapText(
  text: string,
  textFont: string,
  width: number,
  textWidth: CanvasLibrary['textWidth'],
): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && textWidth(longer, textFont) > width) {
        lines.push(line);
        line = word;
      } else {
        line = longer;
      }
    }
    lines.push(line);
  }
  return lines;
}

/** The words above a figure. */
export interface FigureHeading {
  title?: string | undefined;
  /** One smaller line under the title, the place for the figure's numbers. */
  subtitle?: string | undefined;
}

export interface HeadingLayout {
  titleLines: string[];
  subtitleLines: string[];
  /** From the figure's upper edge to where its content starts, CSS pixels. */
  height: number;
}

const TITLE_LEADING = 30;
const SUBTITLE_LEADING = 22;
const AFTER_HEADING = 20;

/** Breaks a heading into lines for a figure `width` CSS pixels wide, margins included. */
export function layoutHeading(
  { title, subtitle }: FigureHeading,
  width: number,
  textWidth: CanvasLibrary['textWidth'],
): HeadingLayout {
  const inner = width - 2 * MARGIN;
  const titleLines = title ? wrapText(title, font(TITLE_SIZE, 600), inner, textWidth) : [];
  const subtitleLines = subtitle ? wrapText(subtitle, font(SUBTITLE_SIZE), inner, textWidth) : [];
  const lines = titleLines.length * TITLE_LEADING + subtitleLines.length * SUBTITLE_LEADING;
  return { titleLines, subtitleLines, height: MARGIN + (lines === 0 ? 0 : lines + AFTER_HEADING) };
}

/** The same heading as options of the chart library. */
export function headingOption({ titleLines, subtitleLines }: HeadingLayout) {
  return {
    text: titleLines.join('\n'),
    subtext: subtitleLines.join('\n'),
    left: MARGIN,
    top: MARGIN - 4,
    padding: 0,
    itemGap: 6,
    textStyle: {
      fontFamily: FONT_FAMILY,
      fontSize: TITLE_SIZE,
      fontWeight: 600,
      color: INK,
      lineHeight: TITLE_LEADING,
    },
    subtextStyle: {
      fontFamily: FONT_FAMILY,
      fontSize: SUBTITLE_SIZE,
      color: MUTED,
      lineHeight: SUBTITLE_LEADING,
    },
  };
}

/** A blank sheet of `width` x `height` CSS pixels, its context scaled to them. */
export function createSheet(canvas: CanvasLibrary, width: number, height: number) {
  const sheet = canvas.createCanvas(
    Math.round(width * PIXEL_RATIO),
    Math.round(height * PIXEL_RATIO),
  );
  const context = sheet.getContext('2d');
  context.scale(PIXEL_RATIO, PIXEL_RATIO);
  context.fillStyle = PAPER;
  context.fillRect(0, 0, width, height);
  return { sheet, context };
}

/** Frees the pixels of canvases, which lie outside of what the garbage collector counts. */
export function discard(...canvases: readonly Canvas[]): void {
  for (const canvas of canvases) {
    canvas.width = 1;
    canvas.height = 1;
  }
}

/** A finished sheet as PNG bytes; its pixels are freed. */
export async function finishSheet(sheet: Canvas): Promise<Uint8Array> {
  try {
    return await sheet.encode('png');
  } finally {
    discard(sheet);
  }
}

/** Draws a heading in the upper left corner of a sheet. */
export function drawHeading(context: SKRSContext2D, heading: HeadingLayout): void {
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  let top = MARGIN - 4;
  context.fillStyle = INK;
  context.font = font(TITLE_SIZE, 600);
  for (const line of heading.titleLines) {
    context.fillText(line, MARGIN, top + TITLE_LEADING / 2);
    top += TITLE_LEADING;
  }
  if (heading.titleLines.length > 0) top += 6;
  context.fillStyle = MUTED;
  context.font = font(SUBTITLE_SIZE);
  for (const line of heading.subtitleLines) {
    context.fillText(line, MARGIN, top + SUBTITLE_LEADING / 2);
    top += SUBTITLE_LEADING;
  }
}
