/** How often each class occurs, and how evenly. K classes. */

/**
 * The share of each class, [K].
 * @param prior imaginary examples of each class that are counted too, so that no share is 0
 */
export function classShares(labels: ArrayLike<number>, classes: number, prior = 0): Float64Array {
  const counts = new Float64Array(classes).fill(prior);
  for (let row = 0; row < labels.length; row++) counts[labels[row]!]! += 1;
  const total = labels.length + prior * classes;
  return counts.map((count) => count / total);
}

/** The entropy −Σ p ln p over its most, ln K: 1 where all classes are equally frequent, 0 where one is alone. */
export function evenness(shares: Float64Array): number {
  const entropy = shares.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
  return shares.length > 1 ? entropy / Math.log(shares.length) : 1;
}

/** KL(p ‖ q) = Σ p ln(p / q), nats: 0 where both are the same, Infinity where q is 0 and p is not. */
export function divergence(shares: Float64Array, expected: Float64Array): number {
  return shares.reduce(
    (sum, p, label) => (p > 0 ? sum + p * Math.log(p / expected[label]!) : sum),
    0,
  );
}
