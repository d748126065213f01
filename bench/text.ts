/** The results as tables for a terminal. */

import type { BenchResult, Entry, PeerResult } from './result.ts';

function ownTable(entries: readonly Entry[]): string[] {
  const rows = entries.map((entry) =>
    [
      entry.name.padEnd(14),
      String(entry.batch).padStart(6),
      entry.stepMs.toFixed(1).padStart(7),
      `(${entry.minMs.toFixed(1)})`.padStart(8),
      entry.gflop.toFixed(2).padStart(6),
      entry.gflops.toFixed(1).padStart(8),
      entry.share.toFixed(2).padStart(6),
      String(entry.peakMB).padStart(8),
    ].join(' '),
  );
  return ['step            batch     ms   (min)  GFLOP  GFLOP/s  share  peak MB', ...rows];
}

function peerRow(entry: Entry, peer: string, result: PeerResult): string {
  const { stepMs, forwardMs, ratio, batch = entry.batch, error } = result;
  const time = stepMs ?? forwardMs;
  const head = `${entry.name.padEnd(14)} ${String(batch).padStart(6)} ${peer.padEnd(28)}`;
  if (time === undefined || ratio === undefined) return `${head} ${error}`;
  const part = forwardMs === undefined ? '' : '  forward only';
  return `${head} ${time.toFixed(1).padStart(9)} ${ratio.toPrecision(3).padStart(8)}${part}`;
}

function peerTable(entries: readonly Entry[]): string[] {
  const rows = entries.flatMap((entry) =>
    Object.entries(entry.peers).map(([peer, result]) => peerRow(entry, peer, result)),
  );
  if (rows.length === 0) return [];
  return ['', 'step            batch peer                                ms  ours/its', ...rows];
}

export function resultText({ matmulGflops, entries, training, browser }: BenchResult): string {
  const lines = [`1024x1024x1024 product: ${matmulGflops} GFLOP/s`, '', ...ownTable(entries)];
  lines.push(...peerTable(entries));
  if (training) {
    const { command, firstStepSeconds, peakMB, peakWithReportMB } = training;
    lines.push('', `${command}: first step after ${firstStepSeconds} s`);
    if (peakMB) lines.push(`at most ${peakMB} MB, ${peakWithReportMB} MB with the report`);
  }
  if (browser) {
    const { name, stepMs, ratio } = browser;
    lines.push('', `${name} in Chromium: ${stepMs} ms, ${ratio} times as long as in Node`);
  }
  return lines.join('\n');
}
