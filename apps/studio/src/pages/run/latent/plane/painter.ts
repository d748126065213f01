/** What draws points on a canvas: the graphics card by WebGL, or where there is none the processor. */

import type { ViewMatrix, ViewSize } from './camera.ts';
import type { PaintedPoints } from './painted-points.ts';

/** A picture that lies under the points of a plane. */
export interface Underlay {
  readonly image: HTMLCanvasElement;
  /** Differs when the image's pixels do. */
  readonly version: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

export interface Scene {
  readonly points: PaintedPoints;
  readonly underlay: Underlay | undefined;
  readonly view: ViewMatrix;
  readonly size: ViewSize;
}

export interface Painter {
  readonly kind: 'webgl' | 'canvas';
  paint(scene: Scene): void;
  dispose(): void;
}

/** Renderers that only pretend to be a card. */
const IN_SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Asked once: a browser gives only a few contexts. */
let isCardThere: boolean | undefined;

/** Whether WebGL is there, and a card behind it. */
export function hasGraphicsCard(): boolean {
  isCardThere ??= findGraphicsCard();
  return isCardThere;
}

function findGraphicsCard(): boolean {
  const context = document.createElement('canvas').getContext('webgl2');
  if (!context) return false;
  const names = context.getExtension('WEBGL_debug_renderer_info');
  const renderer = names ? String(context.getParameter(names.UNMASKED_RENDERER_WEBGL)) : '';
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return !IN_SOFTWARE.test(renderer);
}

/** @param onFailure told if the graphics card gives up later */
export async function createPainter(
  canvas: HTMLCanvasElement,
  isWebGlWanted: boolean,
  onFailure: (error: Error) => void,
): Promise<Painter> {
  if (isWebGlWanted) {
    const { createDeckPainter } = await import('./deck-painter.ts');
    return createDeckPainter(canvas, onFailure);
  }
  const { createCanvasPainter } = await import('./canvas-painter.ts');
  return createCanvasPainter(canvas);
}
