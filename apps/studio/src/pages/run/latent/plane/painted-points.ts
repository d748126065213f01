import type { PointSet } from './camera.ts';

export interface PaintedPoints extends PointSet {
  /** [count, 4]: red, green, blue, opacity. */
  readonly colours: Uint8Array;
  /** Pixels. */
  readonly radius: number;
}
