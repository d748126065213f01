/** Where a training stands: everything besides tensors that is needed to go on. */

/**
 * One record per epoch: `epoch` from 1, `phase` from 1 where there are several, then metrics by name,
 * validation with the prefix `val`.
 */
export type EpochRecord = { readonly epoch: number } & Readonly<Record<string, number>>;

export interface Progress {
  /** Whole epochs done. */
  epoch: number;
  /** Iterations of the current epoch done. */
  batch: number;
  /** Iterations done since the start. */
  step: number;
  /** Sums of each metric over the current epoch's iterations. */
  sums: Record<string, number>;
  /** Seconds of training steps, validation left out, of the current epoch and in all. */
  epochSeconds: number;
  seconds: number;
  history: EpochRecord[];
  best: { readonly epoch: number; readonly value: number } | undefined;
}

export function newProgress(): Progress {
  return {
    epoch: 0,
    batch: 0,
    step: 0,
    sums: {},
    epochSeconds: 0,
    seconds: 0,
    history: [],
    best: undefined,
  };
}

/** `reconstruction` → `valReconstruction`. */
export function validationName(metric: string): string {
  return `val${metric.charAt(0).toUpperCase()}${metric.slice(1)}`;
}

export function addMetrics(progress: Progress, metrics: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(metrics)) {
    progress.sums[name] = (progress.sums[name] ?? 0) + value;
  }
}

/** Means over the iterations of the current epoch so far. */
export function meanMetrics({ sums, batch }: Progress): Record<string, number> {
  return Object.fromEntries(Object.entries(sums).map(([name, total]) => [name, total / batch]));
}
