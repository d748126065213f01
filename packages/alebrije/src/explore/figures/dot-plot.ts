import { UserError } from '../../errors.ts';
import {
  type FigureHeading,
  type HeadingLayout,
  headingOption,
  layoutHeading,
  loadCanvas,
} from './canvas.ts';
import {
  type ChartOption,
  type ChartSize,
  extent,
  padRange,
  type Range,
  renderChart,
  renderChartSvg,
  valueAxis,
} from './chart.ts';
import {
  classColour,
  FONT_FAMILY,
  font,
  HAIRLINE,
  INK,
  LABEL_SIZE,
  MARGIN,
  MUTED,
  TICK_SIZE,
} from './theme.ts';

export interface DotRow {
  label: string;
  /** Values of each series; a tick marks the mean of several. */
  values: readonly (readonly number[])[];
  /** Right of the plot. */
  note?: string | undefined;
}

export interface DotPlotOptions extends FigureHeading {
  rows: readonly DotRow[];
  /** One for each of a row's series; one series needs no legend. */
  seriesNames?: readonly string[] | undefined;
  xName: string;
  /** A known value to compare with: a dashed vertical line. */
  reference?: { readonly value: number; readonly label: string } | undefined;
  /** Rows from this one on are set apart by a line: means after the single ones. */
  lineBefore?: number | undefined;
}

const PLOT_WIDTH = 560;
const ROW_HEIGHT = 40;
/** Of a line of the legend, and between its entries. */
const LEGEND_LEADING = 26;
const LEGEND_GAP = 20;
const REFERENCE_HEIGHT = 26;
const NOTE_GAP = 16;
const DOT = 10;
/** Half a mean's tick, in rows. */
const TICK = 0.3;

export async function dotPlot(options: DotPlotOptions): Promise<Uint8Array> {
  const { option, size } = await dotChart(options);
  return renderChart(option, size);
}

/** The same picture as an SVG element, for the report. */
export async function dotPlotSvg(options: DotPlotOptions): Promise<string> {
  const { option, size } = await dotChart(options);
  return renderChartSvg(option, size);
}

interface DotLayout {
  heading: HeadingLayout;
  /** Entries in each line of the legend. */
  legendLines: readonly (readonly string[])[];
  left: number;
  top: number;
  width: number;
  height: number;
  range: Range;
}

/** Words in lines no wider than `width`. */
function brokenInto(
  words: readonly string[],
  width: number,
  widthOf: (word: string) => number,
): string[][] {
  const lines: string[][] = [];
  let taken = Number.POSITIVE_INFINITY;
  for (const word of words) {
    if (taken + widthOf(word) > width) {
      lines.push([]);
      taken = 0;
    }
    lines.at(-1)!.push(word);
    taken += widthOf(word);
  }
  return lines;
}

async function layoutDots(options: DotPlotOptions): Promise<DotLayout> {
  const { rows, reference, seriesNames } = options;
  const { textWidth } = await loadCanvas();
  const widest = (texts: readonly string[], textFont: string) =>
    Math.ceil(Math.max(0, ...texts.map((text) => textWidth(text, textFont))));
  const labels = widest(
    rows.map(({ label }) => label),
    font(LABEL_SIZE, 600),
  );
  const notes = widest(
    rows.map(({ note = '' }) => note),
    font(LABEL_SIZE),
  );
  const left = MARGIN + labels + 16;
  const width = left + PLOT_WIDTH + (notes > 0 ? NOTE_GAP + notes : 0) + MARGIN;
  const heading = layoutHeading(options, width, textWidth);
  const entryWidth = (name: string) => DOT + 5 + textWidth(name, font(LABEL_SIZE)) + LEGEND_GAP;
  const legendLines = brokenInto(seriesNames ?? [], width - 2 * MARGIN + LEGEND_GAP, entryWidth);
  const values = rows.flatMap((row) => row.values.flat());
  return {
    heading,
    legendLines,
    left,
    top:
      heading.height +
      (seriesNames ? legendLines.length * LEGEND_LEADING + 8 : 0) +
      (reference ? REFERENCE_HEIGHT : 0),
    width,
    height: rows.length * ROW_HEIGHT,
    range: padRange(extent(values, reference ? [reference.value] : []), 0.06),
  };
}

