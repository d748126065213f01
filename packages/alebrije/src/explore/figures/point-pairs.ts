import { UserError } from '../../errors.ts';
import { type FigureHeading, headingOption, layoutHeading, loadCanvas } from './canvas.ts';
import { equalScale, extent, padRange, renderChart, valueAxis } from './chart.ts';
import {
  type ContinuousColouring,
  colourBar,
  LEGEND_GAP,
  LEGEND_WIDTH,
  pointSeries,
} from './points.ts';
import { INK, LABEL_SIZE, MARGIN } from './theme.ts';

export interface PointPanel {
  /** Above the panel, for example "Original" or "Reconstruction". */
  title: string;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** Where on the data each point belongs; leave out for points that have no such place (samples). */
  values?: ArrayLike<number> | undefined;
}

export interface PointPairsOptions extends FigureHeading {
  /** Side by side on the same axes; the first one's values give the colour bar. */
  panels: readonly PointPanel[];
  /** What the colour means; written above the colour bar. */
  valueName?: string | undefined;
  xName?: string | undefined;
  yName?: string | undefined;
}

const PANEL = 340;
const PANEL_GAP = 56;
const PANEL_TITLE = 32;
const AXIS_LEFT = 44;
const AXIS_BOTTOM = 52;

/** Two-dimensional data beside its reconstruction (and samples), all on the same axes. */
export async function pointPairs(options: PointPairsOptions): Promise<Uint8Array> {
  const { panels, valueName } = options;
  if (panels.length === 0) throw new UserError('A figure of points needs at least one panel.');
  const left = MARGIN + AXIS_LEFT;
  const coloured = panels.find((panel) => panel.values);
  const right = coloured ? LEGEND_WIDTH : MARGIN;
  const width = left + panels.length * (PANEL + PANEL_GAP) - PANEL_GAP + right;
  const heading = layoutHeading(options, width, (await loadCanvas()).textWidth);
  const top = heading.height + PANEL_TITLE;
  const plot = { width: PANEL, height: PANEL };
  const [x, y] = equalScale(
    padRange(extent(...panels.map((panel) => panel.x))),
    padRange(extent(...panels.map((panel) => panel.y))),
    plot,
  );
  const panelLeft = (index: number) => left + index * (PANEL + PANEL_GAP);
  const colouring = (values: ArrayLike<number> | undefined): ContinuousColouring | undefined =>
    values ? { values, name: valueName } : undefined;
  const colouredIndices = panels.flatMap((panel, index) => (panel.values ? [index] : []));
  const bar = coloured
    ? colourBar(
        colouring(coloured.values)!,
        width - right + LEGEND_GAP,
        top,
        PANEL,
        colouredIndices,
      )
    : { graphic: [] };

  const option = {
    ...bar,
    title: [
      headingOption(heading),
      ...panels.map((panel, index) => ({
        text: panel.title,
        left: panelLeft(index),
        top: heading.height,
        padding: 0,
        textStyle: { fontSize: LABEL_SIZE + 1, fontWeight: 600, color: INK },
      })),
    ],
    grid: panels.map((_, index) => ({ left: panelLeft(index), top, ...plot })),
    xAxis: panels.map((_, gridIndex) => ({ gridIndex, ...valueAxis(options.xName, x) })),
    yAxis: panels.map((_, gridIndex) => ({
      gridIndex,
      ...valueAxis(gridIndex === 0 ? options.yName : undefined, y, 40),
    })),
    series: panels.map((panel, index) => ({
      ...pointSeries({ x: panel.x, y: panel.y, colouring: colouring(panel.values) }),
      xAxisIndex: index,
      yAxisIndex: index,
    })),
  };
  return renderChart(option, { width, height: top + PANEL + AXIS_BOTTOM + MARGIN - 8 });
}
