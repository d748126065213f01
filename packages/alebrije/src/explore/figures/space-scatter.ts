import { UserError } from '../../errors.ts';
import { type FigureHeading, headingOption, layoutHeading, loadCanvas } from './canvas.ts';
import { extent, type Range, renderChart } from './chart.ts';
import { colourKey, pointColours } from './point-colours.ts';
import { type Colouring, LEGEND_GAP, LEGEND_WIDTH } from './points.ts';
import { drawDot, pointAt, spaceView, type ViewOptions } from './space-view.ts';
import { MARGIN } from './theme.ts';
import { drawThumbnails, type Thumbnails } from './thumbnails.ts';

export interface SpaceScatterOptions extends FigureHeading, ViewOptions {
  /** [count, 3], row-major. */
  points: Float32Array;
  colouring?: Colouring | undefined;
  thumbnails?: Thumbnails | undefined;
}

const WIDTH = 1120;
const PLOT_HEIGHT = 640;
/** Of the farthest and the nearest dot, CSS pixels. */
const RADII = { far: 1.4, near: 3 };
/** Of the dots, as hexadecimal digits after their colour. */
const OPACITY = 'b0';

/** Coloured points in space, with the images of some: those in front first. */
export async function spaceScatter(options: SpaceScatterOptions): Promise<Uint8Array> {
  const { points, colouring, thumbnails } = options;
  const count = points.length / 3;
  const colours = colouring && ('labels' in colouring ? colouring.labels : colouring.values).length;
  if (!Number.isInteger(count) || (colours ?? count) !== count) {
    throw new UserError(
      `Points in space need three values each, and as many colours; given are ${points.length} and ${colours ?? 0}.`,
    );
  }
  const ranges = [0, 1, 2].map((axis) =>
    extent(points.filter((_, index) => index % 3 === axis)),
  ) as [Range, Range, Range];
  const canvas = await loadCanvas();
  const heading = layoutHeading(options, WIDTH, canvas.textWidth);
  const right = colouring ? LEGEND_WIDTH : MARGIN;
  const plot = { left: 0, top: heading.height, width: WIDTH - right, height: PLOT_HEIGHT };
  const view = spaceView(ranges, plot, options);
  const seen = Array.from({ length: count }, (_, point) => view.project(pointAt(points, point)));
  const farFirst = seen
    .map((_, point) => point)
    .sort((a, b) => seen[a]!.nearness - seen[b]!.nearness);
  const [farthest, nearest] = extent(seen.map(({ nearness }) => nearness));
  const colourOf = pointColours(colouring);

  const key = colourKey(colouring, { ...plot, left: plot.width + LEGEND_GAP });
  const hidden = { type: 'value', show: false };
  const option = {
    title: headingOption(heading),
    ...key,
    grid: plot,
    xAxis: hidden,
    yAxis: hidden,
    series: [{ type: 'scatter', data: [] }, ...key.series],
  };
  const size = { width: WIDTH, height: heading.height + PLOT_HEIGHT + MARGIN };
  return renderChart(option, size, (context) => {
    view.drawBox(context);
    for (const point of farFirst) {
      const { place, nearness } = seen[point]!;
      const share = (nearness - farthest) / (nearest - farthest || 1);
      const radius = RADII.far + share * (RADII.near - RADII.far);
      drawDot(context, place, radius, `${colourOf(point)}${OPACITY}`);
    }
    if (!thumbnails) return;
    const places = { x: seen.map(({ place }) => place[0]), y: seen.map(({ place }) => place[1]) };
    const order = Array.from(thumbnails.points, (_, image) => image).sort(
      (a, b) => seen[thumbnails.points[b]!]!.nearness - seen[thumbnails.points[a]!]!.nearness,
    );
    drawThumbnails(canvas, context, { ...thumbnails, order }, { ...places, plot }, colourOf);
  });
}
