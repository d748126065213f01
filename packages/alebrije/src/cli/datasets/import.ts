/** `alebrije datasets import`: downloads, makes or reads a dataset into the cache. */

import { existsSync } from 'node:fs';
import { exampleCount } from '../../data/dataset.ts';
import type { DatasetEntry, ImageTarget } from '../../data/dataset-entry.ts';
import { datasetPath } from '../../data/dataset-path.ts';
import { importKnownLayout } from '../../data/known-layouts.ts';
import { DATASETS } from '../../data/registry.ts';
import { importDataset } from '../../data/user-datasets.ts';
import { UserError } from '../../errors.ts';
import type { CommandContext } from '../command.ts';
import { createDownloadDisplay } from '../download-display.ts';
import { EXIT_INTERRUPTED } from '../exit-codes.ts';
import { createPreparationDisplay } from '../preparation-display.ts';

export interface ImportOptions {
  readonly name?: string;
  readonly size?: number;
  readonly grey?: true;
  readonly colour?: true;
  readonly standardise?: true;
  readonly replace?: true;
}

/** @param what the name of a dataset, or the path of the user's data */
export async function runImport(
  what: string,
  options: ImportOptions,
  context: CommandContext,
): Promise<void> {
  const entry = DATASETS.find(({ name }) => name === what);
  const path = entry ? undefined : datasetPath(what);
  if (path !== undefined) return importPath(path, options, context);
  if (entry && Object.keys(options).some((option) => option !== 'json')) {
    throw new UserError(`${what} is imported as it is: leave the options out`);
  }
  if (entry?.download) return download(entry, entry.download, context);
  if (entry?.prepare) return prepare(entry, entry.prepare, context);
  throw new UserError(notDownloadable(what, entry));
}

function notDownloadable(what: string, entry: DatasetEntry | undefined): string {
  const namesOf = (has: (entry: DatasetEntry) => boolean) =>
    DATASETS.filter(has)
      .map(({ name }) => name)
      .join(', ');
  if (entry?.mend && entry.isPresent) return `${what} cannot be downloaded: ${entry.mend}`;
  if (entry) return `${what} needs no import: it is always there`;
  return (
    `${JSON.stringify(what)} cannot be downloaded, and there is no such file or folder; there are ` +
    `${namesOf(({ download: found }) => found !== undefined)} to download, ` +
    `${namesOf(({ prepare: found }) => found !== undefined)} to make, and your own data by their path`
  );
}

async function download(
  { name }: DatasetEntry,
  load: NonNullable<DatasetEntry['download']>,
  context: CommandContext,
): Promise<void> {
  const { signal } = context;
  const display = createDownloadDisplay(context);
  try {
    const folder = await load({ onProgress: display.onProgress, signal });
    display.stop();
    context.answer({ dataset: name, folder }, `${name} is in ${folder}, checksums right`);
  } catch (error) {
    display.stop();
    if (!signal.aborted) throw error;
    context.exitCode = EXIT_INTERRUPTED;
    context.note('interrupted; the files that were complete are kept, the next import goes on');
  }
}

async function prepare(
  { name }: DatasetEntry,
  make: NonNullable<DatasetEntry['prepare']>,
  context: CommandContext,
): Promise<void> {
  const display = createPreparationDisplay(context);
  const { onProgress } = display;
  const file = await make({ onProgress, signal: context.signal }).finally(display.stop);
  context.answer({ dataset: name, file }, `${name} is in ${file}`);
}

function imageTarget({ size, grey, colour }: ImportOptions): ImageTarget {
  if (grey && colour) throw new UserError('--grey and --colour exclude each other: give one');
  const channels = grey ? 1 : colour ? 3 : undefined;
  return {
    ...(size !== undefined && { size }),
    ...(channels !== undefined && { channels }),
  };
}

async function importPath(
  path: string,
  { name, standardise, replace, ...options }: ImportOptions,
  context: CommandContext,
): Promise<void> {
  if (!existsSync(path)) throw new UserError(`there is no file or folder ${path}: check the path`);
  const images = imageTarget(options);
  const display = createPreparationDisplay(context);
  const progress = { onProgress: display.onProgress, signal: context.signal };
  try {
    const known =
      name === undefined ? await importKnownLayout(path, images.size, progress) : undefined;
    if (known) {
      context.answer(
        { dataset: known.name, location: known.location },
        `${known.name} is in ${known.location}`,
      );
      return;
    }
    const { dataset, file } = await importDataset(
      path,
      {
        ...progress,
        images,
        ...(name !== undefined && { name }),
        ...(standardise && { standardise }),
        ...(replace && { replace }),
      },
      DATASETS.map((entry) => entry.name),
    );
    const { train, test, source, classNames } = dataset;
    const [shape, sizes] = [train.values.shape.slice(1), [exampleCount(train), exampleCount(test)]];
    const classes = classNames ? `, ${classNames.length} classes` : '';
    context.answer(
      {
        dataset: dataset.name,
        file,
        shape,
        sizes: { train: sizes[0], test: sizes[1] },
        ...(classNames && { classNames }),
        source,
      },
      `${dataset.name} is in ${file}: ${sizes.join(' + ')} examples of ${shape.join(' x ')}${classes}\n` +
        `train on it with --data ${dataset.name}`,
    );
  } finally {
    display.stop();
  }
}
