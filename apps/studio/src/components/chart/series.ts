/** What a chart of curves draws. */

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

export interface Series {
  readonly name: string;
  /** A colour as CSS writes it. */
  readonly colour: string;
  readonly isDashed?: boolean;
  readonly points: readonly CurvePoint[];
}

/** The values of all series at each place, in order, for what the pointer shows. */
export function seriesAt(
  series: readonly Series[],
): { x: number; values: (number | undefined)[] }[] {
  const places = new Map<number, (number | undefined)[]>();
  for (const [index, { points }] of series.entries()) {
    for (const { x, y } of points) {
      const values = places.get(x) ?? series.map(() => undefined);
      values[index] = y;
      places.set(x, values);
    }
  }
  return [...places].map(([x, values]) => ({ x, values })).sort((a, b) => a.x - b.x);
}

/** Whether a logarithmic axis can show all of them. */
export function canBeLogarithmic(series: readonly Series[]): boolean {
  return series.every(({ points }) => points.every(({ y }) => y > 0));
}

/** Of last values: beside the largest, the smallest series would be a line along the axis. */
const FAR_APART = 20;

/** Whether a linear axis cannot show the form of all of them, and a logarithmic one can. */
export function lieFarApart(series: readonly Series[]): boolean {
  const last = series.flatMap(({ points }) => points.at(-1)?.y ?? []);
  return canBeLogarithmic(series) && Math.max(...last) > FAR_APART * Math.min(...last);
}
