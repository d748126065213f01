/**
 * Classification by gradient boosted trees: Friedman, "Greedy function approximation: a gradient
 * boosting machine", Annals of Statistics 29 (2001), algorithms 5 and 6. The same steps, in the same
 * arithmetic, as scikit-learn's GradientBoostingClassifier with its defaults, so that importances can
 * be compared with published ones; but splits are sought among at most 255 places of each number (Ke
 * et al., "LightGBM", NeurIPS 2017). N codes, Z numbers in a code, K classes.
 */

import type { LabelledCodes } from './nearest-neighbours.ts';
import { type RegressionTree, treeGrower } from './regression-tree.ts';
import { type Rows, rowsOf } from './samples.ts';

export interface BoostingOptions {
  /** Trees one after the other, for each class; 100 unless given. */
  readonly stages?: number;
  /** Factor of each tree's correction; 0.1 unless given. */
  readonly learningRate?: number;
  /** Splits from the root to a leaf; 3 unless given. */
  readonly depth?: number;
}

export interface BoostedTrees {
  /** The labels that occur, ascending. */
  readonly classes: readonly number[];
  /** Places between values, ascending, for each number of the code. */
  readonly edges: readonly Float64Array[];
  /** Score of each class before any tree. */
  readonly initial: Float64Array;
  /** By stage: a tree per class, or one for the second of two. */
  readonly stages: readonly (readonly RegressionTree[])[];
  readonly learningRate: number;
  /** Share of each number of the code in what all splits explain, [Z], summing to 1; zeros if nothing was split. */
  readonly importance: Float64Array;
}

const MOST_EDGES = 255;

/** Midpoints between neighbouring values; of more than 255 those at even ranks. */
function edgesOf({ count, size, data }: Rows, column: number): Float64Array {
  const sorted = Float64Array.from(
    { length: count },
    (_, row) => data[row * size + column]!,
  ).sort();
  const midpoints: number[] = [];
  const ranks: number[] = [];
  for (let rank = 1; rank < count; rank++) {
    if (sorted[rank]! === sorted[rank - 1]!) continue;
    midpoints.push((sorted[rank]! + sorted[rank - 1]!) / 2);
    ranks.push(rank);
  }
  if (midpoints.length <= MOST_EDGES) return Float64Array.from(midpoints);
  const chosen: number[] = [];
  for (let place = 0; place < midpoints.length; place++) {
    const due = ((chosen.length + 1) * count) / (MOST_EDGES + 1);
    if (ranks[place]! >= due && chosen.length < MOST_EDGES) chosen.push(midpoints[place]!);
  }
  return Float64Array.from(chosen);
}

