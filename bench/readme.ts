/** Writes the table of speeds in README.md from bench/results/: part of `npm run bench:docs`. */

import { entriesAtOwnBatch, fastest, machineText, percent } from './comparison.ts';
import type { BenchResult } from './result.ts';
import { fillSections, markdownTable, readResult } from './sections.ts';

function speedTable(): string {
  const result = readResult<BenchResult>('bench.json');
  const times = (ratio: number | undefined) => (ratio === undefined ? '' : ratio.toFixed(2));
  const rows = entriesAtOwnBatch(result).map((entry) => [
    `\`${entry.name}\``,
    String(entry.batch),
    `${entry.stepMs} ms`,
    percent(entry.share),
    times(fastest(entry, 'torch')?.ratio),
    times(fastest(entry, 'javascript')?.ratio),
  ]);
  return [
    'Whole training steps, gradients and optimizer included; the share is of the speed (GFLOP/s) that one',
    `1024x1024x1024 matrix product reaches in ONNX Runtime in the same process; ${machineText(result)}:`,
    '',
    markdownTable(
      ['step', 'batch', 'time', 'share of the product', 'our time / PyTorch’s', '/ JavaScript’s'],
      rows,
    ),
    '',
    'PyTorch in its fastest mode, `torch.compile` included; of the JavaScript libraries the fastest that trains it.',
  ].join('\n');
}

fillSections('README.md', { speed: speedTable() });
