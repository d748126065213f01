/** The chart library, loaded on first use, and what all charts share. */
import type { EChartsCoreOption } from 'echarts/core';
import { createSheet, discard, finishSheet, loadCanvas, type SKRSContext2D } from './canvas.ts';
import { FONT_FAMILY, HAIRLINE, INK, LABEL_SIZE, MUTED, PIXEL_RATIO, TICK_SIZE } from './theme.ts';

export type ChartOption = EChartsCoreOption;

export interface ChartSize {
  /** CSS pixels. */
  width: number;
  height: number;
}

/** Where a chart names none. */
const DEFAULT_FONT = `12px ${FONT_FAMILY}`;

let library: Promise<typeof import('echarts/core')> | undefined;

function loadCharts() {
  library ??= Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
    loadCanvas(),
  ]).then(([core, charts, components, renderers, canvas]) => {
    core.use([
      charts.LineChart,
      charts.ScatterChart,
      components.GraphicComponent,
      components.GridComponent,
      components.LegendComponent,
      components.TitleComponent,
      components.VisualMapContinuousComponent,
      renderers.CanvasRenderer,
      renderers.SVGRenderer,
    ]);
    // Text is measured on this canvas, so both renderers lay it out in the packaged font.
    core.setPlatformAPI({
      createCanvas: () => canvas.createCanvas(1, 1) as never,
      // The chart library measures every ASCII character, also NUL, which the canvas cannot take.
      measureText: (text, font) => ({
        width: canvas.textWidth(text.replaceAll('\0', ''), font ?? DEFAULT_FONT),
      }),
    });
    return core;
  });
  return library;
}

function completeOption(option: ChartOption): ChartOption {
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: FONT_FAMILY },
    ...option,
  };
}

/** Draws on a sheet in CSS pixels. */
type Draw = (context: SKRSContext2D) => void;

/** Draws a chart as PNG bytes; `underlay` draws what lies under it, `overlay` what lies over it. */
export async function renderChart(
  option: ChartOption,
  size: ChartSize,
  underlay?: Draw,
  overlay?: Draw,
): Promise<Uint8Array> {
  const charts = await loadCharts();
  const canvas = await loadCanvas();
  const { sheet, context } = createSheet(canvas, size.width, size.height);
  // The chart library clears the canvas it draws on, so it gets one of its own.
  const drawing = canvas.createCanvas(sheet.width, sheet.height);
  const chart = charts.init(drawing as never, null, {
    ...size,
    renderer: 'canvas',
    devicePixelRatio: PIXEL_RATIO,
  });
  try {
    chart.setOption(completeOption(option));
    underlay?.(context);
    context.imageSmoothingEnabled = false;
    context.drawImage(drawing, 0, 0, size.width, size.height);
    overlay?.(context);
    return await finishSheet(sheet);
  } finally {
    chart.dispose();
    discard(drawing);
  }
}

/** The same chart as an SVG element that scales with the page. */
export async function renderChartSvg(option: ChartOption, size: ChartSize): Promise<string> {
  const charts = await loadCharts();
  const chart = charts.init(null, null, { ...size, renderer: 'svg', ssr: true });
  try {
    chart.setOption(completeOption(option));
    return chart.renderToSVGString({ useViewBox: true });
  } finally {
    chart.dispose();
  }
}

/** Options of a value axis from `min` to `max` with a quiet grid; its ends are not round, so unlabelled. */
export function valueAxis(name: string | undefined, [min, max]: Range, nameGap = 34) {
  return {
    type: 'value',
    min,
    max,
    name,
    nameLocation: 'middle',
    nameGap,
    nameTextStyle: { fontSize: LABEL_SIZE, color: INK },
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: {
      fontSize: TICK_SIZE,
      color: MUTED,
      showMinLabel: false,
      showMaxLabel: false,
      formatter: (value: number) => String(Number(value.toPrecision(6))).replace('-', '−'),
    },
    splitLine: { lineStyle: { color: HAIRLINE }, showMinLine: false, showMaxLine: false },
  };
}

export type Range = [low: number, high: number];

/** Smallest and largest finite value of the arrays; [0, 1] if they have none. */
export function extent(...arrays: readonly ArrayLike<number>[]): Range {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const array of arrays) {
    for (let index = 0; index < array.length; index++) {
      const value = array[index]!;
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : [0, 1];
}

/** The range with `fraction` of its length added at both ends; a single value gets room too. */
export function padRange([low, high]: Range, fraction = 0.05): Range {
  const padding = high > low ? (high - low) * fraction : Math.abs(low) * 0.1 || 0.5;
  return [low - padding, high + padding];
}

/** Widens one of two ranges so that a unit is equally long on both axes of a plot of that size. */
export function equalScale(x: Range, y: Range, plot: ChartSize): [x: Range, y: Range] {
  const unit = Math.max((x[1] - x[0]) / plot.width, (y[1] - y[0]) / plot.height);
  const widen = ([low, high]: Range, length: number): Range => {
    const center = (low + high) / 2;
    return [center - (unit * length) / 2, center + (unit * length) / 2];
  };
  return [widen(x, plot.width), widen(y, plot.height)];
}
