/** The points that models learn of a drawing: every drawn point as often as the others, or once more. */

import {
  drawNormal,
  drawUniform,
  fold,
  type Key,
} from '../../../../../../packages/alebrije/src/tensor/key.ts';
import { type Drawing, pointOf } from './drawn-points.ts';

/** Cells in a random order, in which each has a lot of its own: the others stay as they are when one is added. */
function shuffled(drawing: Drawing, source: Key): number[] {
  const lots = drawing.map((cell) => ({ cell, lot: drawUniform(fold(source, cell), 1)[0]! }));
  return lots.sort((a, b) => a.lot - b.lot).map(({ cell }) => cell);
}

interface PointsOptions {
  readonly source: Key;
  readonly count: number;
  /** Standard deviation about the drawn point, in each direction. */
  readonly noise: number;
}

/** [count, 2], of a drawing that is not empty. */
export function pointsOfDrawing(drawing: Drawing, { source, count, noise }: PointsOptions) {
  const order = shuffled(drawing, fold(source, 'position'));
  const noises = fold(source, 'noise');
  const points = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const cell = order[i % order.length]!;
    const copy = Math.floor(i / order.length);
    const place = pointOf(cell);
    // Each copy of a point has its own noise too, so that drawing more of them moves none.
    const moved = noise > 0 ? drawNormal(fold(fold(noises, cell), copy), 2) : [0, 0];
    points[2 * i] = place[0] + noise * moved[0]!;
    points[2 * i + 1] = place[1] + noise * moved[1]!;
  }
  return points;
}
