/** Points without a graphics card: drawn by the processor, which is quicker at it than at being a graphics card. */

import { projectOne } from './camera.ts';
import { paintDiscs } from './paint-discs.ts';
import type { Painter, Scene } from './painter.ts';

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
  context.clearRect(0, 0, width, height);
  if (underlay) {
    const [left, top] = projectOne([underlay.left, underlay.top], view);
    const [right, bottom] = projectOne([underlay.right, underlay.bottom], view);
    context.imageSmoothingEnabled = false;
    context.drawImage(
      underlay.image,
      ...([left * ratio, top * ratio, (right - left) * ratio, (bottom - top) * ratio] as const),
    );
  }
  const image = context.getImageData(0, 0, width, height);
  paintDiscs(image, points, view, ratio);
  context.putImageData(image, 0, 0);
}
