/** The piece of the plane that the lab shows, and regular grids on it. */

/** Both coordinates run from −EXTENT to EXTENT. */
export const EXTENT = 2;

/**
 * Points of a regular grid [side², 2] over the whole piece, row by row from the lower left, so that the
 * first and the last lie on its border.
 */
export function planeGrid(side: number, extent = EXTENT): Float32Array {
  const grid = new Float32Array(2 * side * side);
  const at = (index: number) => extent * ((2 * index) / (side - 1) - 1);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      grid.set([at(column), at(row)], 2 * (row * side + column));
    }
  }
  return grid;
}
