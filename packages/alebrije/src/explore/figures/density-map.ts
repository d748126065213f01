import { UserError } from '../../errors.ts';
import { discard, type FigureHeading, headingOption, layoutHeading, loadCanvas } from './canvas.ts';
import { type Range, renderChart, valueAxis } from './chart.ts';
import { heatMaps } from './colour-maps.ts';
import { drawImage } from './images.ts';
import { colourBar, LEGEND_GAP, LEGEND_WIDTH } from './points.ts';
import { priorCircle } from './scatter.ts';
import { MARGIN, PAPER } from './theme.ts';

export interface DensityMapOptions extends FigureHeading {
  /** Natural logarithm of the density at the middle of each cell, row by row from the upper left. */
  logDensity: ArrayLike<number>;
  /** Cells on each side. */
  cells: number;
  /** From the outer edge of the first cell to that of the last; equally long along both axes. */
  xRange: Range;
  yRange: Range;
  /** Single codes, as white points over the map. */
  points: { x: ArrayLike<number>; y: ArrayLike<number> };
  /** Draws the circles of 1, 2 and 3 standard deviations of the prior N(0, I). Default false. */
  prior?: boolean | undefined;
  xName?: string | undefined;
  yName?: string | undefined;
}

const PLOT_SIZE = 640;
const AXIS_LEFT = 48;
const AXIS_BOTTOM = 56;
/** Below the largest logarithm by more than this, all is as dark, nats. */
const DEPTH = 8;

/** How dense codes lie in their plane, as colours under the codes of single examples. PNG bytes. */
export async function densityMap(options: DensityMapOptions): Promise<Uint8Array> {
  const { logDensity, cells, xRange, yRange, points, prior = false } = options;
  if (cells < 1 || logDensity.length !== cells * cells) {
    throw new UserError(
      `${logDensity.length} densities do not fill a map of ${cells}x${cells} cells.`,
    );
  }
  const canvas = await loadCanvas();
  const left = MARGIN + AXIS_LEFT;
  const width = left + PLOT_SIZE + LEGEND_WIDTH;
  const heading = layoutHeading(options, width, canvas.textWidth);
  const highest = Math.max(...Array.from(logDensity));
  const depths = Array.from(logDensity, (value) => Math.max(0, value - highest + DEPTH));
  const map = { data: depths, count: 1, height: cells, width: cells };
  const bar = { values: [highest - DEPTH, highest], name: 'ln of the density' };
  const option = {
    title: headingOption(heading),
    ...colourBar(bar, left + PLOT_SIZE + LEGEND_GAP, heading.height, PLOT_SIZE, [0]),
    grid: { left, top: heading.height, width: PLOT_SIZE, height: PLOT_SIZE },
    xAxis: { ...valueAxis(options.xName, xRange), splitLine: { show: false } },
    yAxis: { ...valueAxis(options.yName, yRange, 44), splitLine: { show: false } },
    series: [
      { type: 'scatter', data: [] },
      {
        type: 'scatter',
        silent: true,
        progressive: 0,
        clip: true,
        symbolSize: 3,
        itemStyle: { color: PAPER, opacity: 0.5 },
        data: Array.from(points.x, (x, index) => [x, points.y[index]!]),
      },
      ...(prior ? [1, 2, 3].map((ring) => priorCircle(ring, PAPER)) : []),
    ],
  };
  const height = heading.height + PLOT_SIZE + AXIS_BOTTOM + MARGIN - 8;
  return renderChart(option, { width, height }, (sheet) => {
    const image = drawImage(canvas, heatMaps(map, DEPTH), 0, 1);
    sheet.imageSmoothingEnabled = true;
    sheet.drawImage(image, left, heading.height, PLOT_SIZE, PLOT_SIZE);
    discard(image);
  });
}
