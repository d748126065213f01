import { UserError } from '../../errors.ts';
import { type FigureHeading, headingOption, layoutHeading, loadCanvas } from './canvas.ts';
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
  FONT_FAMILY,
  font,
  formatNumber,
  INK,
  LABEL_SIZE,
  MARGIN,
  MUTED,
  TICK_SIZE,
  TRAINING,
  VALIDATION,
} from './theme.ts';

/** One epoch: `loss`, `valLoss` and the parts, each by its name. */
export type HistoryEntry = { epoch: number } & Record<string, number>;

/** A dashed line to judge a curve by: a floor, or a published target. */
export interface ReferenceLine {
  /** The part it belongs to, by its training name: `loss`, `reconstruction`, ... */
  part: string;
  label: string;
  value: number;
}

export interface LossCurvesOptions extends FigureHeading {
  history: readonly HistoryEntry[];
  /** Which parts to draw, by training name. Default: all, in the order in which they appear. */
  parts?: readonly string[] | undefined;
  /** Panel titles by part. Default: the part's name in words. */
  partNames?: Readonly<Record<string, string>> | undefined;
  references?: readonly ReferenceLine[] | undefined;
  legend?: { training: string; validation: string; epoch: string } | undefined;
}

const LEGEND = { training: 'Training', validation: 'Validation', epoch: 'Epoch' };
const PANEL_HEIGHT = 280;
const LABEL_LEADING = 17;
const AXIS_LEFT = 52;
/** Between a plot and its labels, and between the labels and the next panel, CSS pixels. */
const LABEL_GAP = 12;
const COLUMN_GAP = 16;

/** Loss curves as PNG bytes: one panel per part, training and validation, references dashed. */
export async function lossCurves(options: LossCurvesOptions): Promise<Uint8Array> {
  const { option, size } = await lossCurvesChart(options);
  return renderChart(option, size);
}

/** The same picture as an SVG element, for the report. */
export async function lossCurvesSvg(options: LossCurvesOptions): Promise<string> {
  const { option, size } = await lossCurvesChart(options);
  return renderChartSvg(option, size);
}

function validationName(part: string): string {
  return `val${part[0]!.toUpperCase()}${part.slice(1)}`;
}

/** The parts of a history by training name: a `valX` belongs to its `x`. */
export function historyParts(history: readonly HistoryEntry[]): string[] {
  const parts = new Set<string>();
  for (const name of history.flatMap((entry) => Object.keys(entry))) {
    if (name === 'epoch') continue;
    const validation = /^val[A-Z]/.test(name);
    parts.add(validation ? name[3]!.toLowerCase() + name.slice(4) : name);
  }
  return [...parts];
}

/** `valReconstruction` in words: "Val reconstruction"; initials such as `kl` or `mse` in capitals. */
function inWords(part: string): string {
  if (/^(kl|mse|bce|elbo|ssim)$/.test(part)) return part.toUpperCase();
  const words = part.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words[0]!.toUpperCase() + words.slice(1);
}

/** Moves label centres apart to at least `leading`, keeping their order and staying near their values. */
export function spreadLabels(centres: readonly number[], leading: number): number[] {
  const order = centres.map((_, index) => index).sort((a, b) => centres[a]! - centres[b]!);
  const spread = [...centres];
  for (let pass = 0; pass < 50; pass++) {
    let moved = false;
    for (let place = 1; place < order.length; place++) {
      const above = order[place - 1]!;
      const below = order[place]!;
      const overlap = leading - (spread[below]! - spread[above]!);
      if (overlap > 0.01) {
        spread[above]! -= overlap / 2;
        spread[below]! += overlap / 2;
        moved = true;
      }
    }
    if (!moved) break;
  }
  return spread;
}

/** The first epoch, then round ones: 1, 5, 10, 15, 20. At most about six, never too close. */
export function epochTicks([first, last]: Range): number[] {
  const rough = Math.max(1, (last - first) / 5);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough)!;
  const ticks = [first];
  for (let tick = Math.ceil(first / step) * step; tick <= last; tick += step) {
    if (tick - first > step / 2) ticks.push(tick);
  }
  return ticks;
}

interface Curve {
  points: [epoch: number, value: number][];
  colour: string;
  name: string;
}

