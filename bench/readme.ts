/** Writes the tables of README.md from bench/results/: `node bench/dist/bench/readme.js`. */

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { recipes } from '../packages/alebrije/src/recipes/registry.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const read = (file: string) =>
  JSON.parse(fs.readFileSync(path.join(root, 'bench/results', file), 'utf8'));

interface TargetResult {
  readonly recipe: string;
  readonly metric: string;
  readonly best: number;
  readonly published: number;
  readonly seeds: readonly { readonly seed: number; readonly value: number }[];
}

function targetTable(): string {
  const { results } = read('targets.json') as { results: readonly TargetResult[] };
  const rows = recipes.map(({ name, title }) => {
    const result = results.find(({ recipe }) => recipe === name);
    if (!result) return `| \`${name}\` | ${title} | | |`;
    const seeds = result.seeds.map(({ value }) => value).join(', ');
    return `| \`${name}\` | ${title} | ${result.metric} ${result.best} (seeds: ${seeds}) | ${result.published} |`;
  });
  return ['| recipe | what it is | result here | published |', '|---|---|---|---|', ...rows].join(
    '\n',
  );
}

interface SpeedEntry {
  readonly name: string;
  readonly batch: number;
  readonly gflop: number;
  readonly share: number;
}

function speedTable(): string {
  const { entries, machine } = read('step.json') as {
    entries: readonly SpeedEntry[];
    machine: { cpu: string; cores: number };
  };
  const rows = entries.map(
    ({ name, batch, gflop, share }) =>
      `| \`${name}\` | ${batch} | ${gflop} | ${Math.round(100 * share)} % |`,
  );
  return [
    `Whole training steps, gradients and optimizer included, as a share of the speed (GFLOP/s) that one`,
    `1024x1024x1024 matrix product reaches in ONNX Runtime in the same process (${machine.cpu}, ${machine.cores} cores):`,
    '',
    '| step | batch | GFLOP | share of the product |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function fill(text: string, section: string, content: string): string {
  const pattern = new RegExp(`(<!-- ${section} -->\n)[^]*?(\n<!-- /${section} -->)`);
  if (!pattern.test(text)) throw new Error(`README.md has no section <!-- ${section} -->`);
  return text.replace(pattern, (_, begin: string, end: string) => begin + content + end);
}

const file = path.join(root, 'README.md');
const text = fs.readFileSync(file, 'utf8');
fs.writeFileSync(file, fill(fill(text, 'targets', targetTable()), 'speed', speedTable()));
