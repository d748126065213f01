/** `alebrije compare`: several runs in one table and one picture. */

import { Option } from 'commander';
import { type Comparison, compareRuns } from '../../runs/compare.ts';
import { writeFileAtomic } from '../../train/files/atomic.ts';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { wholeNumberFrom } from '../options.ts';
import { type PictureOptions, pictureFile } from '../picture-command.ts';
import { formatCount, formatDuration, formatMetric, formatTable } from '../table.ts';

interface CompareCommandOptions extends PictureOptions {
  readonly count?: number;
  readonly limit?: number;
}

const HEADER = [
  'run',
  'recipe',
  'seed',
  'parameters',
  'code',
  'epochs',
  'time',
  'valLoss',
  'mse',
  'PCA mse',
];

function comparisonText({ data, examples, runs }: Comparison, picture: string): string {
  const metric = (value: number | undefined) => (value === undefined ? '' : formatMetric(value));
  const rows = runs.map((run) => [
    run.label,
    run.recipe,
    String(run.seed),
    formatCount(run.parameters),
    formatCount(run.codeSize),
    formatCount(run.epochs),
    formatDuration(run.seconds),
    metric(run.valLoss),
    metric(run.mse),
    metric(run.pcaMse),
  ]);
  return [
    formatTable(HEADER, rows),
    `mse: squared error per value on ${formatCount(examples)} test examples of ${data}, the same for all; PCA mse: with as many components as the code has numbers`,
    'valLoss: of each run on its own validation examples, in the unit of its own loss',
    `picture: ${picture}`,
  ].join('\n');
}

async function compare(
  folders: readonly string[],
  { out, ...options }: CompareCommandOptions,
  context: CommandContext,
): Promise<void> {
  const picture = pictureFile(folders[0]!, 'compare', out);
  const comparison = await compareRuns(folders, {
    ...options,
    onNote(line) {
      context.signal.throwIfAborted();
      context.note(line);
    },
  });
  const { png, ...json } = comparison;
  writeFileAtomic(picture, png);
  context.answer({ picture, ...json }, comparisonText(comparison, picture));
}

export const registerCompare: RegisterCommand = (program, context) => {
  program
    .command('compare')
    .description('put the same held-out examples through several runs')
    .argument('<runs...>', 'the folders of two or more runs of the same data')
    .option('--count <count>', 'images in the picture (default: 10)', wholeNumberFrom(1))
    .option('--limit <count>', 'measure on so many test examples', wholeNumberFrom(1))
    .addOption(
      new Option('--checkpoint <which>', 'the weights to use')
        .choices(['best', 'last'])
        .default('last'),
    )
    .option('--backend <name>', 'cpu, webgpu or cuda', 'cpu')
    .option('--out <file.png>', "the picture's file (default: in the first run's samples/)")
    .action((folders: string[], options: CompareCommandOptions) =>
      compare(folders, options, context),
    );
};
