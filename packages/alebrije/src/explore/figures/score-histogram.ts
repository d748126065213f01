import { UserError } from '../../errors.ts';
import { type FigureHeading, headingOption, layoutHeading, loadCanvas } from './canvas.ts';
import { extent, renderChart, valueAxis } from './chart.ts';
import {
  classColour,
  FONT_FAMILY,
  font,
  formatNumber,
  INK,
  LABEL_SIZE,
  MARGIN,
  MUTED,
  TICK_SIZE,
} from './theme.ts';

export interface ScoreGroup {
  name: string;
  /** Above 0. */
  scores: ArrayLike<number>;
}

export interface ScoreHistogramOptions extends FigureHeading {
  groups: readonly ScoreGroup[];
  threshold: number;
  /** Beside the threshold's line. */
  thresholdName: string;
  xName: string;
}

const WIDTH = 760;
const PLOT_HEIGHT = 320;
const AXIS_LEFT = 24;
const BINS = 60;
const LEGEND_HEIGHT = 48;

/** 1, 2 and 5 times the powers of ten between two decimal logarithms; powers of ten alone if those are many. */
export function logTicks(low: number, high: number): number[] {
  const factors = high - low > 2.5 ? [1] : [1, 2, 5];
  const powers = Array.from(
    { length: Math.ceil(high) - Math.floor(low) + 1 },
    (_, index) => 10 ** (Math.floor(low) + index),
  );
  return powers
    .flatMap((power) => factors.map((factor) => factor * power))
    .filter((tick) => tick >= 10 ** low && tick <= 10 ** high);
}

/** The share of a group in each of `count` even bins of the decimal logarithm. */
function sharesOf(scores: ArrayLike<number>, [low, high]: readonly [number, number]): number[] {
  const shares = new Array<number>(BINS).fill(0);
  for (let index = 0; index < scores.length; index++) {
    const place = ((Math.log10(scores[index]!) - low) / (high - low)) * BINS;
    shares[Math.min(BINS - 1, Math.max(0, Math.floor(place)))]! += 1 / scores.length;
  }
  return shares;
}

/** Scores of one group or several as shares over a logarithmic axis, with a threshold. PNG bytes. */
export async function scoreHistogram(options: ScoreHistogramOptions): Promise<Uint8Array> {
  const { groups, threshold, thresholdName, xName } = options;
  const all = groups.flatMap(({ scores }) => Array.from(scores));
  if (groups.some(({ scores }) => scores.length === 0) || !all.every((score) => score > 0)) {
    throw new UserError('A histogram of scores needs groups of scores above 0.');
  }
  const canvas = await loadCanvas();
  const heading = layoutHeading(options, WIDTH, canvas.textWidth);
  const [least, most] = extent(all, [threshold]);
  const margin = 0.03 * Math.max(0.2, Math.log10(most / least));
  const range: [number, number] = [Math.log10(least) - margin, Math.log10(most) + margin];
  const [low, high] = range;
  const shares = groups.map(({ scores }) => sharesOf(scores, range));
  const highest = 1.1 * Math.max(...shares.flat());
  const binWidth = (high - low) / BINS;
  const left = MARGIN + AXIS_LEFT;
  const plotWidth = WIDTH - left - MARGIN;
  const top = heading.height + LEGEND_HEIGHT;
  const at = Math.log10(threshold);
  const atX = left + (plotWidth * (at - low)) / (high - low);
  const text = `${thresholdName} ${formatNumber(threshold, 3)}`;
  const isLeft = atX + canvas.textWidth(text, font(TICK_SIZE, 600)) + 8 > WIDTH - MARGIN;
  const axis = valueAxis(xName, range, 34);
  const option = {
    title: headingOption(heading),
    legend: {
      left,
      top: heading.height - 4,
      padding: 0,
      itemGap: 24,
      selectedMode: false,
      icon: 'roundRect',
      textStyle: { fontSize: LABEL_SIZE, color: INK },
    },
    grid: { left, top, width: plotWidth, height: PLOT_HEIGHT },
    xAxis: {
      ...axis,
      axisLine: { show: true, lineStyle: { color: MUTED }, onZero: false },
      axisLabel: {
        ...axis.axisLabel,
        showMinLabel: true,
        showMaxLabel: true,
        customValues: logTicks(low, high).map(Math.log10),
        formatter: (value: number) => formatNumber(10 ** value, 3),
      },
      splitLine: { show: false },
    },
    yAxis: { ...valueAxis(undefined, [0, highest]), show: false },
    series: [
      ...groups.map(({ name }, index) => ({
        type: 'line',
        name,
        silent: true,
        showSymbol: false,
        lineStyle: { width: 1.5, color: classColour(index) },
        itemStyle: { color: classColour(index) },
        areaStyle: { color: classColour(index), opacity: 0.4 },
        data: [
          [low, 0],
          ...shares[index]!.flatMap((share, bin) => [
            [low + bin * binWidth, share],
            [low + (bin + 1) * binWidth, share],
          ]),
          [high, 0],
        ],
      })),
      {
        type: 'line',
        silent: true,
        showSymbol: false,
        lineStyle: { width: 2, color: INK },
        data: [
          [at, 0],
          [at, highest],
        ],
      },
    ],
    graphic: [
      {
        type: 'text',
        silent: true,
        x: isLeft ? atX - 8 : atX + 8,
        y: top + 6,
        style: {
          text,
          fill: INK,
          fontFamily: FONT_FAMILY,
          fontSize: TICK_SIZE,
          fontWeight: 600,
          textAlign: isLeft ? 'right' : 'left',
        },
      },
    ],
  };
  return renderChart(option, { width: WIDTH, height: top + PLOT_HEIGHT + 52 + MARGIN - 8 });
}
