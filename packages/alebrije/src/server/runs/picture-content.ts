/** Where a picture shows something: without its margins, and without the lines of text above. */

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGBA, row by row. */
  readonly data: ArrayLike<number>;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line of text is lower than this share of the picture's width; what is higher is the picture itself. */
const TEXT_HEIGHT = 0.04;

/** Of a colour's parts, from the ground's: the edges of letters are soft. */
const TOLERANCE = 12;

/** The first and the last place that is marked. */
function span(marks: Uint8Array): readonly [number, number] {
  return [marks.indexOf(1), marks.lastIndexOf(1)];
}

/** Where the first run of marked places begins that is at least so long, or else the first mark. */
function firstLong(marks: Uint8Array, least: number): number {
  for (let begin = marks.indexOf(1); begin !== -1; ) {
    const gap = marks.indexOf(0, begin);
    if (gap === -1 || gap - begin >= least) return begin;
    begin = marks.indexOf(1, gap);
  }
  return marks.indexOf(1);
}

/** The whole picture where all of it has one colour. The ground is the colour of the upper left corner. */
export function contentOf({ width, height, data }: Pixels): Box {
  const isInk = (at: number) =>
    [0, 1, 2].some((part) => Math.abs(data[at + part]! - data[part]!) > TOLERANCE);
  const rows = new Uint8Array(height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width && rows[y] === 0; x++) if (isInk(4 * (y * width + x))) rows[y] = 1;
  }
  const top = firstLong(rows, TEXT_HEIGHT * width);
  if (top === -1) return { x: 0, y: 0, width, height };
  const columns = new Uint8Array(width);
  const [, bottom] = span(rows);
  for (let x = 0; x < width; x++) {
    for (let y = top; y <= bottom && columns[x] === 0; y++) {
      if (isInk(4 * (y * width + x))) columns[x] = 1;
    }
  }
  const [left, right] = span(columns);
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}
