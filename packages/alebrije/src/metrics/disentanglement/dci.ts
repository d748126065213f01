/**
 * Disentanglement, completeness and informativeness: Eastwood and Williams, "A framework for the
 * quantitative evaluation of disentangled representations" (ICLR 2018), section 2. The paper's
 * importances come from a lasso or a random forest; here from gradient boosted trees, one classifier
 * for each factor, as in Locatello et al. (ICML 2019), whose numbers most papers since report: a lasso
 * sees neither a shape, which has no order, nor an angle that turns round. F factors, Z code.
 */

import { type BoostingOptions, boostedTreesAccuracy, fitBoostedTrees } from '../boosted-trees.ts';
import { assertFactored, type FactoredCodes, factorColumn } from './factors.ts';

/** Importance of each number of the code for predicting each factor, [Z][F], each at least 0. */
export type Importances = readonly Float64Array[];

export interface Dci {
  /** Whether each number of the code serves one factor only: 1 is best. */
  readonly disentanglement: number;
  /** Whether each factor is served by one number of the code only: 1 is best. */
  readonly completeness: number;
  /** Share of factors of held-out examples that are predicted right: 1 is best. */
  readonly informativeness: number;
  readonly importances: Importances;
}

/** 1 − H(p) / ln n for the shares p of n weights in their sum; 0 where all are 0. */
function concentration(weights: Float64Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0 || weights.length === 1) return Number(total > 0);
  let entropy = 0;
  for (const weight of weights) {
    if (weight > 0) entropy -= (weight / total) * Math.log(weight / total);
  }
  return 1 - entropy / Math.log(weights.length);
}

/** Mean of the rows' concentrations, each weighted by its share of all importance (equation 3). */
function meanConcentration(rows: readonly Float64Array[]): number {
  const sums = rows.map((row) => row.reduce((sum, weight) => sum + weight, 0));
  const total = sums.reduce((a, b) => a + b, 0);
  if (total === 0) return 0;
  return rows.reduce((sum, row, i) => sum + (sums[i]! / total) * concentration(row), 0);
}

/** Of each number of the code, over the factors. */
export function disentanglementOf(importances: Importances): number {
  return meanConcentration(importances);
}

/** Of each factor, over the numbers of the code. */
export function completenessOf(importances: Importances): number {
  const factors = Array.from(importances[0]!.keys());
  return meanConcentration(
    factors.map((factor) => Float64Array.from(importances, (row) => row[factor]!)),
  );
}

/**
 * @param train what the trees are fitted to
 * @param test what they are judged by
 * @throws RangeError if codes and factors are not as many, or a factor never changes
 */
export function dci(train: FactoredCodes, test: FactoredCodes, options?: BoostingOptions): Dci {
  assertFactored(train);
  assertFactored(test);
  const [codeSize, factorCount] = [train.codes.shape[1]!, train.factors.names.length];
  const importances = Array.from({ length: codeSize }, () => new Float64Array(factorCount));
  let right = 0;
  for (let factor = 0; factor < factorCount; factor++) {
    const labelled = ({ codes, factors }: FactoredCodes) => ({
      codes,
      labels: factorColumn(factors, factor),
    });
    const trees = fitBoostedTrees(labelled(train), options);
    right += boostedTreesAccuracy(trees, labelled(test));
    for (const [i, importance] of trees.importance.entries()) importances[i]![factor] = importance;
  }
  return {
    disentanglement: disentanglementOf(importances),
    completeness: completenessOf(importances),
    informativeness: right / factorCount,
    importances,
  };
}
