/** Square panels over one part of the plane: points, arrows and ways, drawn over each other. */
import { UserError } from '../../errors.ts';
import {
  createSheet,
  drawHeading,
  type FigureHeading,
  finishSheet,
  layoutHeading,
  loadCanvas,
  type SKRSContext2D,
} from './canvas.ts';
import { extent } from './chart.ts';
import { continuousColour } from './colour-maps.ts';
import { classColour, font, HAIRLINE, INK, LABEL_SIZE, MARGIN, MUTED, TICK_SIZE } from './theme.ts';

export interface Arrow {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
}

export interface PlanePoints {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** A place on the continuous scale; all of one colour unless given. */
  readonly values?: ArrayLike<number> | undefined;
  /** Pale, as what lies under something else. */
  readonly isFaint?: boolean | undefined;
}

export interface PlanePanel {
  /** Above the panel. */
  readonly title: string;
  readonly points?: PlanePoints | undefined;
  /** Three in four are longer than half the way to the next, at `spacing`; none reaches farther than that. */
  readonly arrows?: { readonly all: readonly Arrow[]; readonly spacing: number } | undefined;
  /** Each from its first point to its last, which is marked. */
  readonly ways?: readonly PlanePoints[] | undefined;
}

export interface PlanePanelsOptions extends FigureHeading {
  /** Row by row. */
  readonly panels: readonly PlanePanel[];
  readonly columns: number;
  /** Of both axes; what lies outside is not drawn. */
  readonly range: readonly [low: number, high: number];
  readonly rowLabels?: readonly string[] | undefined;
  /** Side of a panel, CSS pixels. Default 210. */
  readonly side?: number | undefined;
}

const SIDE = 210;
const GAP = 20;
const TITLE = 26;
const LABEL_GAP = 16;
/** Share of the arrows that are no longer than half the way to the next. */
const SHORT = 0.25;

interface Place {
  readonly left: number;
  readonly top: number;
  readonly side: number;
  readonly range: readonly [number, number];
}

const toPixels = ({ left, top, side, range: [low, high] }: Place, x: number, y: number) => {
  const scale = side / (high - low);
  return [left + (x - low) * scale, top + (high - y) * scale] as const;
};

function drawPoints(context: SKRSContext2D, place: Place, points: PlanePoints): void {
  const { x, y, values, isFaint } = points;
  const [low, high] = values ? extent(values) : [0, 1];
  const radius = x.length > 600 ? 1.1 : 1.8;
  for (let index = 0; index < x.length; index++) {
    const [left, top] = toPixels(place, x[index]!, y[index]!);
    context.fillStyle = isFaint
      ? HAIRLINE
      : values
        ? continuousColour((values[index]! - low) / (high - low || 1))
        : classColour(0);
    context.beginPath();
    context.arc(left, top, radius, 0, 2 * Math.PI);
    context.fill();
  }
}

function drawArrows(
  context: SKRSContext2D,
  place: Place,
  { all, spacing }: NonNullable<PlanePanel['arrows']>,
): void {
  const lengths = all.map(({ dx, dy }) => Math.hypot(dx, dy)).sort((a, b) => a - b);
  const short = lengths[Math.floor(SHORT * (lengths.length - 1))] || 1;
  context.strokeStyle = INK;
  context.lineWidth = 1;
  for (const { x, y, dx, dy } of all) {
    const length = Math.hypot(dx, dy);
    const scale = Math.min(spacing / (2 * short), spacing / (length || 1));
    const [fromX, fromY] = toPixels(place, x, y);
    const [toX, toY] = toPixels(place, x + dx * scale, y + dy * scale);
    const angle = Math.atan2(toY - fromY, toX - fromX);
    const head = Math.min(4, Math.hypot(toX - fromX, toY - fromY) / 2);
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
    for (const side of [-1, 1]) {
      const turned = angle + Math.PI + side * 0.45;
      context.moveTo(toX, toY);
      context.lineTo(toX + head * Math.cos(turned), toY + head * Math.sin(turned));
    }
    context.stroke();
  }
}

function drawWay(context: SKRSContext2D, place: Place, { x, y }: PlanePoints): void {
  context.strokeStyle = classColour(0);
  context.globalAlpha = 0.35;
  context.lineWidth = 1;
  context.beginPath();
  for (let index = 0; index < x.length; index++) {
    const [left, top] = toPixels(place, x[index]!, y[index]!);
    if (index === 0) context.moveTo(left, top);
    else context.lineTo(left, top);
  }
  context.stroke();
  context.globalAlpha = 1;
  for (const [index, colour] of [
    [0, MUTED],
    [x.length - 1, classColour(2)],
  ] as const) {
    const [left, top] = toPixels(place, x[index]!, y[index]!);
    context.fillStyle = colour;
    context.beginPath();
    context.arc(left, top, 2, 0, 2 * Math.PI);
    context.fill();
  }
}

function drawPanel(context: SKRSContext2D, place: Place, panel: PlanePanel): void {
  const { left, top, side } = place;
  context.fillStyle = INK;
  context.font = font(TICK_SIZE, 600);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(panel.title, left, top - TITLE / 2);
  context.save();
  context.beginPath();
  context.rect(left, top, side, side);
  context.clip();
  if (panel.points) drawPoints(context, place, panel.points);
  if (panel.arrows) drawArrows(context, place, panel.arrows);
  for (const way of panel.ways ?? []) drawWay(context, place, way);
  context.restore();
  context.strokeStyle = HAIRLINE;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, side - 1, side - 1);
}

/** PNG bytes. @throws UserError without a panel */
export async function planePanels(options: PlanePanelsOptions): Promise<Uint8Array> {
  const { panels, columns, range, rowLabels, side = SIDE } = options;
  if (panels.length === 0) throw new UserError('A figure of the plane needs at least one panel.');
  const canvas = await loadCanvas();
  const labelFont = font(LABEL_SIZE, 600);
  const labels = (rowLabels ?? []).map((label) => canvas.textWidth(label, labelFont) + LABEL_GAP);
  const left = MARGIN + Math.ceil(Math.max(0, ...labels));
  const rows = Math.ceil(panels.length / columns);
  const width = left + columns * (side + GAP) - GAP + MARGIN;
  const heading = layoutHeading(options, width, canvas.textWidth);
  const height = heading.height + rows * (TITLE + side + GAP) - GAP + MARGIN;
  const { sheet, context } = createSheet(canvas, width, height);
  drawHeading(context, heading);
  for (const [index, panel] of panels.entries()) {
    const row = Math.floor(index / columns);
    const top = heading.height + row * (TITLE + side + GAP) + TITLE;
    const label = rowLabels?.[row];
    if (label !== undefined && index % columns === 0) {
      context.font = labelFont;
      context.fillStyle = INK;
      context.textAlign = 'right';
      context.textBaseline = 'middle';
      context.fillText(label, left - LABEL_GAP, top + side / 2);
    }
    const place = { left: left + (index % columns) * (side + GAP), top, side, range };
    drawPanel(context, place, panel);
  }
  return finishSheet(sheet);
}