async function lossCurvesChart(
  options: LossCurvesOptions,
): Promise<{ option: ChartOption; size: ChartSize }> {
  const { history, references = [], partNames = {}, legend = LEGEND } = options;
  const parts = options.parts ?? historyParts(history);
  if (history.length === 0 || parts.length === 0) {
    throw new UserError('Loss curves need at least one epoch with one loss; the history is empty.');
  }
  const canvas = await loadCanvas();
  const panels = parts.map((part) => {
    const curve = (metric: string, colour: string, name: string): Curve => ({
      points: history.flatMap((entry) =>
        Number.isFinite(entry[metric]) ? [[entry.epoch, entry[metric]!] as [number, number]] : [],
      ),
      colour,
      name,
    });
    return {
      part,
      curves: [
        curve(part, TRAINING, legend.training),
        curve(validationName(part), VALIDATION, legend.validation),
      ].filter(({ points }) => points.length > 0),
      references: references.filter((reference) => reference.part === part),
    };
  });

  const labelFont = font(TICK_SIZE, 600);
  const referenceText = ({ label, value }: ReferenceLine) => `${label} ${formatNumber(value)}`;
  // Four panels make a square rather than three and a straggler.
  const columns = panels.length === 4 ? 2 : Math.min(3, panels.length);
  const panelWidth = [0, 640, 380, 260][columns]!;
  const pitchY = PANEL_HEIGHT + 104;
  const labelWidths = Array.from({ length: columns }, (_, column) => {
    const texts = panels
      .filter((_panel, index) => index % columns === column)
      .flatMap((panel) => ['0.00000', ...panel.references.map(referenceText)]);
    return Math.ceil(Math.max(...texts.map((text) => canvas.textWidth(text, labelFont))));
  });
  /** Left edge of a column's plot; that of the column after the last tells the width. */
  const columnLeft = (column: number) =>
    labelWidths
      .slice(0, column)
      .reduce(
        (left, labelWidth) => left + panelWidth + LABEL_GAP + labelWidth + COLUMN_GAP + AXIS_LEFT,
        MARGIN + AXIS_LEFT,
      );
  const width = columnLeft(columns) - AXIS_LEFT - COLUMN_GAP + MARGIN;
  const heading = layoutHeading(options, width, canvas.textWidth);
  const top = heading.height + 68;
  const place = (index: number) => ({
    left: columnLeft(index % columns),
    top: top + Math.floor(index / columns) * pitchY,
  });

  const epochs = extent(history.map((entry) => entry.epoch));
  const epochRange = epochs[0] === epochs[1] ? padRange(epochs) : epochs;
  const ranges = panels.map((panel) =>
    padRange(
      extent(
        ...panel.curves.map(({ points }) => points.map(([, value]) => value)),
        panel.references.map(({ value }) => value),
      ),
      0.08,
    ),
  );

  const option: ChartOption = {
    title: [
      headingOption(heading),
      ...panels.map(({ part }, index) => ({
        text: partNames[part] ?? inWords(part),
        left: place(index).left,
        top: place(index).top - 30,
        padding: 0,
        textStyle: { fontSize: LABEL_SIZE + 1, fontWeight: 600, color: INK },
      })),
    ],
    legend: {
      left: MARGIN,
      top: heading.height - 4,
      padding: 0,
      itemGap: 24,
      selectedMode: false,
      textStyle: { fontSize: LABEL_SIZE, color: INK },
    },
    grid: panels.map((_, index) => ({
      ...place(index),
      width: panelWidth,
      height: PANEL_HEIGHT,
    })),
    xAxis: panels.map((_, gridIndex) => {
      const axis = valueAxis(legend.epoch, epochRange, 30);
      const axisLabel = {
        ...axis.axisLabel,
        showMinLabel: true,
        showMaxLabel: true,
        customValues: epochTicks(epochs),
      };
      return { ...axis, axisLabel, gridIndex, splitLine: { show: false } };
    }),
    yAxis: panels.map((_, gridIndex) => ({
      ...valueAxis(undefined, ranges[gridIndex]!),
      gridIndex,
      splitNumber: 5,
    })),
    series: panels.flatMap((panel, index) => [
      ...panel.references.map(({ value }) => ({
        type: 'line',
        xAxisIndex: index,
        yAxisIndex: index,
        silent: true,
        showSymbol: false,
        lineStyle: { color: MUTED, width: 1.5, type: [6, 5] },
        data: epochRange.map((epoch) => [epoch, value]),
      })),
      ...panel.curves.map(({ points, colour, name }) => ({
        type: 'line',
        name,
        xAxisIndex: index,
        yAxisIndex: index,
        silent: true,
        symbol: 'circle',
        symbolSize: 7,
        showSymbol: points.length <= 20,
        showAllSymbol: true,
        itemStyle: { color: colour },
        lineStyle: { width: 2.5, color: colour },
        data: points,
      })),
    ]),
    graphic: panels.flatMap((panel, index) => {
      const [low, high] = ranges[index]!;
      const { left, top: panelTop } = place(index);
      const labels = [
        ...panel.references.map((reference) => ({
          value: reference.value,
          text: referenceText(reference),
          colour: MUTED,
          weight: 400 as const,
        })),
        ...panel.curves.map(({ points, colour }) => ({
          value: points.at(-1)![1],
          text: formatNumber(points.at(-1)![1]),
          colour,
          weight: 600 as const,
        })),
      ];
      const centres = spreadLabels(
        labels.map(({ value }) => panelTop + PANEL_HEIGHT * (1 - (value - low) / (high - low))),
        LABEL_LEADING,
      );
      return labels.map(({ text, colour, weight }, label) => ({
        type: 'text',
        silent: true,
        x: left + panelWidth + LABEL_GAP,
        y: centres[label]!,
        style: {
          text,
          fill: colour,
          fontFamily: FONT_FAMILY,
          fontSize: TICK_SIZE,
          fontWeight: weight,
          verticalAlign: 'middle',
        },
      }));
    }),
  };
  const rows = Math.ceil(panels.length / columns);
  const height = top + (rows - 1) * pitchY + PANEL_HEIGHT + 52 + MARGIN - 8;
  return { option, size: { width, height } };
}
