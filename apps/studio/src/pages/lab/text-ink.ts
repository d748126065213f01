/** A text as ink on a small canvas, from which its points are drawn. */

import type { Ink } from './engine/datasets.ts';

const FONT = "700 96px 'Inter Variable', sans-serif";
const HEIGHT = 128;

/** In the page's own type, which is waited for, so that a link gives the same points again. */
export async function inkOf(text: string): Promise<Ink | undefined> {
  if (text.trim() === '') return undefined;
  await document.fonts.load(FONT, text);
  const canvas = document.createElement('canvas');
  const measure = canvas.getContext('2d')!;
  measure.font = FONT;
  canvas.width = Math.ceil(measure.measureText(text).width) + 8;
  canvas.height = HEIGHT;
  // The size of the canvas resets its font.
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.font = FONT;
  context.textBaseline = 'middle';
  context.fillText(text, 4, HEIGHT / 2);
  const { width, height } = canvas;
  const { data } = context.getImageData(0, 0, width, height);
  const amounts = Uint8Array.from({ length: width * height }, (_, pixel) => data[4 * pixel + 3]!);
  return { width, height, amounts };
}
