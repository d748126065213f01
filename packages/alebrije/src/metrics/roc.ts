/**
 * Receiver operating characteristic: how well a score tells positive examples from negative ones,
 * over all thresholds (Fawcett, "An introduction to ROC analysis", Pattern Recognition Letters 27, 2006).
 */

export interface RocPoint {
  /** An example counts as positive if its score is at least this. */
  readonly threshold: number;
  /** Share of the negative examples counted as positive. */
  readonly falsePositive: number;
  /** Share of the positive examples counted as positive. */
  readonly truePositive: number;
}

/**
 * One point for each different score, from (0, 0) to (1, 1): examples of equal scores are taken together.
 * @throws RangeError if a score is not a number, or all examples are of one kind
 */
export function rocCurve(
  scores: ArrayLike<number>,
  isPositive: ArrayLike<boolean>,
): readonly RocPoint[] {
  const order = Array.from({ length: scores.length }, (_, index) => index);
  order.sort((a, b) => scores[b]! - scores[a]!);
  const positives = order.filter((index) => isPositive[index]).length;
  const negatives = order.length - positives;
  if (scores.length !== isPositive.length || positives === 0 || negatives === 0) {
    throw new RangeError(
      `a ROC curve needs examples of both kinds, not ${positives} of ${order.length}`,
    );
  }
  if (order.some((index) => Number.isNaN(scores[index]!))) {
    throw new RangeError('a ROC curve needs scores that are numbers');
  }
  const points: RocPoint[] = [
    { threshold: Number.POSITIVE_INFINITY, falsePositive: 0, truePositive: 0 },
  ];
  let [found, alarms] = [0, 0];
  for (const [place, index] of order.entries()) {
    if (isPositive[index]) found += 1;
    else alarms += 1;
    const threshold = scores[index]!;
    if (scores[order[place + 1] ?? -1] === threshold) continue;
    points.push({ threshold, falsePositive: alarms / negatives, truePositive: found / positives });
  }
  return points;
}

/**
 * Area under the ROC curve: the probability that a positive example scores higher than a negative
 * one, ties counting half.
 * @throws RangeError as `rocCurve`
 */
export function auroc(scores: ArrayLike<number>, isPositive: ArrayLike<boolean>): number {
  const points = rocCurve(scores, isPositive);
  let area = 0;
  for (let i = 1; i < points.length; i++) {
    const [left, right] = [points[i - 1]!, points[i]!];
    const height = (left.truePositive + right.truePositive) / 2;
    area += (right.falsePositive - left.falsePositive) * height;
  }
  return area;
}
