/** Writes the tables of README.md from bench/results/: part of `npm run bench:docs`. */

import { recipes } from '../packages/alebrije/src/recipes/registry.ts';
import { entriesAtOwnBatch, fastest, machineText, percent } from './comparison.ts';
import type { BenchResult } from './result.ts';
import { fillSections, markdownTable, readResult } from './sections.ts';

interface TargetResult {
  readonly recipe: string;
  readonly metric: string;
  readonly best: number;
  readonly published: number;
  readonly seeds: readonly { readonly seed: number; readonly value: number }[];
}

function targetTable(): string {
  const { results } = readResult<{ results: readonly TargetResult[] }>('targets.json');
  const rows = recipes.map(({ name, title }) => {
    const result = results.find(({ recipe }) => recipe === name);
    if (!result) return [`\`${name}\``, title, '', ''];
    const seeds = result.seeds.map(({ value }) => value).join(', ');
    const best = `${result.metric} ${result.best} (seeds: ${seeds})`;
    return [`\`${name}\``, title, best, String(result.published)];
  });
  return markdownTable(['recipe', 'what it is', 'result here', 'published'], rows);
}

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

fillSections('README.md', { targets: targetTable(), speed: speedTable() });
