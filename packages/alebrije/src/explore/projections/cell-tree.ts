/**
 * Points sorted into ever smaller cells, so that many far points can be met as one (J. Barnes and
 * P. Hut, "A hierarchical O(N log N) force-calculation algorithm", Nature 324, 1986). Points are
 * sorted along the Z-order curve, on which every cell is one stretch; cells stand in preorder, so
 * that a walk is one loop: on to the next entry to open a cell, by `skip` to pass it.
 */

export interface CellTree {
  readonly cells: number;
  /** Per cell: x, y and z of its centre of mass, its points, and its side squared; −1 for a leaf. */
  readonly entries: Float64Array;
  /** Per cell: the one after all that lie inside it. */
  readonly skip: Int32Array;
  /** The points along the curve: neighbours in it walk alike. */
  readonly order: Int32Array;
}

/** Numbers per cell. */
export const CELL = 5;
/** Of a leaf, in place of its squared side: less than any distance. */
const LEAF = -1;

/** Levels of cells, so that the address of one fills 32 bits. */
const LEVELS = { 2: 16, 3: 10 } as const;
/** Addresses and indices share a float64 for sorting: 32 + 20 of 53 bits. */
const MOST_POINTS = 2 ** 20;

/** The lower 16 bits, each followed by a 0. */
function spreadByOne(value: number): number {
  let bits = value & 0xffff;
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}

/** The lower 10 bits, each followed by two 0. */
function spreadByTwo(value: number): number {
  let bits = value & 0x3ff;
  bits = (bits | (bits << 16)) & 0x030000ff;
  bits = (bits | (bits << 8)) & 0x0300f00f;
  bits = (bits | (bits << 4)) & 0x030c30c3;
  return (bits | (bits << 2)) & 0x09249249;
}

/** The cube that holds all points: its lowest corner, and its side. */
function boundingCube(positions: Float64Array, dims: 2 | 3) {
  const low = [0, 0, 0];
  let side = 0;
  for (let axis = 0; axis < dims; axis++) {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let index = axis; index < positions.length; index += dims) {
      least = Math.min(least, positions[index]!);
      most = Math.max(most, positions[index]!);
    }
    low[axis] = least;
    side = Math.max(side, most - least);
  }
  return { low, side: side || 1 };
}

/**
 * @param positions [N, dims]
 * @throws RangeError for more than 2²⁰ points
 */
export function buildCellTree(positions: Float64Array, dims: 2 | 3): CellTree {
  const count = positions.length / dims;
  if (count > MOST_POINTS) throw new RangeError(`${count} points are more than ${MOST_POINTS}`);
  const { low, side } = boundingCube(positions, dims);
  const levels = LEVELS[dims];
  const last = 2 ** levels - 1;
  const scale = 2 ** levels / side;
  const cellOf = (point: number, axis: number) =>
    Math.min(last, Math.floor((positions[point * dims + axis]! - low[axis]!) * scale));

  const keys = new Float64Array(count);
  for (let point = 0; point < count; point++) {
    const address =
      dims === 2
        ? spreadByOne(cellOf(point, 0)) | (spreadByOne(cellOf(point, 1)) << 1)
        : spreadByTwo(cellOf(point, 0)) |
          (spreadByTwo(cellOf(point, 1)) << 1) |
          (spreadByTwo(cellOf(point, 2)) << 2);
    keys[point] = (address >>> 0) * MOST_POINTS + point;
  }
  keys.sort();
  const order = Int32Array.from(keys, (value) => value % MOST_POINTS);
  const addresses = Uint32Array.from(keys, (value) => Math.floor(value / MOST_POINTS));

  // Only cells that part their points are kept: fewer than twice as many as there are points.
  const entries = new Float64Array(2 * count * CELL);
  const skip = new Int32Array(2 * count);
  let cells = 0;

  /** Adds the smallest cell that holds a stretch of points, and all inside it. */
  const add = (begin: number, end: number): void => {
    const cell = cells++;
    const entry = cell * CELL;
    const differing = addresses[begin]! ^ addresses[end - 1]!;
    entries[entry + 3] = end - begin;
    if (differing === 0) {
      for (let place = begin; place < end; place++) {
        for (let axis = 0; axis < dims; axis++) {
          entries[entry + axis]! += positions[order[place]! * dims + axis]! / (end - begin);
        }
      }
      entries[entry + 4] = LEAF;
    } else {
      // Levels below the cell, counted in its children's addresses.
      const below = Math.floor((31 - Math.clz32(differing)) / dims);
      const shift = below * dims;
      entries[entry + 4] = (side * 2 ** (below + 1 - levels)) ** 2;
      let from = begin;
      while (from < end) {
        const child = addresses[from]! >>> shift;
        let to = from + 1;
        while (to < end && addresses[to]! >>> shift === child) to++;
        const inner = cells * CELL;
        add(from, to);
        const share = entries[inner + 3]! / (end - begin);
        for (let axis = 0; axis < dims; axis++) {
          entries[entry + axis]! += entries[inner + axis]! * share;
        }
        from = to;
      }
    }
    skip[cell] = cells;
  };
  add(0, count);
  return { cells, entries, skip, order };
}
