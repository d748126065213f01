/** Points in space seen from one side, in orthographic projection, and the box around them. */
import type { SKRSContext2D } from './canvas.ts';
import type { Range } from './chart.ts';
import { font, formatNumber, HAIRLINE, INK, LABEL_SIZE, MUTED, TICK_SIZE } from './theme.ts';

export type Vector = readonly [x: number, y: number, z: number];
/** CSS pixels. */
export type Point = readonly [x: number, y: number];

/** Where on the sheet the box is drawn, in its middle; CSS pixels. */
export interface SpaceArea {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface ViewOptions {
  /** Direction of view, degrees. Default 35. */
  azimuth?: number | undefined;
  /** Degrees. Default 22. */
  elevation?: number | undefined;
  /** Without names the axes carry no numbers, as is right where these mean nothing. */
  axisNames?: readonly [string, string, string] | undefined;
}

export interface SpaceView {
  /** Where a point is drawn, and how near it is to the eye. */
  project(point: Vector): { place: Point; nearness: number };
  /** The far edges of the box, and its three axes. */
  drawBox(context: SKRSContext2D): void;
}

/** Kept free beside and below the box where its axes have names, CSS pixels. */
const NAMED_SPACE = { side: 150, below: 48 };
/** And where they have none. */
const PLAIN_SPACE = { side: 24, below: 16 };

type Side = 0 | 1;

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Draws one line. */
export function drawLine(
  context: SKRSContext2D,
  [from, to]: readonly [Point, Point],
  colour: string,
  width: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}

/** Draws one filled circle. */
export function drawDot(
  context: SKRSContext2D,
  [x, y]: Point,
  radius: number,
  colour: string,
): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/** Draws one line of text, vertically centred. */
export function drawText(
  context: SKRSContext2D,
  words: string,
  [x, y]: Point,
  colour: string,
  textFont: string,
): void {
  context.font = textFont;
  context.fillStyle = colour;
  context.textBaseline = 'middle';
  context.fillText(words, x, y);
}

/** The view of all points within the ranges. */
export function spaceView(
  ranges: readonly [Range, Range, Range],
  area: SpaceArea,
  { azimuth = 35, elevation = 22, axisNames }: ViewOptions = {},
): SpaceView {
  const middle = ranges.map(([low, high]) => (low + high) / 2) as unknown as Vector;
  const [sinA, cosA] = [Math.sin(radians(azimuth)), Math.cos(radians(azimuth))];
  const [sinE, cosE] = [Math.sin(radians(elevation)), Math.cos(radians(elevation))];
  /** Across, upwards and towards the eye, from the middle of the data. */
  const turn = ([x, y, z]: Vector): Vector => {
    const [u, v, w] = [x - middle[0], y - middle[1], z - middle[2]];
    const towards = cosA * u + sinA * v;
    return [cosA * v - sinA * u, cosE * w - sinE * towards, cosE * towards + sinE * w];
  };
  const sides = [0, 1] as const;
  const box = sides.flatMap((x) =>
    sides.flatMap((y) => sides.map((z) => turn([ranges[0][x], ranges[1][y], ranges[2][z]]))),
  );
  const reach = (axis: 0 | 1) => Math.max(...box.map((corner) => Math.abs(corner[axis])));
  const space = axisNames ? NAMED_SPACE : PLAIN_SPACE;
  const size = Math.min(
    (area.width / 2 - space.side) / (reach(0) || 1),
    (area.height / 2 - space.below) / (reach(1) || 1),
  );
  const project = (point: Vector) => {
    const [across, upwards, nearness] = turn(point);
    const place: Point = [
      area.left + area.width / 2 + across * size,
      area.top + area.height / 2 - upwards * size,
    ];
    return { place, nearness };
  };

  const corner = (x: Side, y: Side, z: Side) =>
    project([ranges[0][x], ranges[1][y], ranges[2][z]]).place;
  const far = { x: cosA > 0 ? 0 : 1, y: sinA > 0 ? 0 : 1 } as { x: Side; y: Side };
  const near = { x: 1 - far.x, y: 1 - far.y } as { x: Side; y: Side };
  return {
    project,
    drawBox(context) {
      // The three faces of the box behind the data, then the three edges that carry the axes.
      const edges: [Point, Point][] = [
        [corner(far.x, far.y, 0), corner(far.x, far.y, 1)],
        [corner(far.x, 0, 0), corner(far.x, 1, 0)],
        [corner(far.x, 0, 1), corner(far.x, 1, 1)],
        [corner(0, far.y, 0), corner(1, far.y, 0)],
        [corner(0, far.y, 1), corner(1, far.y, 1)],
        [corner(near.x, far.y, 0), corner(near.x, far.y, 1)],
        [corner(far.x, near.y, 0), corner(far.x, near.y, 1)],
      ];
      for (const edge of edges) drawLine(context, edge, HAIRLINE, 1.5);
      const axes: { axis: 0 | 1 | 2; from: Point; to: Point }[] = [
        { axis: 0, from: corner(0, near.y, 0), to: corner(1, near.y, 0) },
        { axis: 1, from: corner(near.x, 0, 0), to: corner(near.x, 1, 0) },
        { axis: 2, from: corner(far.x, near.y, 0), to: corner(far.x, near.y, 1) },
      ];
      const centre = project(middle).place;
      for (const { axis, from, to } of axes) {
        drawLine(context, [from, to], MUTED, 1.25);
        if (!axisNames) continue;
        const outwards = (from[0] + to[0]) / 2 < centre[0] ? -1 : 1;
        const shift = axis === 2 ? { x: outwards * 14, y: 0 } : { x: outwards * 12, y: 16 };
        context.textAlign = outwards < 0 ? 'right' : 'left';
        const place = (share: number, extra: number): Point => [
          from[0] + share * (to[0] - from[0]) + shift.x * extra,
          from[1] + share * (to[1] - from[1]) + shift.y * extra,
        ];
        const [low, high] = ranges[axis];
        drawText(context, formatNumber(low, 2), place(0.03, 1), MUTED, font(TICK_SIZE));
        drawText(context, formatNumber(high, 2), place(0.97, 1), MUTED, font(TICK_SIZE));
        drawText(context, axisNames[axis], place(0.5, 1.5), INK, font(LABEL_SIZE, 600));
      }
    },
  };
}

/** One of points [count, 3]. */
export function pointAt(points: ArrayLike<number>, index: number): Vector {
  return [points[3 * index]!, points[3 * index + 1]!, points[3 * index + 2]!];
}
