/**
 * `npm run results`: trains the catalogue, runs the commands that use what was trained, and writes a page of
 * docs/results/ for each family, with its pictures. What is done is not done again; Ctrl-C loses nothing.
 */

import { parseArgs } from 'node:util';
import { UserError } from '../packages/alebrije/src/errors.ts';
import { Interrupted } from './command-line.ts';
import { taskName } from './entry.ts';
import { writePage } from './page-content.ts';
import { checkWork, chooseTasks, isDone, type PageWork, pageWork, runTasks } from './page-work.ts';
import { choosePages } from './pages.ts';
import { quickWorkplace } from './quick.ts';
import { fullWorkplace, shownPath, type Workplace, workplaceIn } from './workplace.ts';

const HELP = `npm run results -- [pages] [options]
  pages          autoencoders, variational, adversarial, diffusion; all unless given
  --only NAMES   only these recipes and commands, separated by commas
  --list         show what there is, and what is done
  --page         write the pages from what is there, run nothing
  --into FOLDER  runs, pictures and pages all in a folder of their own
  --quick        a few steps each, to try the whole list in minutes; with --into or in a temporary folder`;

const note = (line: string) => {
  process.stderr.write(`${line}\n`);
};

function listTasks(works: readonly PageWork[]): void {
  for (const work of works) {
    note(`${work.page.name}:`);
    for (const task of work.tasks) {
      const what =
        task.kind === 'train'
          ? `train ${task.recipe}`
          : task.kind === 'command'
            ? task.args
            : `evaluate ${task.of.join(', ')}`;
      note(`${isDone(work, task) ? 'done ' : 'to do'}  ${taskName(task)}: ${what}`);
    }
    for (const [name, { data }] of work.absent) note(`left out  ${name}: ${data} is not here`);
  }
}

/** @returns the exit code */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      list: { type: 'boolean' },
      page: { type: 'boolean' },
      into: { type: 'string' },
      quick: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    note(HELP);
    return 0;
  }
  const workplaceFor = (page: string): Workplace => {
    if (values.quick) return quickWorkplace(page, values.into);
    return values.into === undefined ? fullWorkplace(page) : workplaceIn(values.into, page);
  };
  const all = await Promise.all(
    choosePages(positionals).map((page) => pageWork(page, workplaceFor(page.name))),
  );
  const works = chooseTasks(all, values.only);
  checkWork(works);
  if (values.list) {
    listTasks(works);
    return 0;
  }
  const failures: string[] = [];
  if (!values.page) {
    // The command that runs gets the signal too, saves what it has and ends.
    process.on('SIGINT', () => undefined);
    try {
      for (const work of works) failures.push(...(await runTasks(work, note)));
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      note('interrupted; the same command goes on from here');
      return 130;
    }
  }
  for (const { workplace, page, absent } of works) {
    writePage(workplace, page, absent);
    note(`written: ${shownPath(workplace.page)}`);
  }
  for (const failure of failures) note(`failed: ${failure}`);
  return failures.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage =
    error instanceof UserError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE');
  if (!isUsage) throw error;
  note(`error: ${(error as Error).message}`);
  process.exitCode = 2;
}
