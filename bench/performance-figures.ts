/** The pictures of docs/performance.md. */

import {
  headingOption,
  layoutHeading,
  loadCanvas,
} from '../packages/alebrije/src/explore/figures/canvas.ts';
import {
  type ChartOption,
  renderChart,
  valueAxis,
} from '../packages/alebrije/src/explore/figures/chart.ts';
import {
  classColour,
  HAIRLINE,
  INK,
  LABEL_SIZE,
  MARGIN,
  MUTED,
  TICK_SIZE,
} from '../packages/alebrije/src/explore/figures/theme.ts';
import { comparisons, entriesAtOwnBatch } from './comparison.ts';
import { networks } from './networks.ts';
import type { BenchResult } from './result.ts';

const WIDTH = 960;
const LEGEND_HEIGHT = 40;
const AXIS_BOTTOM = 60;

interface Panel {
  readonly title: string;
  readonly subtitle: string;
  readonly left: number;
  readonly height: number;
  readonly option: ChartOption;
}

async function draw({ title, subtitle, left, height, option }: Panel): Promise<Uint8Array> {
  const canvas = await loadCanvas();
  const heading = layoutHeading({ title, subtitle }, WIDTH, canvas.textWidth);
  const top = heading.height + LEGEND_HEIGHT;
  const whole: ChartOption = {
    title: headingOption(heading),
    legend: {
      left: MARGIN,
      top: heading.height - 4,
      padding: 0,
      itemGap: 20,
      selectedMode: false,
      textStyle: { fontSize: LABEL_SIZE, color: INK },
    },
    grid: { left, top, width: WIDTH - left - 2 * MARGIN, height },
    ...option,
  };
  return renderChart(whole, { width: WIDTH, height: top + height + AXIS_BOTTOM + MARGIN });
}

function logAxis(name: string, [min, max]: readonly [number, number], base = 10) {
  const axis = valueAxis(name, [min, max], 44);
  return {
    ...axis,
    type: 'log',
    logBase: base,
    axisLabel: { ...axis.axisLabel, showMinLabel: true, showMaxLabel: true },
    splitLine: { lineStyle: { color: HAIRLINE } },
  };
}

/** The power of the base at or below, and the one at or above, all values. */
function powers(values: readonly number[], base: number): [number, number] {
  const logs = values.map((value) => Math.log(value) / Math.log(base));
  return [base ** Math.floor(Math.min(...logs)), base ** Math.ceil(Math.max(...logs))];
}

/** Time per example by batch size, a line for each network. */
export function growthFigure({ entries }: BenchResult): Promise<Uint8Array> {
  const lines = networks
    .map(({ name }) => ({
      name,
      points: entries
        .filter((entry) => entry.name === name)
        .map(({ batch, stepMs }): [number, number] => [batch, stepMs / batch])
        .sort(([a], [b]) => a - b),
    }))
    .filter(({ points }) => points.length > 0);
  const batches = lines.flatMap(({ points }) => points.map(([batch]) => batch));
  return draw({
    title: 'Time per example',
    subtitle: 'of a training step, by batch size; both axes logarithmic',
    left: MARGIN + 64,
    height: 420,
    option: {
      xAxis: logAxis('Batch size', [Math.min(...batches), Math.max(...batches)], 2),
      yAxis: logAxis(
        'Milliseconds per example',
        powers(
          lines.flatMap(({ points }) => points.map(([, time]) => time)),
          10,
        ),
      ),
      series: lines.map(({ name, points }, index) => ({
        type: 'line',
        name,
        silent: true,
        symbol: 'circle',
        symbolSize: 7,
        itemStyle: { color: classColour(index) },
        lineStyle: { width: 2.5, color: classColour(index) },
        data: points,
      })),
    },
  });
}

const ROW_HEIGHT = 44;

/** How many times as long the peers take, a row for each network. */
export function comparisonFigure(result: BenchResult): Promise<Uint8Array> {
  const rows = entriesAtOwnBatch(result)
    .map((entry) => ({ name: `${entry.name}, ${entry.batch}`, peers: comparisons(entry) }))
    .filter(({ peers }) => peers.length > 0)
    .reverse();
  const names = [...new Set(rows.flatMap(({ peers }) => peers.map(({ peer }) => peer)))].sort();
  const factors = rows.flatMap(({ peers }) => peers.map(({ ratio }) => 1 / ratio));
  return draw({
    title: 'Other libraries’ time / ours',
    subtitle: 'of the same training step; right of 1 we are faster, on a logarithmic axis',
    left: MARGIN + 140,
    height: Math.max(1, rows.length) * ROW_HEIGHT,
    option: {
      xAxis: logAxis('Times as long as ours', powers([0.9, 1.1, ...factors], 2), 2),
      yAxis: {
        type: 'category',
        data: rows.map(({ name }) => name),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { fontSize: TICK_SIZE, color: INK },
        splitLine: { show: true, lineStyle: { color: HAIRLINE } },
      },
      series: [
        ...names.map((name, index) => ({
          type: 'scatter',
          name,
          silent: true,
          symbolSize: 13,
          itemStyle: { color: classColour(index), opacity: 0.9 },
          data: rows.flatMap(({ peers }, row) =>
            peers.filter(({ peer }) => peer === name).map(({ ratio }) => [1 / ratio, row]),
          ),
        })),
        {
          type: 'line',
          silent: true,
          showSymbol: false,
          lineStyle: { color: MUTED, width: 1.5, type: [6, 5] },
          data: [
            [1, 0],
            [1, rows.length - 1],
          ],
        },
      ],
    },
  });
}
