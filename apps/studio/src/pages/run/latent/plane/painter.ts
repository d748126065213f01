/** What draws points on a canvas: by WebGL, or where there is none by the canvas itself. */

import type { PointSet, ViewMatrix, ViewSize } from './camera.ts';

export interface PaintedPoints extends PointSet {
  /** [count, 4]: red, green, blue, opacity. */
  readonly colours: Uint8Array;
  /** Pixels. */
  readonly radius: number;
}

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

export function hasWebGl(): boolean {
  const context = document.createElement('canvas').getContext('webgl2');
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
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
