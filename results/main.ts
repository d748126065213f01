/**
 * `npm run results`: trains every autoencoder of the catalogue, runs the commands that use them, and writes
 * docs/results/autoencoders.md with its pictures. What is done is not done again; Ctrl-C loses nothing.
 */

import { parseArgs } from 'node:util';
import { loadDataset } from '../packages/alebrije/src/data/registry.ts';
import { UserError } from '../packages/alebrije/src/errors.ts';
import { Interrupted } from './command-line.ts';
import { commandTask, isAnswered } from './command-task.ts';
import { ENTRIES } from './entries.ts';
import { type Task, taskName, tasksOf } from './entry.ts';
import { writePage } from './page-content.ts';
import { quickWorkplace } from './quick.ts';
import { holdsRun, staleness } from './recorded-run.ts';
import { isTrained, runFolder, trainingSettings, trainTask } from './train-task.ts';
import { trainingOf, trainingsOf } from './training.ts';
import { fullWorkplace, shownPath, type Workplace, workplaceIn } from './workplace.ts';

const HELP = `npm run results -- [options]
  --only NAMES   only these recipes and commands, separated by commas
  --list         show what there is, and what is done
  --page         write the page from what is there, run nothing
  --into FOLDER  runs, pictures and page all in a folder of their own
  --quick        a few steps each, to try the whole list in minutes; with --into or in a temporary folder`;

const TRAININGS = trainingsOf(ENTRIES);

const note = (line: string) => {
  process.stderr.write(`${line}\n`);
};

const isDone = (workplace: Workplace, task: Task): boolean =>
  task.kind === 'train'
    ? isTrained(workplace, trainingOf(task))
    : isAnswered(workplace, TRAININGS, task);

/** @throws UserError if a name is neither a recipe's nor a command's */
function chooseTasks(only: string | undefined): Task[] {
  const tasks = tasksOf(ENTRIES);
  if (only === undefined) return tasks;
  const names = only.split(',').map((name) => name.trim());
  const known = tasks.map(taskName);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`there is no ${JSON.stringify(unknown)}; there are ${known.join(', ')}`);
  }
  return tasks.filter((task) => names.includes(taskName(task)));
}

/** @throws UserError if runs are there that are not what the recipes would train now */
function checkRuns(workplace: Workplace, tasks: readonly Task[]): void {
  const problems = tasks.flatMap((task) => {
    if (task.kind !== 'train') return [];
    const training = trainingOf(task);
    return workplace.seeds.flatMap((seed) => {
      const folder = runFolder(workplace, training.name, seed);
      if (!holdsRun(folder)) return [];
      const stale = staleness(folder, trainingSettings(workplace, training, seed));
      return stale === undefined ? [] : [`${shownPath(folder)} (${stale})`];
    });
  });
  if (problems.length === 0) return;
  throw new UserError(
    `delete these runs, they were trained with other settings than the recipes have now: ${problems.join(', ')}`,
  );
}

/** @throws UserError if the full data are missing, which the recipes would replace by their subset */
async function checkData(workplace: Workplace, tasks: readonly Task[]): Promise<void> {
  const names = tasks.flatMap((task) =>
    task.kind === 'train' ? [trainingOf(task).recipe.defaults.data] : [],
  );
  if (!workplace.isQuick && names.includes('fashion-mnist')) await loadDataset('fashion-mnist');
}

/** @returns one line for each task that failed */
async function runTasks(workplace: Workplace, tasks: readonly Task[]): Promise<string[]> {
  const failures: string[] = [];
  for (const [index, task] of tasks.entries()) {
    const label = `[${index + 1}/${tasks.length}] ${taskName(task)}`;
    if (isDone(workplace, task)) {
      note(`${label}: done before`);
      continue;
    }
    note(label);
    const error =
      task.kind === 'train'
        ? await trainTask(workplace, trainingOf(task), note)
        : await commandTask(workplace, TRAININGS, task);
    if (error !== undefined) failures.push(`${taskName(task)}: ${error}`);
  }
  return failures;
}

/** @returns the exit code */
async function main(): Promise<number> {
  const { values } = parseArgs({
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
  const workplace = values.quick
    ? quickWorkplace(values.into)
    : values.into === undefined
      ? fullWorkplace()
      : workplaceIn(values.into);
  const tasks = chooseTasks(values.only);
  checkRuns(workplace, tasks);
  if (values.list) {
    for (const task of tasks) {
      const what = task.kind === 'train' ? `train ${task.recipe}` : task.args;
      note(`${isDone(workplace, task) ? 'done ' : 'to do'}  ${taskName(task)}: ${what}`);
    }
    return 0;
  }
  let failures: string[] = [];
  if (!values.page) {
    await checkData(workplace, tasks);
    // The command that runs gets the signal too, saves what it has and ends.
    process.on('SIGINT', () => undefined);
    try {
      failures = await runTasks(workplace, tasks);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      note('interrupted; the same command goes on from here');
      return 130;
    }
  }
  writePage(workplace, ENTRIES);
  note(`written: ${shownPath(workplace.page)}`);
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
