/** What a scatter can show over its points: a box, marks, a way. */
import { extent, type Range } from './chart.ts';
import { FONT_FAMILY, INK, LABEL_SIZE, MUTED, PAPER, VALIDATION } from './theme.ts';

/** A dashed rectangle. */
export interface BoxOverlay {
  kind: 'box';
  x: Range;
  y: Range;
}

/** Dots larger than the points, the striking ones in a colour of their own. */
export interface MarksOverlay {
  kind: 'marks';
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  striking: readonly boolean[];
}

/** A line from one named place to another; its striking steps are drawn in the striking colour. */
export interface WayOverlay {
  kind: 'way';
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** Of each point. */
  striking: readonly boolean[];
  ends: readonly [from: string, to: string];
}

export type ScatterOverlay = BoxOverlay | MarksOverlay | WayOverlay;

/** Of codes that lie where no training code does, and of whatever is made from them. */
const STRIKING = VALIDATION;
const MARK_SIZE = 8;

/** The range of all overlays along an axis, for plots that must hold them. */
export function overlayExtent(
  overlays: readonly ScatterOverlay[],
  axis: 'x' | 'y',
): readonly ArrayLike<number>[] {
  return overlays.map((overlay) => extent(overlay[axis]));
}

type Place = readonly [x: number, y: number];

function placesOf({ x, y }: { x: ArrayLike<number>; y: ArrayLike<number> }): Place[] {
  return Array.from(x, (value, index) => [value, y[index]!] as const);
}

function lineSeries(data: readonly Place[], style: object) {
  return { type: 'line', silent: true, showSymbol: false, data, lineStyle: style };
}

function box({ x: [left, right], y: [low, high] }: BoxOverlay): object[] {
  const corners: Place[] = [
    [left, low],
    [right, low],
    [right, high],
    [left, high],
    [left, low],
  ];
  return [lineSeries(corners, { color: MUTED, width: 1.5, type: [6, 5] })];
}

function marks({ striking, ...places }: MarksOverlay): object[] {
  const data = placesOf(places).map((value, index) => ({
    value,
    itemStyle: striking[index] ? { color: STRIKING, borderColor: PAPER } : {},
  }));
  return [
    {
      type: 'scatter',
      silent: true,
      progressive: 0,
      symbolSize: MARK_SIZE,
      itemStyle: { color: INK, borderColor: PAPER, borderWidth: 1.25, opacity: 1 },
      data,
    },
  ];
}

/** Parts of a way between places that are all striking, or all not; neighbours share a place. */
function stretches(places: readonly Place[], striking: readonly boolean[]) {
  const parts: { places: Place[]; striking: boolean }[] = [];
  for (let step = 1; step < places.length; step++) {
    const isStriking = striking[step - 1]! && striking[step]!;
    const last = parts.at(-1);
    if (last && last.striking === isStriking) last.places.push(places[step]!);
    else parts.push({ places: [places[step - 1]!, places[step]!], striking: isStriking });
  }
  return parts;
}

function way({ striking, ends, ...line }: WayOverlay): object[] {
  const places = placesOf(line);
  const [first, last] = [places[0]!, places.at(-1)!];
  const endOf = (value: Place, other: Place, name: string) => ({
    value,
    label: {
      show: true,
      formatter: name,
      // Beside the way, not on it.
      position: other[1] > value[1] ? 'bottom' : 'top',
      fontFamily: FONT_FAMILY,
      fontSize: LABEL_SIZE + 2,
      fontWeight: 600,
      color: INK,
      textBorderColor: PAPER,
      textBorderWidth: 4,
    },
  });
  return [
    lineSeries(places, { color: PAPER, width: 7, cap: 'round' }),
    ...stretches(places, striking).map((part) =>
      lineSeries(part.places, { color: part.striking ? STRIKING : INK, width: 3.5, cap: 'round' }),
    ),
    {
      type: 'scatter',
      silent: true,
      progressive: 0,
      symbolSize: 13,
      itemStyle: { color: INK, borderColor: PAPER, borderWidth: 2.5, opacity: 1 },
      data: [endOf(first, last, ends[0]), endOf(last, first, ends[1])],
    },
  ];
}

/** The chart library's series of an overlay. */
export function overlaySeries(overlay: ScatterOverlay): object[] {
  switch (overlay.kind) {
    case 'box':
      return box(overlay);
    case 'marks':
      return marks(overlay);
    case 'way':
      return way(overlay);
  }
}
