/**
 * Mutual information gap: Chen, Li, Grosse and Duvenaud, "Isolating sources of disentanglement in
 * variational autoencoders" (NeurIPS 2018), equation 6. The paper estimates the information from
 * samples and densities of q(z | x); here, as in Locatello et al., "Challenging common assumptions in
 * the unsupervised learning of disentangled representations" (ICML 2019), from histograms of the mean
 * codes, so that it can be asked of any encoder. N examples, F factors, Z code; nats.
 */

import { assertFactored, codeColumn, type FactoredCodes, factorColumn } from './factors.ts';

export interface InformationGap {
  /** Mean over the factors of `gaps`: 1 is best. */
  readonly score: number;
  /** By factor: what the most informative number of the code knows more than the second, as a share of the factor's entropy. */
  readonly gaps: Float64Array;
  /** Mutual information of each number of the code with each factor, [Z][F], nats. */
  readonly information: readonly Float64Array[];
  /** Entropy of each factor, nats. */
  readonly entropies: Float64Array;
}

/** Which of `bins` equal parts of its range each value lies in; the largest value in the last. */
function discretise(values: Float64Array, bins: number): Int32Array {
  const [low, high] = [
    values.reduce((a, b) => Math.min(a, b)),
    values.reduce((a, b) => Math.max(a, b)),
  ];
  if (low === high) return new Int32Array(values.length);
  const width = (high - low) / bins;
  return Int32Array.from(values, (value) =>
    Math.min(bins - 1, Math.max(0, Math.floor((value - low) / width))),
  );
}

/** −Σ p ln p of counts. */
function entropyOf(counts: Iterable<number>, total: number): number {
  let sum = 0;
  for (const count of counts) sum -= (count / total) * Math.log(count / total);
  return sum;
}

function countValues(values: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (let row = 0; row < values.length; row++) {
    counts.set(values[row]!, (counts.get(values[row]!) ?? 0) + 1);
  }
  return counts;
}

/** I(a; b) = H(a) + H(b) − H(a, b), at least 0. */
function informationOf(a: Int32Array, b: Int32Array, bins: number): number {
  const entropy = (values: ArrayLike<number>) => entropyOf(countValues(values).values(), a.length);
  const joint = a.map((bin, row) => b[row]! * bins + bin);
  return Math.max(0, entropy(a) + entropy(b) - entropy(joint));
}

/**
 * @param bins of each number of the code, between its smallest and its largest value
 * @throws RangeError if codes and factors are not as many, or a factor never changes
 */
export function mutualInformationGap(examples: FactoredCodes, bins = 20): InformationGap {
  assertFactored(examples);
  const { codes, factors } = examples;
  const [codeSize, factorCount] = [codes.shape[1]!, factors.names.length];
  const columns = Array.from({ length: factorCount }, (_, factor) => factorColumn(factors, factor));
  const entropies = Float64Array.from(columns, (column) =>
    entropyOf(countValues(column).values(), column.length),
  );
  const information = Array.from({ length: codeSize }, (_, i) => {
    const binned = discretise(codeColumn(codes, i), bins);
    return Float64Array.from(columns, (column) => informationOf(binned, column, bins));
  });
  const gaps = entropies.map((entropy, factor) => {
    const sorted = information.map((row) => row[factor]!).sort((a, b) => b - a);
    return (sorted[0]! - (sorted[1] ?? 0)) / entropy;
  });
  const score = gaps.reduce((sum, gap) => sum + gap, 0) / factorCount;
  return { score, gaps, information, entropies };
}
