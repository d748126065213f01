import { UserError } from '../../errors.ts';
import { createSheet, discard, finishSheet, loadCanvas } from './canvas.ts';
import { PIXEL_RATIO } from './theme.ts';

/** Finished figures below each other on one sheet, left edges aligned. PNG bytes in and out. */
export async function stackedFigures(figures: readonly Uint8Array[]): Promise<Uint8Array> {
  if (figures.length === 0) throw new UserError('There is no figure to stack; give at least one.');
  const canvas = await loadCanvas();
  const { loadImage } = await import('@napi-rs/canvas');
  const images = await Promise.all(figures.map((png) => loadImage(Buffer.from(png))));
  const width = Math.max(...images.map((image) => image.width)) / PIXEL_RATIO;
  const height = images.reduce((sum, image) => sum + image.height, 0) / PIXEL_RATIO;
  const { sheet, context } = createSheet(canvas, width, height);
  try {
    let top = 0;
    for (const image of images) {
      context.drawImage(image, 0, top, image.width / PIXEL_RATIO, image.height / PIXEL_RATIO);
      top += image.height / PIXEL_RATIO;
    }
    return await finishSheet(sheet);
  } finally {
    discard(sheet);
  }
}
