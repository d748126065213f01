/** Points without a graphics card: drawn by the processor, which is quicker at it than at being a graphics card. */

import { projectOne, type ViewMatrix } from './camera.ts';
import { paintDiscs } from './paint-discs.ts';
import type { Painter, Scene, Underlay } from './painter.ts';

export function createCanvasPainter(canvas: HTMLCanvasElement): Painter {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser draws on no canvas');
  return {
    kind: 'canvas',
    paint: (scene) => paint(context, scene),
    dispose: () => undefined,
  };
}

function paint(context: CanvasRenderingContext2D, { points, underlay, view, size }: Scene): void {
  const ratio = window.devicePixelRatio || 1;
  const { canvas } = context;
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
  if (width === 0 || height === 0) return;
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const image = underlay
    ? withUnderlay(context, underlay, view, ratio)
    : context.createImageData(width, height);
  paintDiscs(image, points, view, ratio);
  context.putImageData(image, 0, 0);
}

function withUnderlay(
  context: CanvasRenderingContext2D,
  { image, left, right, bottom, top }: Underlay,
  view: ViewMatrix,
  ratio: number,
): ImageData {
  const { width, height } = context.canvas;
  const [x, y] = projectOne([left, top], view);
  const [xEnd, yEnd] = projectOne([right, bottom], view);
  context.clearRect(0, 0, width, height);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, x * ratio, y * ratio, (xEnd - x) * ratio, (yEnd - y) * ratio);
  return context.getImageData(0, 0, width, height);
}
