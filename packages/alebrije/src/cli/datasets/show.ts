/** `alebrije datasets show`: one picture of a dataset. */

import fs from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { exampleCount } from '../../data/dataset.ts';
import { loadDataset } from '../../data/registry.ts';
import { UserError } from '../../errors.ts';
import { drawDataset } from '../../runs/pictures/dataset-picture.ts';
import { writeFileAtomic } from '../../train/files/atomic.ts';
import type { CommandContext } from '../command.ts';
import { createPreparationDisplay } from '../preparation-display.ts';

export interface ShowOptions {
  readonly columns: number;
  readonly rows: number;
  readonly seed: number;
  readonly out?: string;
}

/** @throws UserError before any work is done if the picture could not be written there */
function pictureFile(name: string, out = `${basename(name)}.png`): string {
  if (!out.toLowerCase().endsWith('.png')) {
    throw new UserError(`pictures are PNG files: --out ${out} must end in .png`);
  }
  if (!fs.existsSync(dirname(resolve(out)))) {
    throw new UserError(`there is no folder ${dirname(out)}: make it, or give --out another path`);
  }
  return resolve(out);
}

/** @param name of a dataset, or the path of the user's data */
export async function runShow(
  name: string,
  { columns, rows, seed, out }: ShowOptions,
  context: CommandContext,
): Promise<void> {
  const file = pictureFile(name, out);
  const display = createPreparationDisplay(context);
  const { onProgress } = display;
  const options = { seed, onProgress, signal: context.signal };
  const dataset = await loadDataset(name, options).finally(display.stop);
  writeFileAtomic(file, await drawDataset(dataset, { columns, rows }));
  const sizes = { train: exampleCount(dataset.train), test: exampleCount(dataset.test) };
  context.answer(
    { dataset: dataset.name, picture: file, sizes, source: dataset.source },
    `picture: ${file}\n${dataset.name}: ${sizes.train} + ${sizes.test} examples (${dataset.source})`,
  );
}
