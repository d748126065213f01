/** `alebrije datasets`: which there are, whether they are sound, what they look like, how to get them. */

import { datasetEntries } from '../../data/registry.ts';
import type { RegisterCommand } from '../command.ts';
import { datasetList } from '../dataset-list.ts';
import type { ImportOptions } from '../datasets/import.ts';
import type { ShowOptions } from '../datasets/show.ts';
import { wholeNumberFrom } from '../options.ts';

export const registerDatasets: RegisterCommand = (program, context) => {
  const list = async () => {
    const { json, text } = datasetList(await datasetEntries());
    context.answer(json, text);
  };
  const datasets = program
    .command('datasets')
    .description('list, check, show, download or import datasets')
    .action(list);
  datasets.command('list').description('list the datasets').action(list);
  datasets
    .command('doctor')
    .description('say what is wrong with datasets or your own data, and how to mend it')
    .argument('[what...]', 'names, or paths of your own data (default: all datasets)')
    .action(async (what: readonly string[]) => {
      const { runDoctor } = await import('../datasets/doctor.ts');
      await runDoctor(what, context);
    });
  datasets
    .command('import')
    .description('download or make a dataset, or read your own data, into the cache')
    .argument('<what>', 'a name, or the path of a folder or zip of images, or of a CSV file')
    .option('--name <name>', 'what to call it (default: as the file or folder)')
    .option('--size <pixels>', 'side that images are cropped and scaled to', wholeNumberFrom(4))
    .option('--grey', 'read images in grey (default: if all are)')
    .option('--colour', 'read images in colour')
    .option('--standardise', 'bring every column of a CSV file to mean 0, standard deviation 1')
    .option('--replace', 'take the place of what was imported under the same name')
    .action(async (what: string, options: ImportOptions) => {
      const { runImport } = await import('../datasets/import.ts');
      await runImport(what, options, context);
    });
  datasets
    .command('show')
    .description('draw a dataset: its classes, attributes, factors or points')
    .argument('<dataset>', 'a name, or the path of your own data')
    .option('--columns <count>', 'images in a row', wholeNumberFrom(2), 12)
    .option('--rows <count>', 'rows, where there are no classes', wholeNumberFrom(1), 8)
    .option('--seed <number>', 'of generated data', wholeNumberFrom(0), 0)
    .option('--out <file.png>', "the picture's file (default: the dataset's name)")
    .action(async (name: string, options: ShowOptions) => {
      const { runShow } = await import('../datasets/show.ts');
      await runShow(name, options, context);
    });
};
