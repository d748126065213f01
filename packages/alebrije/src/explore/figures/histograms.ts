import { UserError } from '../../errors.ts';
import { type FigureHeading, headingOption, layoutHeading, loadCanvas } from './canvas.ts';
import { renderChart, valueAxis } from './chart.ts';
import { INK, MARGIN, MUTED, TICK_SIZE, TRAINING, VALIDATION } from './theme.ts';

export interface HistogramsOptions extends FigureHeading {
  /** Codes [count, dimensions], row-major. */
  codes: Float32Array;
  dimensions: number;
  /** How many dimensions to draw. Default: the first 50 at most. */
  shown?: number | undefined;
  /** Kolmogorov-Smirnov distance of each dimension from the prior, written over its histogram. */
  distances?: ArrayLike<number> | undefined;
  /** Names of the dimensions. Default: z₁, z₂, ... */
  names?: readonly string[] | undefined;
  legend?: { codes: string; prior: string } | undefined;
}

const LIMIT = 4;
const BINS = 40;
const LEGEND = { codes: 'Codes of the data', prior: 'N(0, 1)' };

/** Mean, standard deviation and density histogram over [−4, 4] of one column of the codes. */
export function codeHistogram(codes: Float32Array, dimensions: number, dimension: number) {
  const count = codes.length / dimensions;
  const width = (2 * LIMIT) / BINS;
  const density = new Array<number>(BINS).fill(0);
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < count; row++) {
    const value = codes[row * dimensions + dimension]!;
    sum += value;
    squares += value * value;
    const bin = Math.floor((value + LIMIT) / width);
    if (bin >= 0 && bin < BINS) density[bin]! += 1 / (count * width);
  }
  const mean = sum / count;
  return { density, mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

/** A whole number in Unicode's subscript digits. */
function subscript(value: number): string {
  return String(value).replace(/\d/g, (digit) => String.fromCodePoint(0x2080 + Number(digit)));
}

/** Each code dimension's histogram against the density of the prior N(0, 1), as small multiples. */
export async function histograms(options: HistogramsOptions): Promise<Uint8Array> {
  const { codes, dimensions, distances, names, legend = LEGEND } = options;
  if (codes.length === 0 || codes.length % dimensions !== 0) {
    throw new UserError(`${codes.length} values do not make codes of ${dimensions} dimensions.`);
  }
  const shown = Math.min(options.shown ?? 50, dimensions);
  const columns = shown <= 4 ? shown : shown <= 12 ? 4 : shown <= 25 ? 5 : 10;
  const panel = {
    width: columns === 10 ? 100 : [0, 560, 420, 300, 230, 180][columns]!,
    height: columns === 10 ? 76 : [0, 320, 260, 200, 150, 120][columns]!,
  };
  const captionHeight = distances ? 54 : 40;
  const gap = { x: columns === 10 ? 18 : 28, y: captionHeight + 34 };
  const left = MARGIN;
  const width = 2 * left + columns * (panel.width + gap.x) - gap.x;
  const heading = layoutHeading(options, width, (await loadCanvas()).textWidth);
  const top = heading.height + captionHeight + 34;
  const places = Array.from({ length: shown }, (_, index) => ({
    left: left + (index % columns) * (panel.width + gap.x),
    top: top + Math.floor(index / columns) * (panel.height + gap.y),
  }));
  const found = places.map((_, index) => codeHistogram(codes, dimensions, index));
  const peak = Math.max(...found.flatMap(({ density }) => density));
  // A collapsed dimension is a spike; it may leave the panel rather than flatten all others.
  const highest = Math.min(0.85, Math.max(0.5, peak * 1.08));
  const binWidth = (2 * LIMIT) / BINS;
  const narrow = columns === 10;

  const option = {
    title: [
      headingOption(heading),
      ...places.map((place, index) => {
        const { mean, deviation } = found[index]!;
        const numbers = `μ ${(Math.round(mean * 100) / 100 + 0).toFixed(2).replace('-', '−')}  σ ${deviation.toFixed(2)}`;
        return {
          text: names?.[index] ?? `z${subscript(index + 1)}`,
          subtext: distances ? `${numbers}\nD ${distances[index]!.toFixed(3)}` : numbers,
          left: place.left,
          top: place.top - captionHeight,
          padding: 0,
          itemGap: 3,
          textStyle: { fontSize: narrow ? 12 : 14, lineHeight: 16, fontWeight: 600, color: INK },
          subtextStyle: { fontSize: narrow ? 11 : 12, lineHeight: 14, color: MUTED },
        };
      }),
    ],
    legend: {
      left,
      top: heading.height - 4,
      padding: 0,
      itemGap: 24,
      selectedMode: false,
      textStyle: { fontSize: TICK_SIZE, color: INK },
      data: [
        { name: legend.codes, icon: 'roundRect' },
        { name: legend.prior, icon: 'path://M0,4 L20,4 L20,6 L0,6 Z' },
      ],
    },
    grid: places.map((place) => ({ ...place, ...panel })),
    xAxis: places.map((_, gridIndex) => {
      const axis = valueAxis(undefined, [-LIMIT, LIMIT]);
      const axisLabel = { ...axis.axisLabel, fontSize: narrow ? 11 : 12 };
      return {
        ...axis,
        gridIndex,
        interval: 2,
        axisLabel,
        axisLine: { show: true, lineStyle: { color: MUTED }, onZero: false },
      };
    }),
    yAxis: places.map((_, gridIndex) => ({
      ...valueAxis(undefined, [0, highest]),
      gridIndex,
      show: false,
    })),
    series: found.flatMap(({ density }, index) => [
      {
        type: 'line',
        name: legend.codes,
        xAxisIndex: index,
        yAxisIndex: index,
        showSymbol: false,
        silent: true,
        lineStyle: { width: 0 },
        itemStyle: { color: TRAINING },
        areaStyle: { color: TRAINING, opacity: 0.55 },
        data: [
          [-LIMIT, 0],
          ...density.flatMap((value, bin) => [
            [-LIMIT + bin * binWidth, value],
            [-LIMIT + (bin + 1) * binWidth, value],
          ]),
        ],
      },
      {
        type: 'line',
        name: legend.prior,
        xAxisIndex: index,
        yAxisIndex: index,
        showSymbol: false,
        silent: true,
        lineStyle: { color: VALIDATION, width: 2 },
        itemStyle: { color: VALIDATION },
        data: Array.from({ length: 81 }, (_, step) => {
          const z = -LIMIT + step * 0.1;
          return [z, Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)];
        }),
      },
    ]),
  };
  const rows = Math.ceil(shown / columns);
  const height = top + rows * (panel.height + gap.y) - gap.y + 28 + MARGIN;
  return renderChart(option, { width, height });
}
