/** `alebrije one-class`: trains a recipe on each class alone, and tells it from the others. */

import { join, resolve } from 'node:path';
import { Option } from 'commander';
import { UserError } from '../../errors.ts';
import { ANOMALY_SCORES, type AnomalyScore } from '../../metrics/anomaly.ts';
import { findRecipe } from '../../recipes/registry.ts';
import {
  type ClassResult,
  freeFolder,
  meanSeparations,
  oneClassProtocol,
} from '../../runs/anomalies/one-class.ts';
import { configure } from '../../runs/config.ts';
import { oneClassPicture } from '../../runs/pictures/one-class.ts';
import { writeFileAtomic } from '../../train/files/atomic.ts';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { EXIT_INTERRUPTED } from '../exit-codes.ts';
import { collect, shareBelowOne, wholeNumberFrom } from '../options.ts';
import { formatDuration, formatTable } from '../table.ts';

interface OneClassOptions {
  readonly classes?: string;
  readonly epochs?: number;
  readonly data?: string;
  readonly seed?: number;
  readonly set?: readonly string[];
  readonly quantile: number;
  readonly score: AnomalyScore;
  readonly out?: string;
  readonly runs: string;
  readonly backend: string;
}

function settingsOf({ set = [], data, seed, epochs }: OneClassOptions): string[] {
  const flags = Object.entries({ data, seed, epochs }).flatMap(([path, value]) =>
    value === undefined ? [] : [`${path}=${JSON.stringify(value)}`],
  );
  return [...set, ...flags];
}

/** '0,Coat' → [0, 'Coat']. */
function classList(text: string | undefined): (number | string)[] | undefined {
  return text?.split(',').map((part) => {
    const word = part.trim();
    return /^\d+$/.test(word) ? Number(word) : word;
  });
}

function resultTable(classes: readonly ClassResult[]): string {
  const areas = (separations: readonly { readonly auroc: number }[]) =>
    separations.map(({ auroc }) => auroc.toFixed(4));
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const rows = classes.map(({ name, separations, falseAlarms, found, seconds }) => [
    name,
    ...areas(separations),
    percent(falseAlarms),
    percent(found),
    formatDuration(seconds),
  ]);
  const header = ['class', ...meanSeparations(classes).map(columnName)];
  return formatTable(
    [...header, 'false alarms', 'found', 'training'],
    [...rows, ['mean', ...areas(meanSeparations(classes)), '', '', '']],
  );
}

function columnName({ by, score }: { readonly by: string; readonly score: string }): string {
  return by === 'model' ? score : `PCA-30 ${score}`;
}

async function oneClass(
  name: string,
  options: OneClassOptions,
  context: CommandContext,
): Promise<void> {
  const recipe = findRecipe(name);
  const config = configure(recipe, settingsOf(options));
  if (config.classes !== null) {
    throw new UserError('one-class chooses the class of each training itself: give --classes');
  }
  const { quantile, score, backend } = options;
  const { signal } = context;
  const folder = options.out ? resolve(options.out) : freeFolder(options.runs, name);
  const { classes, isWhole } = await oneClassProtocol(recipe, config, folder, {
    classes: classList(options.classes),
    quantile,
    score,
    backend,
    signal,
    onClass: ({ name: className, separations, seconds }) =>
      context.note(
        `${className}: AUROC ${separations[0]!.auroc.toFixed(4)}, trained in ${formatDuration(seconds)}`,
      ),
  });
  if (!isWhole) {
    context.exitCode = EXIT_INTERRUPTED;
    context.note(`to go on: the same command with --out ${folder}`);
    context.answer({ folder, recipe: name, classes }, resultTable(classes));
    return;
  }
  const picture = join(folder, 'one-class.png');
  writeFileAtomic(picture, await oneClassPicture(recipe.title, classes));
  context.answer(
    { folder, recipe: name, score, quantile, picture, classes, mean: meanSeparations(classes) },
    `${resultTable(classes)}\npicture: ${picture}`,
  );
}

export const registerOneClass: RegisterCommand = (program, context) => {
  program
    .command('one-class')
    .description('train a recipe on each class alone, and tell the class from all others')
    .argument('<recipe>', 'a name that `alebrije list` shows')
    .option('--classes <list>', 'only these, by number or name, separated by commas')
    .option('--epochs <count>', 'passes over the training examples of a class', wholeNumberFrom(1))
    .option('--data <name>', 'dataset, see `alebrije list datasets`')
    .option('--seed <number>', 'of all random draws', wholeNumberFrom(0))
    .option('--set <path=value>', 'change a setting; may be given again', collect)
    .option(
      '--quantile <share>',
      'of the training images that the threshold leaves below it',
      shareBelowOne,
      0.99,
    )
    .addOption(
      new Option('--score <kind>', 'what the threshold is for; both are measured')
        .choices(ANOMALY_SCORES)
        .default('weighted'),
    )
    .option('--out <folder>', 'of the runs; classes trained there before are not trained again')
    .option('--runs <folder>', 'folder of all runs', 'runs')
    .option('--backend <name>', 'cpu, webgpu or cuda', 'cpu')
    .action((name: string, options: OneClassOptions) => oneClass(name, options, context));
};
