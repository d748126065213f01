import { UserError } from '../../errors.ts';
import { type FigureHeading, headingOption, layoutHeading, loadCanvas } from './canvas.ts';
import { renderChart, valueAxis } from './chart.ts';
import { classColour, INK, LABEL_SIZE, MARGIN, MUTED } from './theme.ts';

export interface RocCurve {
  /** With its area. */
  name: string;
  /** From (0, 0) to (1, 1). */
  points: readonly { readonly falsePositive: number; readonly truePositive: number }[];
  /** For what the others are compared with. Default false. */
  dashed?: boolean | undefined;
}

export interface RocCurvesOptions extends FigureHeading {
  curves: readonly RocCurve[];
  /** The share of false alarms at the threshold in use; drawn as a vertical line. */
  falseAlarms?: number | undefined;
}

const SIDE = 520;
const AXIS_LEFT = 52;
const LEGEND_WIDTH = 344;

/** ROC curves over each other, with the diagonal of guessing. PNG bytes. */
export async function rocCurves(options: RocCurvesOptions): Promise<Uint8Array> {
  const { curves, falseAlarms } = options;
  if (curves.length === 0 || curves.some(({ points }) => points.length < 2)) {
    throw new UserError('A ROC picture needs at least one curve of two points or more.');
  }
  const left = MARGIN + AXIS_LEFT;
  const width = left + SIDE + LEGEND_WIDTH;
  const heading = layoutHeading(options, width, (await loadCanvas()).textWidth);
  const axis = (name: string, nameGap: number) => {
    const base = valueAxis(name, [0, 1], nameGap);
    return { ...base, axisLabel: { ...base.axisLabel, showMinLabel: true, showMaxLabel: true } };
  };
  const line = (data: readonly (readonly number[])[], style: object) => ({
    type: 'line',
    silent: true,
    showSymbol: false,
    data,
    ...style,
  });
  const option = {
    title: headingOption(heading),
    legend: {
      orient: 'vertical',
      left: left + SIDE + 24,
      top: heading.height,
      padding: 0,
      itemGap: 12,
      itemWidth: 22,
      icon: 'path://M0,4 L22,4 L22,8 L0,8 Z',
      selectedMode: false,
      textStyle: { fontSize: LABEL_SIZE, color: INK, lineHeight: 18 },
      data: curves.map(({ name }) => name),
    },
    grid: { left, top: heading.height, width: SIDE, height: SIDE },
    xAxis: axis('Share of the normal images above the threshold', 34),
    yAxis: axis('Share of the anomalies above it', 40),
    series: [
      line(
        [
          [0, 0],
          [1, 1],
        ],
        { lineStyle: { color: MUTED, width: 1.25, type: 'dashed' } },
      ),
      ...(falseAlarms === undefined
        ? []
        : [
            line(
              [
                [falseAlarms, 0],
                [falseAlarms, 1],
              ],
              { lineStyle: { color: MUTED, width: 1.25 } },
            ),
          ]),
      ...curves.map(({ name, points, dashed }, index) =>
        line(
          points.map(({ falsePositive, truePositive }) => [falsePositive, truePositive]),
          {
            name,
            itemStyle: { color: classColour(index) },
            lineStyle: {
              width: 2.5,
              color: classColour(index),
              type: dashed ? [7, 4] : 'solid',
            },
          },
        ),
      ),
    ],
  };
  return renderChart(option, { width, height: heading.height + SIDE + 56 + MARGIN - 8 });
}
