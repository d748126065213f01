/** Which of many pictures can be shown at their points without hiding each other. */

/** CSS pixels. */
export interface ThumbnailSpace {
  /** Of the plot; pictures stay inside. */
  readonly width: number;
  readonly height: number;
  /** Of one picture, and the least distance between two. */
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly gap: number;
}

/**
 * Takes the points in their order, each whose picture, centred on it, stays in the plot and keeps
 * the gap from all that are taken. Taken ones stand in a grid of cells as large as a picture with
 * its gap, so that only those of nine cells can be in the way.
 * @param x from the plot's left edge, CSS pixels
 * @param y from its upper edge
 * @returns the positions in the lists of those that are shown
 */
export function placeThumbnails(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { width, height, tileWidth, tileHeight, gap }: ThumbnailSpace,
): number[] {
  const pitch = { x: tileWidth + gap, y: tileHeight + gap };
  const columns = Math.ceil(width / pitch.x) + 1;
  const cells = new Map<number, number[]>();
  const taken: number[] = [];
  const isFree = (index: number, column: number, row: number) => {
    for (let r = row - 1; r <= row + 1; r++) {
      for (let c = column - 1; c <= column + 1; c++) {
        for (const other of cells.get(r * columns + c) ?? []) {
          const isApart =
            Math.abs(x[index]! - x[other]!) >= pitch.x ||
            Math.abs(y[index]! - y[other]!) >= pitch.y;
          if (!isApart) return false;
        }
      }
    }
    return true;
  };
  for (let index = 0; index < x.length; index++) {
    const isInside =
      x[index]! >= tileWidth / 2 &&
      x[index]! <= width - tileWidth / 2 &&
      y[index]! >= tileHeight / 2 &&
      y[index]! <= height - tileHeight / 2;
    if (!isInside) continue;
    const [column, row] = [Math.floor(x[index]! / pitch.x), Math.floor(y[index]! / pitch.y)];
    if (!isFree(index, column, row)) continue;
    const cell = row * columns + column;
    const members = cells.get(cell);
    if (members) members.push(index);
    else cells.set(cell, [index]);
    taken.push(index);
  }
  return taken;
}
