import { type FigureHeading, headingOption, layoutHeading, loadCanvas } from './canvas.ts';
import { equalScale, extent, padRange, renderChart, valueAxis } from './chart.ts';
import { colourKey, pointColours } from './point-colours.ts';
import { type Colouring, LEGEND_GAP, LEGEND_WIDTH, pointSeries } from './points.ts';
import { HAIRLINE, MARGIN } from './theme.ts';
import { drawThumbnails, type Thumbnails } from './thumbnails.ts';

export interface ThumbnailScatterOptions extends FigureHeading {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  colouring?: Colouring | undefined;
  thumbnails?: Thumbnails | undefined;
  /** Of the axes; without names they carry no numbers, as is right where these mean nothing. */
  axisNames?: readonly [string, string] | undefined;
}

const WIDTH = 1120;
/** As the points are spread, within these; CSS pixels. */
const LEAST_HEIGHT = 420;
const MOST_HEIGHT = 760;
const AXIS_LEFT = 48;
const AXIS_BOTTOM = 56;

/** Coloured points in a plane, with the images of some; a unit is equally long on both axes. */
export async function thumbnailScatter(options: ThumbnailScatterOptions): Promise<Uint8Array> {
  const { colouring, thumbnails, axisNames } = options;
  const canvas = await loadCanvas();
  const heading = layoutHeading(options, WIDTH, canvas.textWidth);
  const left = MARGIN + (axisNames ? AXIS_LEFT : 0);
  const right = colouring ? LEGEND_WIDTH : MARGIN;
  const ranges = { x: padRange(extent(options.x)), y: padRange(extent(options.y)) };
  const slope = (ranges.y[1] - ranges.y[0]) / (ranges.x[1] - ranges.x[0]);
  const width = WIDTH - left - right;
  const height = Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, Math.round(width * slope)));
  const plot = { left, top: heading.height, width, height };
  const [x, y] = equalScale(ranges.x, ranges.y, plot);
  const axis = (index: 0 | 1) => {
    const range = [x, y][index]!;
    if (axisNames) return valueAxis(axisNames[index], range, index === 0 ? 34 : 44);
    return { type: 'value', min: range[0], max: range[1], show: false };
  };
  const key = colourKey(colouring, { ...plot, left: left + width + LEGEND_GAP });
  const option = {
    title: headingOption(heading),
    ...key,
    grid: { ...plot, show: true, borderColor: HAIRLINE, borderWidth: 1 },
    xAxis: axis(0),
    yAxis: axis(1),
    series: [pointSeries(options), ...key.series],
  };
  const bottom = MARGIN + (axisNames ? AXIS_BOTTOM - 8 : 0);
  return renderChart(
    option,
    { width: WIDTH, height: plot.top + height + bottom },
    undefined,
    (context) => {
      if (!thumbnails) return;
      const places = {
        x: Array.from(
          options.x,
          (value) => plot.left + ((value - x[0]) / (x[1] - x[0])) * plot.width,
        ),
        y: Array.from(
          options.y,
          (value) => plot.top + ((y[1] - value) / (y[1] - y[0])) * plot.height,
        ),
        plot,
      };
      drawThumbnails(canvas, context, thumbnails, places, pointColours(colouring));
    },
  );
}
