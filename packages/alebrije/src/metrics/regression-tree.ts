/**
 * A tree that splits binned numbers so that targets are best explained by the means of its leaves:
 * Breiman, Friedman, Olshen and Stone, "Classification and regression trees" (1984), level by level
 * from histograms. N examples, Z numbers each.
 */

/** Examples whose number `column` lies in bins up to `bin` go left. */
export interface Split {
  readonly column: number;
  readonly bin: number;
  /** Indices of nodes. */
  readonly left: number;
  readonly right: number;
}

export interface RegressionTree {
  /** By node, from the root; nothing for leaves. */
  readonly splits: readonly (Split | undefined)[];
  /** By node; read at leaves. */
  readonly values: Float64Array;
}

export interface GrownTree extends Pick<RegressionTree, 'splits'> {
  /** Node of each example's leaf, [N]. */
  readonly leafOf: Uint8Array;
  /** Number of nodes. */
  readonly leaves: number;
  /** What the splits of each number take from the squared error, per example, [Z]. */
  readonly explained: Float64Array;
}

/** scikit-learn does not split a node whose variance is below this. */
const PURE = 2 ** -52;
/** Bins of a number: those of 255 edges. */
const BINS = 256;

interface Candidate {
  readonly column: number;
  readonly bin: number;
  /** Σ_left² / n_left + Σ_right² / n_right − Σ² / n: the squared error that goes. */
  readonly gain: number;
}

/**
 * @param bins of each number, [N] each
 * @param edges of each number: as many as its bins less one
 * @param depth at most 7, so that nodes are counted in a byte
 */
export function treeGrower(
  bins: readonly Uint8Array[],
  edges: readonly Float64Array[],
  depth: number,
): (targets: Float64Array) => GrownTree {
  const count = bins[0]!.length;
  const size = bins.length;
  const widest = 2 ** (depth - 1);
  const sums = new Float64Array(widest * size * BINS);
  const counts = new Int32Array(widest * size * BINS);

  /** Sums and counts of the targets by bin, of the nodes `first` to the last. */
  function gather(targets: Float64Array, nodeOf: Uint8Array, first: number, nodes: number): void {
    sums.fill(0, 0, nodes * size * BINS);
    counts.fill(0, 0, nodes * size * BINS);
    for (let column = 0; column < size; column++) {
      const columnBins = bins[column]!;
      for (let row = 0; row < count; row++) {
        const node = nodeOf[row]! - first;
        if (node < 0) continue;
        const place = (node * size + column) * BINS + columnBins[row]!;
        sums[place]! += targets[row]!;
        counts[place]! += 1;
      }
    }
  }

  // Nodes of few examples can often be split equally well by several numbers: each is asked first in turn.
  let turn = 0;

  /** The first of the best splits of the node in slot `slot` of the histograms. */
  function bestSplit(slot: number): Candidate | undefined {
    let best: Candidate | undefined;
    turn += 1;
    for (let step = 0; step < size; step++) {
      const column = (turn + step) % size;
      const begin = (slot * size + column) * BINS;
      const last = edges[column]!.length;
      let [sum, total] = [0, 0];
      for (let bin = 0; bin <= last; bin++) {
        sum += sums[begin + bin]!;
        total += counts[begin + bin]!;
      }
      let [leftSum, left] = [0, 0];
      for (let bin = 0; bin < last; bin++) {
        leftSum += sums[begin + bin]!;
        left += counts[begin + bin]!;
        if (counts[begin + bin] === 0 || left === total) continue;
        const right = total - left;
        const difference = leftSum / left - (sum - leftSum) / right;
        const gain = ((left * right) / total) * difference ** 2;
        if (!best || gain > best.gain) best = { column, bin, gain };
      }
    }
    return best;
  }

  return (targets) => {
    const nodeOf = new Uint8Array(count);
    const splits: (Split | undefined)[] = [undefined];
    const explained = new Float64Array(size);
    let first = 0;
    for (let level = 0; level < depth && first < splits.length; level++) {
      const nodes = splits.length - first;
      const impure = impureNodes(targets, nodeOf, first, nodes);
      gather(targets, nodeOf, first, nodes);
      for (let slot = 0; slot < nodes; slot++) {
        const found = impure[slot] ? bestSplit(slot) : undefined;
        if (!found) continue;
        explained[found.column]! += found.gain / count;
        const { column, bin } = found;
        splits[first + slot] = { column, bin, left: splits.length, right: splits.length + 1 };
        splits.push(undefined, undefined);
      }
      for (let row = 0; row < count; row++) {
        const split = splits[nodeOf[row]!];
        if (split) nodeOf[row] = bins[split.column]![row]! <= split.bin ? split.left : split.right;
      }
      first += nodes;
    }
    return { splits, leafOf: nodeOf, leaves: splits.length, explained };
  };
}

/** Which nodes have targets that differ. */
function impureNodes(
  targets: Float64Array,
  nodeOf: Uint8Array,
  first: number,
  nodes: number,
): boolean[] {
  const count = new Float64Array(nodes);
  const sum = new Float64Array(nodes);
  const squares = new Float64Array(nodes);
  for (let row = 0; row < targets.length; row++) {
    const node = nodeOf[row]! - first;
    if (node < 0) continue;
    count[node]! += 1;
    sum[node]! += targets[row]!;
    squares[node]! += targets[row]! ** 2;
  }
  return Array.from(count, (n, node) => squares[node]! / n - (sum[node]! / n) ** 2 > PURE);
}