/** The number of edges below each value of a column, [N]. */
function binsOf({ count, size, data }: Rows, column: number, edges: Float64Array): Uint8Array {
  return Uint8Array.from({ length: count }, (_, row) => {
    const value = data[row * size + column]!;
    let [low, high] = [0, edges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (edges[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}

/** Shares of the classes in scores [N, K], or [N, 1] of the second of two; written over them. */
function toProbabilities(scores: Float64Array, outputs: number): void {
  if (outputs === 1) {
    for (let row = 0; row < scores.length; row++) scores[row] = 1 / (1 + Math.exp(-scores[row]!));
    return;
  }
  for (let begin = 0; begin < scores.length; begin += outputs) {
    const row = scores.subarray(begin, begin + outputs);
    const largest = row.reduce((a, b) => Math.max(a, b));
    let total = 0;
    for (let k = 0; k < outputs; k++) {
      row[k] = Math.exp(row[k]! - largest);
      total += row[k]!;
    }
    for (let k = 0; k < outputs; k++) row[k]! /= total;
  }
}

/**
 * One Newton step per leaf from the residuals y − p: Σ r / Σ p (1 − p), times (K − 1) / K where there
 * is a tree per class (algorithm 6).
 */
function leafValues(
  leafOf: Uint8Array,
  leaves: number,
  residuals: Float64Array,
  factor: number,
): Float64Array {
  const sums = new Float64Array(leaves);
  const curvatures = new Float64Array(leaves);
  for (let row = 0; row < residuals.length; row++) {
    const magnitude = Math.abs(residuals[row]!);
    sums[leafOf[row]!]! += residuals[row]!;
    curvatures[leafOf[row]!]! += magnitude * (1 - magnitude);
  }
  return sums.map((sum, leaf) =>
    curvatures[leaf]! < 1e-150 ? 0 : (factor * sum) / curvatures[leaf]!,
  );
}

/** @throws RangeError unless there is a label for each code, of at least two classes */
export function fitBoostedTrees(
  { codes, labels }: LabelledCodes,
  { stages = 100, learningRate = 0.1, depth = 3 }: BoostingOptions = {},
): BoostedTrees {
  const rows = rowsOf(codes);
  const { count, size } = rows;
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  if (labels.length !== count || classes.length < 2) {
    throw new RangeError(
      `${count} codes need as many labels, of at least two classes, not ${labels.length} of ${classes.length}`,
    );
  }
  const edges = Array.from({ length: size }, (_, column) => edgesOf(rows, column));
  const bins = edges.map((places, column) => binsOf(rows, column, places));
  const outputs = classes.length === 2 ? 1 : classes.length;
  const factor = outputs === 1 ? 1 : (outputs - 1) / outputs;
  const places = new Map(classes.map((label, place) => [label, place]));
  const target = Int32Array.from(labels, (label) => places.get(label)!);
  const shares = classes.map((_, k) => target.filter((place) => place === k).length / count);
  const initial =
    outputs === 1
      ? Float64Array.of(Math.log(shares[1]! / shares[0]!))
      : Float64Array.from(shares, Math.log);
  const scores = Float64Array.from(
    { length: count * outputs },
    (_, index) => initial[index % outputs]!,
  );
  const grow = treeGrower(bins, edges, depth);
  const residuals = new Float64Array(count);
  const gains = new Float64Array(size);
  const grown: RegressionTree[][] = [];
  for (let stage = 0; stage < stages; stage++) {
    const probabilities = scores.slice();
    toProbabilities(probabilities, outputs);
    const trees: RegressionTree[] = [];
    for (let k = 0; k < outputs; k++) {
      const label = outputs === 1 ? 1 : k;
      for (let row = 0; row < count; row++) {
        residuals[row] = Number(target[row] === label) - probabilities[row * outputs + k]!;
      }
      const { splits, leafOf, leaves, explained } = grow(residuals);
      const values = leafValues(leafOf, leaves, residuals, factor);
      for (let row = 0; row < count; row++) {
        scores[row * outputs + k]! += learningRate * values[leafOf[row]!]!;
      }
      for (let i = 0; i < size; i++) gains[i]! += explained[i]!;
      trees.push({ splits, values });
    }
    grown.push(trees);
  }
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  const importance = gains.map((gain) => (total > 0 ? gain / total : 0));
  return { classes, edges, initial, stages: grown, learningRate, importance };
}

/** Share of the codes whose class has the highest score. */
export function boostedTreesAccuracy(
  { classes, edges, initial, stages, learningRate }: BoostedTrees,
  { codes, labels }: LabelledCodes,
): number {
  const rows = rowsOf(codes);
  const bins = edges.map((places, column) => binsOf(rows, column, places));
  let right = 0;
  for (let row = 0; row < rows.count; row++) {
    const scores = initial.slice();
    for (const trees of stages) {
      for (const [k, { splits, values }] of trees.entries()) {
        let node = 0;
        for (let split = splits[node]; split; split = splits[node]) {
          node = bins[split.column]![row]! <= split.bin ? split.left : split.right;
        }
        scores[k]! += learningRate * values[node]!;
      }
    }
    const best = scores.length === 1 ? Number(scores[0]! > 0) : scores.indexOf(Math.max(...scores));
    if (classes[best] === labels[row]) right += 1;
  }
  return right / rows.count;
}
