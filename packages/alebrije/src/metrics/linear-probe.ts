/**
 * Linear probe: multinomial logistic regression on codes, to see how much of the class can be read
 * off linearly (Alain and Bengio, "Understanding intermediate layers using linear classifier
 * probes", 2016). N examples, Z code, C classes.
 */

import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { LabelledCodes } from './nearest-neighbours.ts';
import { columnMeans, columnVariances, rowsOf } from './samples.ts';

export interface LinearProbe {
  readonly classCount: number;
  /** Codes are standardised with these before the weights apply, [Z] each; 0 and 1 if they are not. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  /** [Z + 1, C], the last row the biases. */
  readonly weights: Float64Array;
}

export interface LinearProbeOptions {
  /** Factor of half the squared weights, beside the summed cross-entropy; biases go free. */
  readonly penalty?: number;
  readonly maxIterations?: number;
  /** False to fit to the codes as they are, so that the penalty weighs on numbers that hardly change. */
  readonly standardise?: boolean;
}

/** Standardised codes with a 1 at the end of each row, [N, Z + 1]. */
function designMatrix(
  { count, size, data }: ReturnType<typeof rowsOf>,
  { mean, deviation }: Pick<LinearProbe, 'mean' | 'deviation'>,
): Float64Array {
  const width = size + 1;
  const design = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < size; i++) {
      design[row * width + i] = (data[row * size + i]! - mean[i]!) / deviation[i]!;
    }
    design[row * width + size] = 1;
  }
  return design;
}

/** Writes logits row · weights for one example. */
function logitsOf(
  design: Float64Array,
  row: number,
  width: number,
  weights: Float64Array,
  logits: Float64Array,
): void {
  const classCount = logits.length;
  logits.fill(0);
  for (let i = 0; i < width; i++) {
    const value = design[row * width + i]!;
    for (let c = 0; c < classCount; c++) logits[c]! += value * weights[i * classCount + c]!;
  }
}

function softmaxInPlace(logits: Float64Array): void {
  const largest = logits.reduce((a, b) => Math.max(a, b));
  let total = 0;
  for (let c = 0; c < logits.length; c++) {
    logits[c] = Math.exp(logits[c]! - largest);
    total += logits[c]!;
  }
  for (let c = 0; c < logits.length; c++) logits[c]! /= total;
}

/** Gradient of the penalised, summed cross-entropy in the weights, [Z + 1, C]. */
function gradientOf(
  design: Float64Array,
  labels: Int32Array,
  weights: Float64Array,
  classCount: number,
  penalty: number,
): Float64Array {
  const width = weights.length / classCount;
  const gradient = weights.map((weight, index) =>
    index < (width - 1) * classCount ? penalty * weight : 0,
  );
  const errors = new Float64Array(classCount);
  for (let row = 0; row < labels.length; row++) {
    logitsOf(design, row, width, weights, errors);
    softmaxInPlace(errors);
    errors[labels[row]!]! -= 1;
    for (let i = 0; i < width; i++) {
      const value = design[row * width + i]!;
      for (let c = 0; c < classCount; c++) gradient[i * classCount + c]! += value * errors[c]!;
    }
  }
  return gradient;
}

/**
 * XᵀX / 2 plus the penalty bounds the curvature everywhere (Böhning, "Multinomial logistic
 * regression algorithm", Annals of the Institute of Statistical Mathematics 44, 1992), so steps
 * through its inverse always descend; Nesterov's momentum, dropped where it points uphill, makes
 * them fast (O'Donoghue and Candès, "Adaptive restart for accelerated gradient schemes", 2015).
 */
function curvatureBound(design: Float64Array, count: number, penalty: number) {
  const width = design.length / count;
  const bound = Matrix.zeros(width, width);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < width; i++) {
      const value = design[row * width + i]! / 2;
      for (let j = 0; j < width; j++) {
        bound.set(i, j, bound.get(i, j) + value * design[row * width + j]!);
      }
    }
  }
  for (let i = 0; i < width; i++) {
    // A thousandth of a unit keeps constant columns solvable where there is no penalty.
    bound.set(i, i, bound.get(i, i) + penalty + 1e-3);
  }
  return new CholeskyDecomposition(bound);
}

/** @throws RangeError if labels are not one per code, or not below the number of classes */
export function fitLinearProbe(
  { codes, labels }: LabelledCodes,
  classCount: number,
  { penalty = 1, maxIterations = 300, standardise = true }: LinearProbeOptions = {},
): LinearProbe {
  const rows = rowsOf(codes);
  if (labels.length !== rows.count || labels.some((label) => label < 0 || label >= classCount)) {
    throw new RangeError(`${rows.count} codes need as many labels below ${classCount}`);
  }
  const scaling = standardise
    ? {
        mean: columnMeans(codes),
        // A constant column carries nothing; any divisor leaves it zero.
        deviation: columnVariances(codes).map((variance) => Math.sqrt(variance) || 1),
      }
    : { mean: new Float64Array(rows.size), deviation: new Float64Array(rows.size).fill(1) };
  const design = designMatrix(rows, scaling);
  const width = rows.size + 1;
  const bound = curvatureBound(design, rows.count, penalty);
  let weights = new Float64Array(width * classCount);
  let ahead = weights;
  let momentum = 1;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const gradient = gradientOf(design, labels, ahead, classCount, penalty);
    if (gradient.every((entry) => Math.abs(entry) < 1e-6 * rows.count)) break;
    const step = bound.solve(Matrix.from1DArray(width, classCount, gradient)).to1DArray();
    const next = ahead.map((weight, i) => weight - step[i]!);
    const uphill =
      gradient.reduce((sum, entry, i) => sum + entry * (next[i]! - weights[i]!), 0) > 0;
    const following = uphill ? 1 : (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2;
    const factor = uphill ? 0 : (momentum - 1) / following;
    ahead = next.map((weight, i) => weight + factor * (weight - weights[i]!));
    weights = next;
    momentum = following;
  }
  return { classCount, ...scaling, weights };
}

/**
 * The direction in which the odds of class 1 against class 0 grow fastest, [Z]: orthogonal to the plane
 * between the two classes.
 * @throws RangeError unless there are two classes
 */
export function probeDirection({ classCount, deviation, weights }: LinearProbe): Float64Array {
  if (classCount !== 2) throw new RangeError(`a direction parts two classes, not ${classCount}`);
  return deviation.map((scale, i) => (weights[2 * i + 1]! - weights[2 * i]!) / scale);
}

/** Share of the codes whose class has the largest logit. */
export function linearProbeAccuracy(probe: LinearProbe, { codes, labels }: LabelledCodes): number {
  const design = designMatrix(rowsOf(codes), probe);
  const logits = new Float64Array(probe.classCount);
  let right = 0;
  for (let row = 0; row < labels.length; row++) {
    logitsOf(design, row, probe.mean.length + 1, probe.weights, logits);
    if (logits.indexOf(Math.max(...logits)) === labels[row]) right += 1;
  }
  return right / labels.length;
}
