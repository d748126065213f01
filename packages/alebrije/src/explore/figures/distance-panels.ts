import { UserError } from '../../errors.ts';
import {
  type FigureHeading,
  headingOption,
  layoutHeading,
  loadCanvas,
  type SKRSContext2D,
} from './canvas.ts';
import { extent, type Range, renderChart, valueAxis } from './chart.ts';
import {
  CONTINUOUS_COLOURS,
  FONT_FAMILY,
  HAIRLINE,
  INK,
  LABEL_SIZE,
  MARGIN,
  MUTED,
  PAPER,
  TICK_SIZE,
} from './theme.ts';
import type { PlotBox } from './thumbnails.ts';

/** What one map makes of the distances. */
export interface MappedDistances {
  name: string;
  /** Numbers under the name, in at most two lines. */
  note?: string | undefined;
  colour: string;
  /** Of each pair, after the map, in the unit of the original ones. */
  distances: Float32Array;
  /** Over the original ones, where these are not 0. */
  ratios: Float32Array;
  /** Between these ratios lie 90 % of the pairs. */
  middle: Range;
  /** Between these ratios all pairs lie by what is proved. */
  bound?: Range | undefined;
}

export interface DistancePanelsOptions extends FigureHeading {
  /** Of each pair, before any map. */
  original: Float32Array;
  maps: readonly MappedDistances[];
  xName: string;
  yName: string;
  ratioName: string;
  /** What the bound says, written beside its lines. */
  boundName?: string | undefined;
}

const WIDTH = 1120;
const AXIS_LEFT = 52;
const AXIS_BOTTOM = 56;
const PANEL_GAP = 20;
const PANEL_TITLE = 76;
const RATIO_HEIGHT = 220;
const CELLS = 90;
const RATIO_BINS = 160;
/** Of the pairs, which may leave the plot at either end of the ratios. */
const OUTSIDE = 0.0005;

/** Pairs in each cell of a square grid over [0, most] × [0, most]; row by row from below. */
export function pairDensity(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  most: number,
  cells: number,
): Uint32Array {
  const counts = new Uint32Array(cells * cells);
  const scale = cells / most;
  for (let pair = 0; pair < x.length; pair++) {
    const [column, row] = [Math.floor(x[pair]! * scale), Math.floor(y[pair]! * scale)];
    if (column < cells && row < cells) counts[row * cells + column]! += 1;
  }
  return counts;
}

/** Paints the cells that hold pairs, the fuller the lighter, in even steps of the logarithm. */
function paintDensity(context: SKRSContext2D, counts: Uint32Array, plot: PlotBox): void {
  const cells = Math.sqrt(counts.length);
  const most = Math.log1p(counts.reduce((a, b) => Math.max(a, b), 0)) || 1;
  const shades = CONTINUOUS_COLOURS.length;
  const edge = (from: number, length: number, index: number) =>
    Math.round(2 * (from + (length * index) / cells)) / 2;
  for (const [cell, count] of counts.entries()) {
    if (count === 0) continue;
    const [row, column] = [Math.floor(cell / cells), cell % cells];
    const left = edge(plot.left, plot.width, column);
    const top = edge(plot.top, plot.height, cells - 1 - row);
    const shade = Math.min(shades - 1, Math.floor((Math.log1p(count) / most) * shades));
    context.fillStyle = CONTINUOUS_COLOURS[shade]!;
    context.fillRect(
      left,
      top,
      edge(plot.left, plot.width, column + 1) - left,
      edge(plot.top, plot.height, cells - row) - top,
    );
  }
}

/** The density of the ratios over a range, as the corners of its steps' middles. */
function ratioCurve(ratios: Float32Array, [low, high]: Range): [number, number][] {
  const width = (high - low) / RATIO_BINS;
  const density = new Float64Array(RATIO_BINS);
  for (const ratio of ratios) {
    const bin = Math.floor((ratio - low) / width);
    if (bin >= 0 && bin < RATIO_BINS) density[bin]! += 1 / (ratios.length * width);
  }
  return Array.from(density, (value, bin) => [low + (bin + 0.5) * width, value]);
}

/** Above which only a few of the values lie. */
function nearlyHighest(values: Float32Array): number {
  const sorted = values.toSorted();
  return sorted[Math.round((1 - OUTSIDE) * (sorted.length - 1))]!;
}

function ratioRange(maps: readonly MappedDistances[]): Range {
  const ends = maps.flatMap(({ ratios, bound }) => {
    return [-nearlyHighest(ratios.map((ratio) => -ratio)), nearlyHighest(ratios), ...(bound ?? [])];
  });
  const [low, high] = extent(ends);
  const padding = 0.04 * (high - low);
  return [Math.max(0, low - padding), high + padding];
}

/** An axis whose grid would lie over what is painted. */
function bareAxis(name: string | undefined, range: Range, nameGap?: number) {
  return {
    ...valueAxis(name, range, nameGap),
    splitLine: { show: false },
    axisLine: { show: true, onZero: false, lineStyle: { color: HAIRLINE } },
  };
}

const straightLine = (slope: number, most: number) => [
  [0, 0],
  slope <= 1 ? [most, slope * most] : [most / slope, most],
];

function line(gridIndex: number, data: readonly (readonly number[])[], style: object) {
  return {
    type: 'line',
    xAxisIndex: gridIndex,
    yAxisIndex: gridIndex,
    silent: true,
    showSymbol: false,
    data,
    lineStyle: { color: INK, width: 1.5, ...style },
  };
}

