/**
 * Separated attribute predictability: Kumar, Sattigeri and Balakrishnan, "Variational inference of
 * disentangled latent concepts from unlabeled observations" (ICLR 2018), section 3: how much better the
 * best number of the code predicts a factor than the second. N examples, F factors, Z code.
 */

import { assertFactored, codeColumn, type FactoredCodes, factorColumn } from './factors.ts';

export interface SeparatedPredictability {
  /** Mean over the factors of `gaps`: 1 is best. */
  readonly score: number;
  /** By factor: the best score less the second best. */
  readonly gaps: Float64Array;
  /** How well each number of the code alone predicts each factor, [Z][F], in 0..1. */
  readonly scores: readonly Float64Array[];
}

/** Places where a threshold may lie: enough for every sensible one. */
const PLACES = 200;

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Squared correlation: the R² of a line. */
function linearFit(code: Float64Array, factor: Int32Array): number {
  const [meanCode, meanFactor] = [meanOf(code), meanOf(factor)];
  let [both, codes, factors] = [0, 0, 0];
  for (let row = 0; row < code.length; row++) {
    const [a, b] = [code[row]! - meanCode, factor[row]! - meanFactor];
    both += a * b;
    codes += a * a;
    factors += b * b;
  }
  return codes > 0 && factors > 0 ? both ** 2 / (codes * factors) : 0;
}

/**
 * Share of each class in runs of neighbouring examples, sorted by their code, that thresholds may
 * part: summed up to each place, [places + 1][C].
 */
function classShares(code: Float64Array, labels: Int32Array, classCount: number): Float64Array[] {
  const order = Array.from(code.keys()).sort((a, b) => code[a]! - code[b]!);
  const totals = new Float64Array(classCount);
  for (const label of labels) totals[label]! += 1;
  const shares = [new Float64Array(classCount)];
  const running = new Float64Array(classCount);
  for (const [rank, row] of order.entries()) {
    running[labels[row]!]! += 1 / totals[labels[row]!]!;
    const isLast = rank + 1 === order.length;
    const isDue = rank + 1 >= (shares.length * order.length) / PLACES;
    const isBorder = isLast || code[order[rank + 1]!]! > code[row]!;
    if (isLast || (isDue && isBorder)) shares.push(running.slice());
  }
  return shares;
}

/** The largest share of one class between two places. */
function bestShare(shares: readonly Float64Array[], begin: number, end: number): number {
  let best = 0;
  for (let label = 0; label < shares[0]!.length; label++) {
    best = Math.max(best, shares[end]![label]! - shares[begin]![label]!);
  }
  return best;
}

/**
 * The balanced accuracy of the best C − 1 thresholds, each interval between them given to one class,
 * found exactly by going through all places.
 */
function thresholdFit(code: Float64Array, factor: Int32Array): number {
  const values = [...new Set(factor)].sort((a, b) => a - b);
  const places = new Map(values.map((value, place) => [value, place]));
  const labels = factor.map((value) => places.get(value)!);
  const shares = classShares(code, labels, values.length);
  const last = shares.length - 1;
  let best = Float64Array.from(shares, (_, end) => bestShare(shares, 0, end));
  for (let intervals = 2; intervals <= values.length; intervals++) {
    const before = best;
    best = before.map((value, end) => {
      let most = value;
      for (let border = 1; border < end; border++) {
        most = Math.max(most, before[border]! + bestShare(shares, border, end));
      }
      return most;
    });
  }
  return best[last]! / values.length;
}

/**
 * @param ordered by factor: whether its values have an order, which a line can follow (R²); else they
 * are classes that thresholds tell apart (balanced accuracy)
 * @throws RangeError if codes and factors are not as many, or a factor never changes
 */
export function separatedPredictability(
  examples: FactoredCodes,
  ordered: readonly boolean[],
): SeparatedPredictability {
  assertFactored(examples);
  const { codes, factors } = examples;
  const [codeSize, factorCount] = [codes.shape[1]!, factors.names.length];
  const columns = Array.from({ length: factorCount }, (_, factor) => factorColumn(factors, factor));
  const scores = Array.from({ length: codeSize }, (_, i) => {
    const code = codeColumn(codes, i);
    return Float64Array.from(columns, (column, factor) =>
      ordered[factor] ? linearFit(code, column) : thresholdFit(code, column),
    );
  });
  const gaps = Float64Array.from(columns, (_, factor) => {
    const sorted = scores.map((row) => row[factor]!).sort((a, b) => b - a);
    return sorted[0]! - (sorted[1] ?? 0);
  });
  return { score: meanOf(gaps), gaps, scores };
}
