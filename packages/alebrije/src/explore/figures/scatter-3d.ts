import { UserError } from '../../errors.ts';
import {
  createSheet,
  drawHeading,
  type FigureHeading,
  finishSheet,
  layoutHeading,
  loadCanvas,
} from './canvas.ts';
import { extent, type Range } from './chart.ts';
import {
  font,
  formatNumber,
  HAIRLINE,
  INK,
  LABEL_SIZE,
  MARGIN,
  MUTED,
  TICK_SIZE,
  TRAINING,
  VALIDATION,
} from './theme.ts';

export interface Scatter3dOptions extends FigureHeading {
  /** [count, 3], row-major. */
  points: Float32Array;
  /** [count, 3]: where each point is mapped to; on a plane, its outline is shaded. */
  reconstructions?: Float32Array | undefined;
  axisNames?: readonly [string, string, string] | undefined;
  legend?: { points: string; reconstructions: string } | undefined;
  /** Direction of view, degrees. Default 35 and 22. */
  azimuth?: number | undefined;
  elevation?: number | undefined;
}

type Vector = readonly [x: number, y: number, z: number];
type Point = readonly [x: number, y: number];

const WIDTH = 960;
const PLOT_HEIGHT = 560;
/** Kept free beside and below the box for the axes' labels, CSS pixels. */
const SIDE_SPACE = 150;
const LABEL_SPACE = 48;
const LEGEND = { points: 'Data', reconstructions: 'Reconstruction' };
const AXIS_NAMES = ['x₁', 'x₂', 'x₃'] as const;

/** Convex hull of points in a plane, counter-clockwise (A. M. Andrew's monotone chain, 1979). */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const turn = (a: Point, b: Point, c: Point) =>
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  const chain = (ordered: readonly Point[]) => {
    const hull: Point[] = [];
    for (const point of ordered) {
      while (hull.length > 1 && turn(hull.at(-2)!, hull.at(-1)!, point) <= 0) hull.pop();
      hull.push(point);
    }
    return hull.slice(0, -1);
  };
  return sorted.length < 3 ? sorted : [...chain(sorted), ...chain(sorted.toReversed())];
}

