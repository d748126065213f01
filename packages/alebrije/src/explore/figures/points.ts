/** How points in a plane are coloured, and the legend or colour bar that says so. */
import { UserError } from '../../errors.ts';
import { extent } from './chart.ts';
import {
  CONTINUOUS_COLOURS,
  classColour,
  FONT_FAMILY,
  formatNumber,
  INK,
  LABEL_SIZE,
  MUTED,
  TICK_SIZE,
} from './theme.ts';

/** Colour by class: `labels[i]` is an index into `classNames`, or −1 for unlabelled. */
export interface ClassColouring {
  labels: ArrayLike<number>;
  classNames: readonly string[];
}

/** Colour by a number, explained by a bar. */
export interface ContinuousColouring {
  values: ArrayLike<number>;
  /** What the number is; written above the bar. */
  name?: string | undefined;
}

export type Colouring = ClassColouring | ContinuousColouring;

export interface PointOptions {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  colouring?: Colouring | undefined;
  /** Diameter, CSS pixels. Default: smaller the more points there are. */
  size?: number | undefined;
  /** 0 to 1. Default: lower the more points there are, so that dense regions show. */
  opacity?: number | undefined;
}

function checkPoints({ x, y, colouring }: PointOptions): void {
  const colours = colouring
    ? 'labels' in colouring
      ? colouring.labels.length
      : colouring.values.length
    : x.length;
  if (x.length !== y.length || colours !== x.length) {
    throw new UserError(
      `Points need as many x as y and colours; given are ${x.length}, ${y.length} and ${colours}.`,
    );
  }
}

/**
 * One scatter series. All classes are in it, in the order of the points, so that no class is hidden
 * under those drawn later.
 */
export function pointSeries(options: PointOptions, plainColour = classColour(0)) {
  checkPoints(options);
  const { x, y, colouring } = options;
  const count = x.length;
  const sparse = Math.min(1, Math.sqrt(1000 / Math.max(count, 1)));
  const byClass = colouring && 'labels' in colouring ? colouring.labels : undefined;
  const byValue = colouring && 'values' in colouring ? colouring.values : undefined;
  return {
    type: 'scatter',
    silent: true,
    // Progressive drawing would go on after the picture is encoded.
    progressive: 0,
    symbolSize: options.size ?? 3 + 4 * sparse,
    itemStyle: { opacity: options.opacity ?? 0.45 + 0.4 * sparse, color: plainColour },
    data: Array.from({ length: count }, (_, index) => {
      const value = [x[index], y[index], byValue?.[index] ?? 0];
      return byClass ? { value, itemStyle: { color: classColour(byClass[index]!) } } : { value };
    }),
  };
}

/** Room that a legend needs right of the plot, and its distance from it, CSS pixels. */
export const LEGEND_WIDTH = 176;
export const LEGEND_GAP = 28;
const KEY_TEXT_WIDTH = 112;

/** The legend of the classes, with the empty series that carry its entries. */
export function classLegend({ classNames, labels }: ClassColouring, left: number, top: number) {
  const entries = classNames.map((name, index) => ({ name, colour: classColour(index) }));
  if (Array.prototype.includes.call(labels, -1)) {
    entries.push({ name: 'unlabelled', colour: classColour(-1) });
  }
  return {
    legend: {
      orient: 'vertical',
      left,
      top,
      align: 'left',
      padding: 0,
      itemGap: 10,
      itemWidth: 14,
      itemHeight: 14,
      icon: 'circle',
      selectedMode: false,
      textStyle: {
        fontSize: LABEL_SIZE,
        color: INK,
        lineHeight: 18,
        width: KEY_TEXT_WIDTH,
        overflow: 'break',
      },
      data: entries.map(({ name }) => name),
    },
    series: entries.map(({ name, colour }) => ({
      type: 'scatter',
      name,
      data: [],
      itemStyle: { color: colour, opacity: 1 },
    })),
  };
}

/** The colour bar; it colours the series of the given indices. */
export function colourBar(
  { values, name }: ContinuousColouring,
  left: number,
  top: number,
  plotHeight: number,
  seriesIndex: readonly number[],
) {
  const [min, max] = extent(values);
  const length = Math.min(320, plotHeight - 70);
  return {
    visualMap: {
      type: 'continuous',
      seriesIndex,
      dimension: 2,
      min,
      max: max > min ? max : min + 1,
      left,
      top: top + (name ? 26 : 0),
      padding: 0,
      itemWidth: 16,
      itemHeight: length,
      calculable: false,
      hoverLink: false,
      text: [formatNumber(max, 3), formatNumber(min, 3)],
      textGap: 8,
      textStyle: { fontSize: TICK_SIZE, color: MUTED },
      inRange: { color: CONTINUOUS_COLOURS },
    },
    graphic: name
      ? [
          {
            type: 'text',
            left,
            top,
            style: {
              text: name,
              fontFamily: FONT_FAMILY,
              fontSize: LABEL_SIZE,
              fill: INK,
              width: LEGEND_WIDTH - LEGEND_GAP - 16,
              overflow: 'truncate',
            },
          },
        ]
      : [],
  };
}
