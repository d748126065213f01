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
  drawDot,
  drawLine,
  drawText,
  type Point,
  pointAt,
  spaceView,
  type ViewOptions,
} from './space-view.ts';
import { font, INK, LABEL_SIZE, MARGIN, MUTED, TRAINING, VALIDATION } from './theme.ts';

export interface Scatter3dOptions extends FigureHeading, ViewOptions {
  /** [count, 3], row-major. */
  points: Float32Array;
  /** [count, 3]: where each point is mapped to; on a plane, its outline is shaded. */
  reconstructions?: Float32Array | undefined;
  legend?: { points: string; reconstructions: string } | undefined;
}

const WIDTH = 960;
const PLOT_HEIGHT = 560;
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
  const canvas = await loadCanvas();
  const heading = layoutHeading(options, WIDTH, canvas.textWidth);
  const { sheet, context } = createSheet(canvas, WIDTH, heading.height + PLOT_HEIGHT + MARGIN);
  drawHeading(context, heading);

  const area = { left: 0, top: heading.height, width: WIDTH, height: PLOT_HEIGHT };
  const { project, drawBox } = spaceView(ranges, area, { ...options, axisNames });
  drawBox(context);

  const count = points.length / 3;
  const pairs = Array.from({ length: count }, (_, index) => {
    const point = project(pointAt(points, index));
    return { point, mapped: reconstructions ? project(pointAt(reconstructions, index)) : point };
  }).sort((a, b) => a.point.nearness - b.point.nearness);
  const radius = count > 2000 ? 1.6 : count > 500 ? 2.4 : 3.4;
  const drawPair = ({ point, mapped }: (typeof pairs)[number]) => {
    if (reconstructions) drawLine(context, [point.place, mapped.place], `${MUTED}88`, 1);
    drawDot(context, point.place, radius, TRAINING);
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
    for (const { mapped } of pairs) drawDot(context, mapped.place, radius * 0.7, VALIDATION);
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
    drawDot(context, place, 6, colour);
    drawText(context, words, [place[0] + 16, place[1]], INK, font(LABEL_SIZE));
  }
  return finishSheet(sheet);
}
