/** From the coordinates of points to pixels of the screen, in the plane or in space (orthographic). */

export interface Camera {
  /** The point in the middle of the view. */
  readonly centre: readonly [number, number, number];
  /** Pixels a unit. */
  readonly scale: number;
  /** Radians about the upright axis, then towards the viewer; 0 in the plane. */
  readonly turn: number;
  readonly tilt: number;
}

export interface ViewSize {
  readonly width: number;
  readonly height: number;
}

export interface PointSet {
  readonly count: number;
  readonly dimensions: 2 | 3;
  /** [count, dimensions] */
  readonly positions: Float32Array;
}

/** Of a matrix of 4 x 4, column after column, that gives pixels from the upper left corner; depth lies within ±0.4. */
export type ViewMatrix = readonly number[];

/** What lies outside these shares of the points does not make the first view smaller. */
const OUTLIERS = 0.002;
const MARGIN = 0.9;
const SAMPLE = 5000;

/** A view of all points, but for a few far from the others. */
export function fitCamera(points: PointSet, { width, height }: ViewSize): Camera {
  const { count, dimensions, positions } = points;
  const stride = Math.max(1, Math.floor(count / SAMPLE));
  const ranges = Array.from({ length: dimensions }, (_, axis) => {
    const values: number[] = [];
    for (let row = 0; row < count; row += stride) values.push(positions[row * dimensions + axis]!);
    values.sort((a, b) => a - b);
    const cut = Math.floor(values.length * OUTLIERS);
    return [values[cut] ?? -1, values[values.length - 1 - cut] ?? 1] as const;
  });
  const [x = 2, y = 2, z = 0] = ranges.map(([low, high]) => high - low || 1);
  const extents = dimensions === 3 ? Array(2).fill(Math.hypot(x, y, z) * 0.8) : [x, y];
  const middle = (axis: number) => (ranges[axis] ? (ranges[axis][0] + ranges[axis][1]) / 2 : 0);
  return {
    centre: [middle(0), middle(1), middle(2)],
    scale: MARGIN * Math.min(width / extents[0], height / extents[1]),
    ...(dimensions === 3 ? { turn: 0.6, tilt: 0.35 } : { turn: 0, tilt: 0 }),
  };
}

export function viewMatrix({ centre, scale, turn, tilt }: Camera, size: ViewSize): ViewMatrix {
  const [cosTurn, sinTurn] = [Math.cos(turn), Math.sin(turn)];
  const [cosTilt, sinTilt] = [Math.cos(tilt), Math.sin(tilt)];
  // Right, up and towards the viewer, in the points' coordinates.
  const right = [cosTurn, 0, sinTurn];
  const up = [sinTilt * sinTurn, cosTilt, -sinTilt * cosTurn];
  const near = [-cosTilt * sinTurn, sinTilt, cosTilt * cosTurn];
  const along = (axis: readonly number[]) =>
    axis.reduce((sum, value, place) => sum + value * centre[place]!, 0);
  const depth = (0.4 * scale) / (2 * Math.max(size.width, size.height));
  return [
    ...[0, 1, 2].flatMap((axis) => [
      scale * right[axis]!,
      -scale * up[axis]!,
      depth * near[axis]!,
      0,
    ]),
    size.width / 2 - scale * along(right),
    size.height / 2 + scale * along(up),
    -depth * along(near),
    1,
  ];
}

/** Pixels of all points, [x, y, x, y, …]. */
export function projectPoints({ count, dimensions, positions }: PointSet, m: ViewMatrix) {
  const pixels = new Float32Array(2 * count);
  for (let row = 0; row < count; row++) {
    const x = positions[row * dimensions]!;
    const y = positions[row * dimensions + 1]!;
    const z = dimensions === 3 ? positions[row * dimensions + 2]! : 0;
    pixels[2 * row] = m[0]! * x + m[4]! * y + m[8]! * z + m[12]!;
    pixels[2 * row + 1] = m[1]! * x + m[5]! * y + m[9]! * z + m[13]!;
  }
  return pixels;
}

export function projectOne(position: ArrayLike<number>, m: ViewMatrix): [number, number] {
  const [x, y, z] = [position[0] ?? 0, position[1] ?? 0, position[2] ?? 0];
  return [m[0]! * x + m[4]! * y + m[8]! * z + m[12]!, m[1]! * x + m[5]! * y + m[9]! * z + m[13]!];
}

/** Of a camera of the plane. */
export function placeAt(
  { centre, scale }: Camera,
  { width, height }: ViewSize,
  [x, y]: readonly [number, number],
): [number, number] {
  return [centre[0] + (x - width / 2) / scale, centre[1] - (y - height / 2) / scale];
}

/** The plane keeps its place under the pointer; space is zoomed about the middle. */
export function zoomAt(
  camera: Camera,
  size: ViewSize,
  pixel: readonly [number, number],
  factor: number,
): Camera {
  const zoomed = { ...camera, scale: camera.scale * factor };
  if (isTurned(camera)) return zoomed;
  const [x, y] = placeAt(camera, size, pixel);
  const [afterX, afterY] = placeAt(zoomed, size, pixel);
  const [centreX, centreY, centreZ] = camera.centre;
  return { ...zoomed, centre: [centreX + x - afterX, centreY + y - afterY, centreZ] };
}

const isTurned = ({ turn, tilt }: Camera): boolean => turn !== 0 || tilt !== 0;

/** Moves the plane, or turns what is in space, by so many pixels. */
export function dragBy(camera: Camera, dimensions: 2 | 3, x: number, y: number): Camera {
  if (dimensions === 3) {
    const tilt = Math.min(1.5, Math.max(-1.5, camera.tilt + y / 160));
    return { ...camera, turn: camera.turn + x / 160, tilt };
  }
  const [centreX, centreY, centreZ] = camera.centre;
  return {
    ...camera,
    centre: [centreX - x / camera.scale, centreY + y / camera.scale, centreZ],
  };
}