/**
 * The distances of many pairs before and after each map, as densities side by side, and below them
 * the ratios of both. PNG bytes.
 */
export async function distancePanels(options: DistancePanelsOptions): Promise<Uint8Array> {
  const { original, maps, xName, yName, ratioName, boundName } = options;
  if (maps.length === 0 || maps.some(({ distances }) => distances.length !== original.length)) {
    throw new UserError(
      'Distances are drawn of at least one map, which has as many as there were.',
    );
  }
  const canvas = await loadCanvas();
  const heading = layoutHeading(options, WIDTH, canvas.textWidth);
  const inner = WIDTH - 2 * MARGIN - AXIS_LEFT - (maps.length - 1) * (PANEL_GAP + AXIS_LEFT);
  const side = Math.min(420, Math.floor(inner / maps.length));
  const left = MARGIN + AXIS_LEFT;
  const top = heading.height + PANEL_TITLE;
  const panels: PlotBox[] = maps.map((_, index) => ({
    left: left + index * (side + PANEL_GAP + AXIS_LEFT),
    top,
    width: side,
    height: side,
  }));
  const ratioPlot: PlotBox = {
    left,
    top: top + side + AXIS_BOTTOM + 64,
    width: WIDTH - left - MARGIN,
    height: RATIO_HEIGHT,
  };
  const most =
    1.02 * Math.max(extent(original)[1], ...maps.map((map) => nearlyHighest(map.distances)));
  const ratios = ratioRange(maps);
  const curves = maps.map((map) => ratioCurve(map.ratios, ratios));
  const below = maps.length;
  // A map that keeps all distances is a spike; it may leave the plot rather than flatten the others.
  const heights = curves
    .map((curve) => Math.max(...curve.map(([, value]) => value)))
    .sort((a, b) => a - b);
  const highest = 1.08 * Math.min(heights.at(-1)!, 5 * heights[0]!);

  const bounds = maps.flatMap(({ bound, colour }) =>
    (bound ?? []).map((ratio) => ({ ratio, colour })),
  );
  const option = {
    title: [
      headingOption(heading),
      ...maps.map(({ name, note }, index) => ({
        text: name,
        subtext: note ?? '',
        left: panels[index]!.left,
        top: heading.height,
        padding: 0,
        itemGap: 2,
        textStyle: { fontSize: LABEL_SIZE + 1, lineHeight: 22, fontWeight: 600, color: INK },
        subtextStyle: { fontSize: TICK_SIZE, lineHeight: 18, color: MUTED },
      })),
    ],
    legend: {
      left: ratioPlot.left,
      top: ratioPlot.top - 30,
      padding: 0,
      itemGap: 24,
      icon: 'roundRect',
      selectedMode: false,
      textStyle: { fontSize: LABEL_SIZE, color: INK },
      data: maps.map(({ name }) => name),
    },
    grid: [...panels, ratioPlot],
    xAxis: [
      ...panels.map((_, gridIndex) => ({ ...bareAxis(xName, [0, most]), gridIndex })),
      { ...bareAxis(ratioName, ratios), gridIndex: below },
    ],
    yAxis: [
      ...panels.map((_, gridIndex) => ({
        ...bareAxis(gridIndex === 0 ? yName : undefined, [0, most], 36),
        gridIndex,
      })),
      { ...bareAxis(undefined, [0, highest]), gridIndex: below, show: false },
    ],
    series: [
      ...maps.flatMap(({ middle, bound, colour }, index) => [
        line(index, straightLine(1, most), { color: INK }),
        ...middle.map((slope) => line(index, straightLine(slope, most), { type: [6, 5] })),
        ...(bound ?? []).map((slope) =>
          line(index, straightLine(slope, most), { type: [2, 4], color: colour, width: 2 }),
        ),
      ]),
      ...maps.map(({ name, colour }, index) => ({
        ...line(below, curves[index]!, { color: colour, width: 2.5 }),
        name,
        itemStyle: { color: colour },
        areaStyle: { color: colour, opacity: 0.12 },
        clip: true,
      })),
      line(
        below,
        [
          [1, 0],
          [1, highest],
        ],
        { color: MUTED },
      ),
      ...bounds.map(({ ratio, colour }) =>
        line(
          below,
          [
            [ratio, 0],
            [ratio, highest],
          ],
          { color: colour, type: [2, 4], width: 2 },
        ),
      ),
    ],
    graphic:
      boundName && bounds.length > 0
        ? [boundLabel(boundName, bounds.at(-1)!.ratio, ratios, ratioPlot)]
        : [],
  };
  const height = ratioPlot.top + RATIO_HEIGHT + AXIS_BOTTOM + MARGIN - 8;
  return renderChart(option, { width: WIDTH, height }, (context) => {
    for (const [index, { distances }] of maps.entries()) {
      paintDensity(context, pairDensity(original, distances, most, CELLS), panels[index]!);
    }
  });
}

/** Left of the upper line of the bound. */
function boundLabel(text: string, ratio: number, [low, high]: Range, plot: PlotBox) {
  return {
    type: 'text',
    silent: true,
    x: plot.left + (plot.width * (ratio - low)) / (high - low) - 10,
    y: plot.top + 8,
    style: {
      text,
      fill: MUTED,
      stroke: PAPER,
      lineWidth: 3,
      fontFamily: FONT_FAMILY,
      fontSize: TICK_SIZE,
      lineHeight: 18,
      textAlign: 'right',
    },
  };
}
