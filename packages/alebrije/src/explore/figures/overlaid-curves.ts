import { UserError } from '../../errors.ts';
import { type FigureHeading, headingOption, layoutHeading, loadCanvas } from './canvas.ts';
import { type ChartOption, extent, padRange, type Range, renderChart, valueAxis } from './chart.ts';
import { epochTicks, spreadLabels } from './loss-curves.ts';
import {
  CLASS_COLOURS,
  classColour,
  FONT_FAMILY,
  font,
  formatNumber,
  INK,
  LABEL_SIZE,
  MARGIN,
  TICK_SIZE,
} from './theme.ts';

export interface NamedCurve {
  name: string;
  /** In the order of the epochs. */
  points: readonly (readonly [epoch: number, value: number])[];
  /** Which colour it gets; the same number in every panel. */
  colour: number;
}

export interface CurvePanel {
  /** What is measured, with its unit: curves of one panel share its axes. */
  title: string;
  curves: readonly NamedCurve[];
}

export interface OverlaidCurvesOptions extends FigureHeading {
  panels: readonly CurvePanel[];
  /** Under the horizontal axes. Default: Epoch. */
  xName?: string | undefined;
}

const PANEL_WIDTH = 760;
const PANEL_HEIGHT = 320;
const AXIS_LEFT = 56;
const LABEL_GAP = 12;
const LABEL_LEADING = 18;
/** Radius of the dot before a label, and the room it takes. */
const DOT = 5;
const DOT_SPACE = 18;
const PANEL_GAP = 104;

/** Curves of several trainings over each other, a panel below the other for each quantity. PNG bytes. */
export async function overlaidCurves(options: OverlaidCurvesOptions): Promise<Uint8Array> {
  const { panels, xName = 'Epoch' } = options;
  if (panels.length === 0 || panels.some(({ curves }) => !curves.some((c) => c.points.length))) {
    throw new UserError('Overlaid curves need at least one curve with one point in every panel.');
  }
  const canvas = await loadCanvas();
  const labelFont = font(TICK_SIZE, 600);
  const labelText = ({ name, points }: NamedCurve) => `${name}  ${formatNumber(points.at(-1)![1])}`;
  const shown = panels.map(({ title, curves }) => ({
    title,
    curves: curves.filter(({ points }) => points.length > 0),
  }));
  const labelWidth = Math.ceil(
    Math.max(
      ...shown.flatMap(({ curves }) =>
        curves.map((curve) => canvas.textWidth(labelText(curve), labelFont)),
      ),
    ),
  );
  const left = MARGIN + AXIS_LEFT;
  const labelLeft = left + PANEL_WIDTH + LABEL_GAP;
  const width = labelLeft + DOT_SPACE + labelWidth + MARGIN;
  const heading = layoutHeading(options, width, canvas.textWidth);
  const top = heading.height + 40;
  const panelTop = (index: number) => top + index * (PANEL_HEIGHT + PANEL_GAP);
  const ranges = shown.map(({ curves }) => {
    const epochs = extent(curves.flatMap(({ points }) => points.map(([epoch]) => epoch)));
    const values = extent(curves.flatMap(({ points }) => points.map(([, value]) => value)));
    return {
      epochs,
      x: epochs[0] === epochs[1] ? padRange(epochs) : epochs,
      y: padRange(values, 0.08),
    };
  });

  const option: ChartOption = {
    title: [
      headingOption(heading),
      ...shown.map(({ title }, index) => ({
        text: title,
        left,
        top: panelTop(index) - 30,
        padding: 0,
        textStyle: { fontSize: LABEL_SIZE + 1, fontWeight: 600, color: INK },
      })),
    ],
    grid: shown.map((_, index) => ({
      left,
      top: panelTop(index),
      width: PANEL_WIDTH,
      height: PANEL_HEIGHT,
    })),
    xAxis: ranges.map(({ epochs, x }, gridIndex) => {
      const axis = valueAxis(xName, x, 30);
      const axisLabel = {
        ...axis.axisLabel,
        showMinLabel: true,
        showMaxLabel: true,
        customValues: epochTicks(epochs),
      };
      return { ...axis, axisLabel, gridIndex, splitLine: { show: false } };
    }),
    yAxis: ranges.map(({ y }, gridIndex) => ({
      ...valueAxis(undefined, y),
      gridIndex,
      splitNumber: 5,
    })),
    series: shown.flatMap(({ curves }, index) =>
      curves.map(({ points, colour }) => ({
        type: 'line',
        xAxisIndex: index,
        yAxisIndex: index,
        silent: true,
        symbol: 'circle',
        symbolSize: 7,
        showSymbol: points.length <= 20,
        showAllSymbol: true,
        itemStyle: { color: classColour(colour) },
        lineStyle: {
          width: 2.5,
          color: classColour(colour),
          // Colours repeat after ten.
          type: colour < CLASS_COLOURS.length ? 'solid' : [7, 4],
        },
        data: points,
      })),
    ),
    graphic: shown.flatMap(({ curves }, index) =>
      endLabels(curves, ranges[index]!.y, {
        x: labelLeft,
        top: panelTop(index),
        textOf: labelText,
      }),
    ),
  };
  const height = panelTop(shown.length - 1) + PANEL_HEIGHT + 52 + MARGIN - 8;
  return renderChart(option, { width, height });
}

/** Each curve's name right of the plot, at its last value as far as the others leave room. */
function endLabels(
  curves: readonly NamedCurve[],
  [low, high]: Range,
  { x, top, textOf }: { x: number; top: number; textOf: (curve: NamedCurve) => string },
) {
  const centres = spreadLabels(
    curves.map(({ points }) => top + PANEL_HEIGHT * (1 - (points.at(-1)![1] - low) / (high - low))),
    LABEL_LEADING,
  );
  return curves.flatMap((curve, index) => [
    {
      type: 'circle',
      silent: true,
      shape: { cx: x + DOT, cy: centres[index]!, r: DOT },
      style: { fill: classColour(curve.colour) },
    },
    {
      type: 'text',
      silent: true,
      x: x + DOT_SPACE,
      y: centres[index]!,
      style: {
        text: textOf(curve),
        fill: INK,
        fontFamily: FONT_FAMILY,
        fontSize: TICK_SIZE,
        fontWeight: 600,
        verticalAlign: 'middle',
      },
    },
  ]);
}
