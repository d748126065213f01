/** A canvas as a piece of the plane: sizes in CSS pixels, sharp on any screen, y upwards. */

import { EXTENT } from '../engine/plane.ts';
import type { Palette } from './palette.ts';

export interface Sheet {
  readonly context: CanvasRenderingContext2D;
  /** Side in CSS pixels. */
  readonly side: number;
  readonly palette: Palette;
  /** CSS pixels for one unit of the plane. */
  readonly unit: number;
  readonly x: (x: number) => number;
  readonly y: (y: number) => number;
}

/** @param extent from the middle to each edge, in units of the plane */
export function sheetOf(
  canvas: HTMLCanvasElement,
  palette: Palette,
  extent = EXTENT,
): Sheet | undefined {
  const context = canvas.getContext('2d');
  if (!context || canvas.width === 0) return undefined;
  const ratio = window.devicePixelRatio || 1;
  const side = canvas.width / ratio;
  const unit = side / (2 * extent);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.globalAlpha = 1;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  return {
    context,
    side,
    palette,
    unit,
    x: (x) => side / 2 + x * unit,
    y: (y) => side / 2 - y * unit,
  };
}

/** The ground, and the two axes. */
export function paintGround({ context, side, palette }: Sheet): void {
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, side, side);
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(side / 2, 0);
  context.lineTo(side / 2, side);
  context.moveTo(0, side / 2);
  context.lineTo(side, side / 2);
  context.stroke();
}
