/** `alebrije datasets`: which there are, whether they are sound, and how to get them. */

import { diagnoseDatasets } from '../../data/doctor.ts';
import { downloadFashionMnist } from '../../data/fashion-mnist.ts';
import { DATASETS } from '../../data/registry.ts';
import { UserError } from '../../errors.ts';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { datasetList } from '../dataset-list.ts';
import { createDownloadDisplay } from '../download-display.ts';
import { EXIT_FAILED, EXIT_INTERRUPTED } from '../exit-codes.ts';
import { formatTable } from '../table.ts';

async function doctor(context: CommandContext): Promise<void> {
  const datasets = await diagnoseDatasets();
  const ok = datasets.every((status) => status.ok);
  const rows = datasets.map((status) => [status.name, status.ok ? 'ok' : 'bad', status.message]);
  const mends = datasets.flatMap(({ name, mend }) => (mend ? [`${name}: ${mend}`] : []));
  const table = formatTable(['dataset', 'state', 'finding'], rows);
  context.answer({ ok, datasets }, [table, ...mends].join('\n'));
  if (!ok) context.exitCode = EXIT_FAILED;
}

async function importDataset(dataset: string, context: CommandContext): Promise<void> {
  if (dataset !== 'fashion-mnist') {
    throw new UserError(
      `${JSON.stringify(dataset)} cannot be downloaded: fashion-mnist is what can`,
    );
  }
  const { signal } = context;
  const display = createDownloadDisplay(context);
  try {
    const folder = await downloadFashionMnist({ onProgress: display.onProgress, signal });
    display.stop();
    context.answer({ dataset, folder }, `${dataset} is in ${folder}, checksums right`);
  } catch (error) {
    display.stop();
    if (!signal.aborted) throw error;
    context.exitCode = EXIT_INTERRUPTED;
    context.note('interrupted; the files that were complete are kept, the next import goes on');
  }
}

export const registerDatasets: RegisterCommand = (program, context) => {
  const list = () => {
    const { json, text } = datasetList(DATASETS);
    context.answer(json, text);
  };
  const datasets = program
    .command('datasets')
    .description('list, check or download datasets')
    .action(list);
  datasets.command('list').description('list the datasets').action(list);
  datasets
    .command('doctor')
    .description('load every dataset, and say what is wrong and how to mend it')
    .action(() => doctor(context));
  datasets
    .command('import')
    .description('download a dataset into the cache')
    .argument('<name>', 'fashion-mnist')
    .action((name: string) => importDataset(name, context));
};
