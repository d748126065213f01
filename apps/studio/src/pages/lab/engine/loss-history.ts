/** All losses of a training in bounded room: the longer it lasts, the more iterations each entry is the mean of. */

import type { MetricRows } from './protocol.ts';

/** Entries at most; when there are more, neighbours are joined. */
const MOST_ENTRIES = 240;

export interface LossHistory {
  readonly names: readonly string[];
  /** Iterations that each whole entry is the mean of. */
  readonly stride: number;
  /** Means by entry and name, one row after the other. */
  readonly values: readonly number[];
  /** Sums of the iterations of the entry under way, and how many they are. */
  readonly open: { readonly sums: readonly number[]; readonly count: number };
}

export const emptyHistory: LossHistory = {
  names: [],
  stride: 1,
  values: [],
  open: { sums: [], count: 0 },
};

/** Each two neighbouring rows as their mean. */
function joined(values: readonly number[], width: number): number[] {
  const result: number[] = [];
  for (let row = 0; row + 1 < values.length / width; row += 2) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      result.push((values[at]! + values[at + width]!) / 2);
    }
  }
  return result;
}

export function extendHistory(history: LossHistory, added: MetricRows): LossHistory {
  const { names } = added;
  const width = names.length;
  if (width === 0) return history;
  let { stride } = history;
  let values = [...history.values];
  let sums = history.open.count > 0 ? [...history.open.sums] : new Array<number>(width).fill(0);
  let { count } = history.open;
  for (let row = 0; row < added.values.length; row += width) {
    for (let column = 0; column < width; column++) sums[column]! += added.values[row + column]!;
    count += 1;
    if (count < stride) continue;
    values.push(...sums.map((sum) => sum / stride));
    sums = new Array<number>(width).fill(0);
    count = 0;
    if (values.length / width < MOST_ENTRIES) continue;
    values = joined(values, width);
    stride *= 2;
  }
  return { names, stride, values, open: { sums, count } };
}

/** The entries of one name in order. */
export function seriesOf({ names, values }: LossHistory, name: string): number[] {
  const column = names.indexOf(name);
  if (column < 0) return [];
  return values.filter((_, index) => index % names.length === column);
}

/** Mean of the latest iterations of one name, about a twentieth of all; nothing before the first. */
export function latestOf(history: LossHistory, name: string): number | undefined {
  const series = seriesOf(history, name);
  const last = series.slice(-Math.max(1, Math.ceil(series.length / 20)));
  return last.length > 0 ? last.reduce((sum, value) => sum + value, 0) / last.length : undefined;
}
