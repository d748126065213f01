/** A curve without axes, as paths in a square of 100 by 100 that may be stretched. */

export interface Sparkline {
  readonly line: string;
  /** What lies below the line. */
  readonly area: string;
  /** A stroke of no length, which round ends make a dot, at the last value. */
  readonly end: string;
}

/** Of the square: room for the line's width, and for a caption above. */
const TOP = 22;
const BOTTOM = 90;
const LEFT = 4;
const RIGHT = 95;

/** A curve that falls to less than this share of its start is drawn by its logarithm. */
const STEEP = 0.1;

function heights(values: readonly number[]): readonly number[] {
  const least = Math.min(...values);
  return least > 0 && least < STEEP * Math.max(...values) ? values.map(Math.log) : values;
}

/** @param values by epoch, at least one; a single one is a level line */
export function sparkline(values: readonly number[]): Sparkline {
  const drawn = heights(values.length === 1 ? [values[0]!, values[0]!] : values);
  const least = Math.min(...drawn);
  const range = Math.max(...drawn) - least;
  const points = drawn.map((value, place) => {
    const x = LEFT + ((RIGHT - LEFT) * place) / (drawn.length - 1);
    const share = range === 0 ? 0.5 : (value - least) / range;
    return `${x.toFixed(2)} ${(BOTTOM - share * (BOTTOM - TOP)).toFixed(2)}`;
  });
  const line = `M${points.join('L')}`;
  return {
    line,
    area: `${line}L${RIGHT} 100L${LEFT} 100Z`,
    end: `M${points.at(-1)}h0`,
  };
}
