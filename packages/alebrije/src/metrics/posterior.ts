/** Statistics of the codes' distributions q(z | x) = N(mean, exp(logVar)) over many examples. */

import type { HostTensor } from '../graph/types.ts';
import type { LabelledCodes } from './nearest-neighbours.ts';
import { columnMeans, rowsOf } from './samples.ts';

export interface GaussianCodes {
  /** [N, Z] */
  readonly mean: HostTensor;
  /** [N, Z] */
  readonly logVar: HostTensor;
}

/** One number per dimension of the code, [Z] each. */
export interface PosteriorStatistics {
  /** Mean and standard deviation of the aggregated posterior, the mixture of all q(z | x); ideally 0 and 1. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  /** Mean over the examples of KL(q(z | x) ‖ N(0, 1)), nats. */
  readonly kl: Float64Array;
  /** Variance over the examples of E[z | x], and its root, the standard deviation of the means. */
  readonly activity: Float64Array;
  readonly meanDeviation: Float64Array;
}

export function posteriorStatistics({ mean, logVar }: GaussianCodes): PosteriorStatistics {
  const { count, size, data: means } = rowsOf(mean);
  const logVariances = logVar.data;
  const centre = columnMeans(mean);
  const activity = new Float64Array(size);
  const variance = new Float64Array(size);
  const kl = new Float64Array(size);
  for (let index = 0; index < means.length; index++) {
    const dimension = index % size;
    const [m, s] = [means[index]!, logVariances[index]!];
    activity[dimension]! += (m - centre[dimension]!) ** 2 / count;
    variance[dimension]! += Math.exp(s) / count;
    kl[dimension]! += (0.5 * (m * m + Math.exp(s) - s - 1)) / count;
  }
  const deviation = activity.map((between, i) => Math.sqrt(between + variance[i]!));
  return { mean: centre, deviation, kl, activity, meanDeviation: activity.map(Math.sqrt) };
}

/** The threshold of Burda, Grosse and Salakhutdinov, "Importance weighted autoencoders" (ICLR 2016). */
export const ACTIVE_VARIANCE = 0.01;

/** Which dimensions have a mean that moves with the example; the others have collapsed. */
export function activeUnits({ activity }: PosteriorStatistics): boolean[] {
  return Array.from(activity, (variance) => variance > ACTIVE_VARIANCE);
}

/** The number of dimensions whose mean moves with the example. */
export function countActiveUnits(statistics: PosteriorStatistics): number {
  return activeUnits(statistics).filter(Boolean).length;
}

/** Where one class lies in the space of codes. */
export interface ClassSpread {
  readonly label: number;
  readonly count: number;
  /** [Z] */
  readonly centre: Float64Array;
  /** Distance of the centre from the origin. */
  readonly radius: number;
  /** Root mean squared distance of the class's codes from their centre. */
  readonly deviation: number;
}

/** The classes that occur, in ascending order. */
export function classSpreads({ codes, labels }: LabelledCodes): ClassSpread[] {
  const { size, data } = rowsOf(codes);
  const members = new Map<number, number[]>();
  for (const [row, label] of labels.entries()) {
    const rows = members.get(label);
    if (rows) rows.push(row);
    else members.set(label, [row]);
  }
  return [...members]
    .sort(([a], [b]) => a - b)
    .map(([label, rows]) => {
      const centre = new Float64Array(size);
      for (const row of rows) {
        for (let i = 0; i < size; i++) centre[i]! += data[row * size + i]! / rows.length;
      }
      let squares = 0;
      for (const row of rows) {
        for (let i = 0; i < size; i++) squares += (data[row * size + i]! - centre[i]!) ** 2;
      }
      return {
        label,
        count: rows.length,
        centre,
        radius: Math.hypot(...centre),
        deviation: Math.sqrt(squares / rows.length),
      };
    });
}

/**
 * The narrowest class's deviation over the widest's: 1 where every class has as much room, near 0
 * where one has spread over the others.
 */
export function classBalance(codes: LabelledCodes): number {
  const spreads = classSpreads(codes).map(({ deviation }) => deviation);
  return Math.min(...spreads) / Math.max(...spreads);
}