/** Points in space, with the plane they are reconstructed on, in orthographic projection. */
export async function scatter3d(options: Scatter3dOptions): Promise<Uint8Array> {
  const { points, reconstructions, axisNames = AXIS_NAMES, legend = LEGEND } = options;
  if (points.length % 3 !== 0 || (reconstructions && reconstructions.length !== points.length)) {
    throw new UserError(
      `Points in space need three values each, and as many reconstructions; given are ${points.length} and ${reconstructions?.length ?? 0} values.`,
    );
  }
  const column = (array: Float32Array, axis: number) =>
    array.filter((_, index) => index % 3 === axis);
  const ranges = [0, 1, 2].map((axis) =>
    extent(column(points, axis), reconstructions ? column(reconstructions, axis) : []),
  ) as [Range, Range, Range];
  const middle = ranges.map(([low, high]) => (low + high) / 2);

  const canvas = await loadCanvas();
  const heading = layoutHeading(options, WIDTH, canvas.textWidth);
  const { sheet, context } = createSheet(canvas, WIDTH, heading.height + PLOT_HEIGHT + MARGIN);
  drawHeading(context, heading);

  const [azimuth, elevation] = [options.azimuth ?? 35, options.elevation ?? 22].map(
    (degrees) => (degrees * Math.PI) / 180,
  ) as [number, number];
  const [sinA, cosA] = [Math.sin(azimuth), Math.cos(azimuth)];
  const [sinE, cosE] = [Math.sin(elevation), Math.cos(elevation)];
  /** Across, upwards and towards the eye, from the middle of the data. */
  const turn = ([x, y, z]: Vector): Vector => {
    const [u, v, w] = [x - middle[0]!, y - middle[1]!, z - middle[2]!];
    const towards = cosA * u + sinA * v;
    return [cosA * v - sinA * u, cosE * w - sinE * towards, cosE * towards + sinE * w];
  };
  const sides = [0, 1] as const;
  const box = sides.flatMap((x) =>
    sides.flatMap((y) => sides.map((z) => turn([ranges[0][x], ranges[1][y], ranges[2][z]]))),
  );
  const reach = (axis: 0 | 1) => Math.max(...box.map((corner) => Math.abs(corner[axis])));
  const size = Math.min(
    (WIDTH / 2 - SIDE_SPACE) / (reach(0) || 1),
    (PLOT_HEIGHT / 2 - LABEL_SPACE) / (reach(1) || 1),
  );
  const project = (point: Vector) => {
    const [across, upwards, nearness] = turn(point);
    const place: Point = [
      WIDTH / 2 + across * size,
      heading.height + PLOT_HEIGHT / 2 - upwards * size,
    ];
    return { place, nearness };
  };
  const at = (array: Float32Array, index: number): Vector => [
    array[3 * index]!,
    array[3 * index + 1]!,
    array[3 * index + 2]!,
  ];
  const line = (from: Point, to: Point, colour: string, width: number) => {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
  };
  const dot = ([x, y]: Point, radius: number, colour: string) => {
    context.fillStyle = colour;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  };
  const text = (words: string, [x, y]: Point, colour: string, textFont: string) => {
    context.font = textFont;
    context.fillStyle = colour;
    context.textBaseline = 'middle';
    context.fillText(words, x, y);
  };

  // The three faces of the box behind the data, then the three edges that carry the axes.
  const corner = (x: 0 | 1, y: 0 | 1, z: 0 | 1) =>
    project([ranges[0][x], ranges[1][y], ranges[2][z]]).place;
  const far = { x: cosA > 0 ? 0 : 1, y: sinA > 0 ? 0 : 1 } as { x: 0 | 1; y: 0 | 1 };
  const near = { x: 1 - far.x, y: 1 - far.y } as { x: 0 | 1; y: 0 | 1 };
  const edges: [Point, Point][] = [
    [corner(far.x, far.y, 0), corner(far.x, far.y, 1)],
    [corner(far.x, 0, 0), corner(far.x, 1, 0)],
    [corner(far.x, 0, 1), corner(far.x, 1, 1)],
    [corner(0, far.y, 0), corner(1, far.y, 0)],
    [corner(0, far.y, 1), corner(1, far.y, 1)],
    [corner(near.x, far.y, 0), corner(near.x, far.y, 1)],
    [corner(far.x, near.y, 0), corner(far.x, near.y, 1)],
  ];
  for (const [from, to] of edges) line(from, to, HAIRLINE, 1.5);
  const axes: { axis: 0 | 1 | 2; from: Point; to: Point }[] = [
    { axis: 0, from: corner(0, near.y, 0), to: corner(1, near.y, 0) },
    { axis: 1, from: corner(near.x, 0, 0), to: corner(near.x, 1, 0) },
    { axis: 2, from: corner(far.x, near.y, 0), to: corner(far.x, near.y, 1) },
  ];
  const centre = project(middle as unknown as Vector).place;
  for (const { axis, from, to } of axes) {
    line(from, to, MUTED, 1.25);
    const outwards = (from[0] + to[0]) / 2 < centre[0] ? -1 : 1;
    const shift = axis === 2 ? { x: outwards * 14, y: 0 } : { x: outwards * 12, y: 16 };
    context.textAlign = outwards < 0 ? 'right' : 'left';
    const place = (share: number, extra: number): Point => [
      from[0] + share * (to[0] - from[0]) + shift.x * extra,
      from[1] + share * (to[1] - from[1]) + shift.y * extra,
    ];
    text(formatNumber(ranges[axis][0], 2), place(0.03, 1), MUTED, font(TICK_SIZE));
    text(formatNumber(ranges[axis][1], 2), place(0.97, 1), MUTED, font(TICK_SIZE));
    text(axisNames[axis], place(0.5, 1.5), INK, font(LABEL_SIZE, 600));
  }

  const count = points.length / 3;
  const pairs = Array.from({ length: count }, (_, index) => {
    const point = project(at(points, index));
    return { point, mapped: reconstructions ? project(at(reconstructions, index)) : point };
  }).sort((a, b) => a.point.nearness - b.point.nearness);
  const radius = count > 2000 ? 1.6 : count > 500 ? 2.4 : 3.4;
  const drawPair = ({ point, mapped }: (typeof pairs)[number]) => {
    if (reconstructions) line(point.place, mapped.place, `${MUTED}88`, 1);
    dot(point.place, radius, TRAINING);
  };

  // Points behind the plane are drawn before it and shine through; those in front lie over it.
  for (const pair of pairs) {
    if (pair.point.nearness <= pair.mapped.nearness) drawPair(pair);
  }
  if (reconstructions && count > 2) {
    context.beginPath();
    for (const place of convexHull(pairs.map(({ mapped }) => mapped.place)))
      context.lineTo(...place);
    context.closePath();
    context.fillStyle = `${VALIDATION}38`;
    context.fill();
    context.strokeStyle = `${VALIDATION}aa`;
    context.lineWidth = 1.25;
    context.stroke();
    for (const { mapped } of pairs) dot(mapped.place, radius * 0.7, VALIDATION);
  }
  for (const pair of pairs) {
    if (pair.point.nearness > pair.mapped.nearness) drawPair(pair);
  }

  const entries = [
    { words: legend.points, colour: TRAINING },
    ...(reconstructions ? [{ words: legend.reconstructions, colour: VALIDATION }] : []),
  ];
  context.textAlign = 'left';
  for (const [index, { words, colour }] of entries.entries()) {
    const place: Point = [WIDTH - MARGIN - 150, heading.height + 12 + index * 26];
    dot(place, 6, colour);
    text(words, [place[0] + 16, place[1]], INK, font(LABEL_SIZE));
  }
  return finishSheet(sheet);
}