/** The vertical line of each mean, and that of the reference. */
function verticalLines({ rows, reference }: DotPlotOptions) {
  const line = (points: readonly (readonly number[])[], lineStyle: object) => ({
    type: 'line',
    silent: true,
    showSymbol: false,
    z: 3,
    lineStyle,
    data: points,
  });
  const means = rows.flatMap(({ values }, row) =>
    values.flatMap((series, index) => {
      if (series.length < 2) return [];
      const mean = series.reduce((sum, value) => sum + value, 0) / series.length;
      const points = [
        [mean, row - TICK],
        [mean, row + TICK],
      ];
      return [line(points, { color: classColour(index), width: 3 })];
    }),
  );
  if (!reference) return means;
  const whole = [
    [reference.value, -0.5],
    [reference.value, rows.length - 0.5],
  ];
  return [line(whole, { color: MUTED, width: 1.5, type: [6, 5] }), ...means];
}

function textsOf(options: DotPlotOptions, layout: DotLayout) {
  const { rows, reference } = options;
  const { left, top, range } = layout;
  const text = (words: string, x: number, y: number, style: object) => ({
    type: 'text',
    silent: true,
    x,
    y,
    style: {
      text: words,
      fill: INK,
      fontFamily: FONT_FAMILY,
      fontSize: LABEL_SIZE,
      verticalAlign: 'middle',
      ...style,
    },
  });
  const centre = (row: number) => top + (row + 0.5) * ROW_HEIGHT;
  const labels = rows.flatMap(({ label, note }, row) => [
    text(label, left - 16, centre(row), { textAlign: 'right', fontWeight: 600 }),
    ...(note ? [text(note, left + PLOT_WIDTH + NOTE_GAP, centre(row), {})] : []),
  ]);
  if (!reference) return labels;
  const share = (reference.value - range[0]) / (range[1] - range[0]);
  const align = share < 0.25 ? 'left' : share > 0.75 ? 'right' : 'center';
  const words = text(reference.label, left + share * PLOT_WIDTH, top - 12, {
    fill: MUTED,
    fontSize: TICK_SIZE,
    textAlign: align,
  });
  return [...labels, words];
}

/** Rows of dots over one axis of values. */
async function dotChart(
  options: DotPlotOptions,
): Promise<{ option: ChartOption; size: ChartSize }> {
  const { rows, seriesNames, xName, lineBefore } = options;
  const seriesCount = rows[0]?.values.length ?? 0;
  const isEven = rows.every(({ values }) => values.length === seriesCount);
  if (seriesCount === 0 || !isEven || rows.some(({ values }) => values.flat().length === 0)) {
    throw new UserError('A dot plot needs rows of equally many series with at least one value.');
  }
  const layout = await layoutDots(options);
  const { heading, legendLines, left, top, width, height, range } = layout;
  const separator = lineBefore === undefined ? [] : [lineBefore - 0.5];
  const option: ChartOption = {
    title: headingOption(heading),
    legend: legendLines.map((names, line) => ({
      left: MARGIN,
      top: heading.height - 4 + line * LEGEND_LEADING,
      padding: 0,
      itemGap: LEGEND_GAP,
      itemWidth: DOT,
      icon: 'circle',
      selectedMode: false,
      textStyle: { fontSize: LABEL_SIZE, color: INK },
      data: names,
    })),
    grid: { left, top, width: PLOT_WIDTH, height },
    xAxis: valueAxis(xName, range, 34),
    yAxis: {
      ...valueAxis(undefined, [-0.5, rows.length - 0.5]),
      inverse: true,
      show: false,
    },
    series: [
      ...[...rows.keys(), ...separator].map((row) => ({
        type: 'line',
        silent: true,
        showSymbol: false,
        lineStyle: { color: Number.isInteger(row) ? HAIRLINE : MUTED, width: 1 },
        data: range.map((value) => [value, row]),
      })),
      ...verticalLines(options),
      ...Array.from({ length: seriesCount }, (_, series) => ({
        type: 'scatter',
        name: seriesNames?.[series] ?? '',
        silent: true,
        z: 4,
        symbolSize: DOT,
        itemStyle: { color: classColour(series), opacity: 0.8 },
        data: rows.flatMap(({ values }, row) => values[series]!.map((value) => [value, row])),
      })),
    ],
    graphic: textsOf(options, layout),
  };
  return { option, size: { width, height: top + height + 56 + MARGIN - 8 } };
}
