/** The line along which a function of the plane has one value: Lorensen and Cline's marching, in squares. */

/** Ends of a piece of the line, in cells of the grid from its first point. */
export type Segment = readonly [x1: number, y1: number, x2: number, y2: number];

/** @param values [side²], row by row */
export function contour(values: Float32Array, level: number): Segment[] {
  const side = Math.round(Math.sqrt(values.length));
  const segments: Segment[] = [];
  for (let row = 0; row + 1 < side; row++) {
    for (let column = 0; column + 1 < side; column++) {
      const at = row * side + column;
      const corners = [values[at]!, values[at + 1]!, values[at + side + 1]!, values[at + side]!];
      const crossings = crossingsOf(corners.map((value) => value - level));
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const [from, to] = [crossings[i]!, crossings[i + 1]!];
        segments.push([column + from[0], row + from[1], column + to[0], row + to[1]]);
      }
    }
  }
  return segments;
}

/** Corners of a cell, counter-clockwise. */
const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

/** Where the sides of a cell are crossed, in pairs: none, two or, at a saddle, four. */
function crossingsOf(corners: readonly number[]): (readonly [number, number])[] {
  const crossings: (readonly [number, number])[] = [];
  for (let index = 0; index < 4; index++) {
    const next = (index + 1) % 4;
    const [a, b] = [corners[index]!, corners[next]!];
    if (a > 0 === b > 0) continue;
    const share = a / (a - b);
    const [from, to] = [CORNERS[index]!, CORNERS[next]!];
    crossings.push([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]);
  }
  return crossings;
}
