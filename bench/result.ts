/** What `npm run bench` answers, prints and writes to bench/results/bench.json. */

import os from 'node:os';
import type { BrowserEntry } from './browser/measure-browser.ts';

export interface PeerResult {
  /** Median milliseconds of its training step. */
  readonly stepMs?: number;
  /** Median milliseconds of its pass to the loss, where it cannot train the network. */
  readonly forwardMs?: number;
  /** Our time of the same, measured just before and after, divided by its: below 1 we are faster. */
  readonly ratio?: number;
  /** Where it is not the entry's. */
  readonly batch?: number;
  /** Why there is no time. */
  readonly error?: string;
}

export interface Entry {
  readonly name: string;
  readonly batch: number;
  /** Median milliseconds of a training step: loss, gradients, optimizer. */
  readonly stepMs: number;
  readonly minMs: number;
  readonly gflop: number;
  readonly gflops: number;
  /** Of the GFLOP/s of a 1024x1024x1024 product, taken before and after in the same process. */
  readonly share: number;
  /** Largest resident set of a process that does nothing but these steps. */
  readonly peakMB: number;
  readonly peers: Readonly<Record<string, PeerResult>>;
}

export interface Training {
  /** The command that was run. */
  readonly command: string;
  /** Seconds from the command to the end of the first step, as the progress bar shows it; median. */
  readonly firstStepSeconds: number;
  /** Largest resident set of 100 steps with validation and pictures. */
  readonly peakMB?: number;
  /** The same with the exports and the report that follow. */
  readonly peakWithReportMB?: number;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly node: string;
  readonly platform: string;
  /** Processes that wanted to run, the minute before: above about 0.5 the times are disturbed. */
  readonly loadBefore: number;
}

export interface BenchResult {
  readonly machine: Machine;
  /** Of 1024x1024x1024 products: the median of all processes. */
  readonly matmulGflops: number;
  readonly entries: readonly Entry[];
  readonly training?: Training;
  readonly browser?: BrowserEntry;
}

export function describeMachine(): Machine {
  return {
    cpu: os.cpus()[0]?.model ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGB: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    platform: `${os.platform()} ${os.arch()}`,
    loadBefore: Number(os.loadavg()[0]!.toFixed(2)),
  };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** To so many digits that count. */
export const rounded = (value: number, digits = 3): number => Number(value.toPrecision(digits));

export const spread = (values: readonly number[]) => ({
  median: rounded(median(values)),
  min: rounded(Math.min(...values)),
  max: rounded(Math.max(...values)),
});
