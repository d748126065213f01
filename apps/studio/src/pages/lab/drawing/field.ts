/** Arrows on a regular grid over the plane, as a field. */

import { EXTENT } from '../engine/plane.ts';

/** The arrow at a place between the points of the grid. */
export function arrowAt(field: Float32Array, x: number, y: number): readonly [number, number] {
  const side = Math.round(Math.sqrt(field.length / 2));
  const place = (value: number) =>
    Math.min(side - 1.0001, Math.max(0, ((value + EXTENT) / (2 * EXTENT)) * (side - 1)));
  const [column, row] = [place(x), place(y)];
  const [left, low] = [Math.floor(column), Math.floor(row)];
  const [across, up] = [column - left, row - low];
  const mix = (axis: number) => {
    const at = (r: number, c: number) => field[2 * (r * side + c) + axis]!;
    const below = at(low, left) * (1 - across) + at(low, left + 1) * across;
    const above = at(low + 1, left) * (1 - across) + at(low + 1, left + 1) * across;
    return below * (1 - up) + above * up;
  };
  return [mix(0), mix(1)];
}
