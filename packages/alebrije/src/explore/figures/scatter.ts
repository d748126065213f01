import { type FigureHeading, headingOption, layoutHeading, loadCanvas } from './canvas.ts';
import { equalScale, extent, padRange, renderChart, valueAxis } from './chart.ts';
import {
  classLegend,
  colourBar,
  LEGEND_GAP,
  LEGEND_WIDTH,
  type PointOptions,
  pointSeries,
} from './points.ts';
import { overlayExtent, overlaySeries, type ScatterOverlay } from './scatter-overlays.ts';
import { MARGIN, MUTED, PAPER, TICK_SIZE } from './theme.ts';

export interface ScatterOptions extends FigureHeading, PointOptions {
  xName?: string | undefined;
  yName?: string | undefined;
  /** Makes a unit equally long on both axes, as distances between codes ask for. Default false. */
  equalAxes?: boolean | undefined;
  /** Draws the circles of 1, 2 and 3 standard deviations of the prior N(0, I). Default false. */
  prior?: boolean | undefined;
  /** Drawn over the points, the last one on top. */
  overlays?: readonly ScatterOverlay[] | undefined;
}

const WIDTH = 960;
const PLOT_HEIGHT = 600;
const AXIS_LEFT = 48;
const AXIS_BOTTOM = 56;
const PRIOR_RINGS = 3;

/** Points in a plane, coloured by class (with a legend) or by a number (with a colour bar). */
export async function scatter(options: ScatterOptions): Promise<Uint8Array> {
  const { colouring, prior = false, overlays = [] } = options;
  const canvas = await loadCanvas();
  const heading = layoutHeading(options, WIDTH, canvas.textWidth);
  const left = MARGIN + AXIS_LEFT;
  const right = colouring ? LEGEND_WIDTH : MARGIN;
  const plot = { width: WIDTH - left - right, height: PLOT_HEIGHT };
  const always = prior ? [-PRIOR_RINGS, PRIOR_RINGS] : [];
  let x = padRange(extent(options.x, always, ...overlayExtent(overlays, 'x')));
  let y = padRange(extent(options.y, always, ...overlayExtent(overlays, 'y')));
  if (options.equalAxes || prior) [x, y] = equalScale(x, y, plot);

  const legendLeft = left + plot.width + LEGEND_GAP;
  const key = !colouring
    ? { series: [] }
    : 'labels' in colouring
      ? classLegend(colouring, legendLeft, heading.height)
      : { ...colourBar(colouring, legendLeft, heading.height, PLOT_HEIGHT, [0]), series: [] };
  const option = {
    title: headingOption(heading),
    ...key,
    grid: { left, top: heading.height, ...plot },
    xAxis: valueAxis(options.xName, x),
    yAxis: valueAxis(options.yName, y, 44),
    series: [
      pointSeries(options),
      ...(prior ? Array.from({ length: PRIOR_RINGS }, (_, ring) => priorCircle(ring + 1)) : []),
      ...overlays.flatMap(overlaySeries),
      ...key.series,
    ],
  };
  const height = heading.height + PLOT_HEIGHT + AXIS_BOTTOM + MARGIN - 8;
  return renderChart(option, { width: WIDTH, height });
}

/** The circle of so many standard deviations of N(0, I), as a series of a chart. */
export function priorCircle(deviations: number, colour = MUTED) {
  const data = Array.from({ length: 181 }, (_, step) => {
    const angle = (step / 180) * 2 * Math.PI;
    return [deviations * Math.sin(angle), deviations * Math.cos(angle)];
  });
  return {
    type: 'line',
    silent: true,
    data,
    showSymbol: false,
    lineStyle: { color: colour, width: 1.25, type: 'dashed' },
    itemStyle: { color: colour },
    endLabel: {
      show: true,
      formatter: `${deviations}σ`,
      fontSize: TICK_SIZE,
      color: colour,
      offset: [-14, -10],
      ...(colour !== PAPER && { textBorderColor: PAPER, textBorderWidth: 3 }),
    },
  };
}
