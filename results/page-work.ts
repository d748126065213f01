/** What is to be done for a page, and doing it. */

import { loadDataset } from '../packages/alebrije/src/data/registry.ts';
import { UserError } from '../packages/alebrije/src/errors.ts';
import { type AbsentData, absentData } from './absent-data.ts';
import { commandTask, isAnswered } from './command-task.ts';
import { type Task, taskName, tasksOf } from './entry.ts';
import { evaluationTask, isEvaluated } from './evaluation-task.ts';
import type { Page } from './pages.ts';
import { holdsRun, staleness } from './recorded-run.ts';
import { isTrained, runFolder, trainingSettings, trainTask } from './train-task.ts';
import { type Training, trainingOf, trainingsOf } from './training.ts';
import { shownPath, type Workplace } from './workplace.ts';

export interface PageWork {
  readonly page: Page;
  readonly workplace: Workplace;
  /** By name, those whose data are absent included. */
  readonly trainings: ReadonlyMap<string, Training>;
  readonly absent: AbsentData;
  readonly tasks: readonly Task[];
}

/** All that a page asks for, but trainings whose data are absent. */
export async function pageWork(page: Page, workplace: Workplace): Promise<PageWork> {
  const trainings = trainingsOf(page.entries);
  const absent = await absentData(trainings.values());
  const tasks = tasksOf(page.entries).filter((task) => !absent.has(taskName(task)));
  return { page, workplace, trainings, absent, tasks };
}

/**
 * The work with the tasks of these names alone, without pages that have none of them.
 * @param only names separated by commas; all unless given
 * @throws UserError if a name is neither a recipe's nor a command's, or its data are absent
 */
export function chooseTasks(
  works: readonly PageWork[],
  only: string | undefined,
): readonly PageWork[] {
  if (only === undefined) return works;
  const names = only.split(',').map((name) => name.trim());
  const known = works.flatMap(({ tasks }) => tasks.map(taskName));
  for (const name of names.filter((candidate) => !known.includes(candidate))) {
    const absence = works.flatMap(({ absent }) => absent.get(name) ?? [])[0];
    if (absence) throw new UserError(`${name} needs ${absence.data}: ${absence.mend}`);
    throw new UserError(`there is no ${JSON.stringify(name)}; there are ${known.join(', ')}`);
  }
  return works
    .map((work) => ({
      ...work,
      tasks: work.tasks.filter((task) => names.includes(taskName(task))),
    }))
    .filter(({ tasks }) => tasks.length > 0);
}

export function isDone({ workplace, trainings }: PageWork, task: Task): boolean {
  switch (task.kind) {
    case 'train':
      return isTrained(workplace, trainingOf(task));
    case 'command':
      return isAnswered(workplace, trainings, task);
    case 'evaluation':
      return isEvaluated(workplace, trainings, task);
  }
}

/** @throws UserError if runs are there that are not what the recipes would train now */
export function checkWork(works: readonly PageWork[]): void {
  const problems = works.flatMap(({ tasks, workplace }) =>
    tasks.flatMap((task) => {
      if (task.kind !== 'train') return [];
      const training = trainingOf(task);
      return workplace.seeds.flatMap((seed) => {
        const folder = runFolder(workplace, training.name, seed);
        if (!holdsRun(folder)) return [];
        const stale = staleness(folder, trainingSettings(workplace, training, seed));
        return stale === undefined ? [] : [`${shownPath(folder)} (${stale})`];
      });
    }),
  );
  if (problems.length === 0) return;
  throw new UserError(
    `delete these runs, they were trained with other settings than the recipes have now: ${problems.join(', ')}`,
  );
}

/** @throws UserError if the full data are missing, which the recipes would replace by their subset */
async function checkData({ workplace, tasks }: PageWork): Promise<void> {
  const names = tasks.flatMap((task) =>
    task.kind === 'train' ? [trainingOf(task).recipe.defaults.data] : [],
  );
  if (!workplace.isQuick && names.includes('fashion-mnist')) await loadDataset('fashion-mnist');
}

async function runTask(
  { workplace, trainings }: PageWork,
  task: Task,
  note: (line: string) => void,
): Promise<string | undefined> {
  switch (task.kind) {
    case 'train':
      return trainTask(workplace, trainingOf(task), note);
    case 'command':
      return commandTask(workplace, trainings, task);
    case 'evaluation':
      return evaluationTask(workplace, trainings, task);
  }
}

/**
 * Does what is not done.
 * @param note a line for the terminal
 * @returns one line for each task that failed
 * @throws UserError if data are missing; Interrupted after Ctrl-C
 */
export async function runTasks(work: PageWork, note: (line: string) => void): Promise<string[]> {
  await checkData(work);
  const { page, tasks } = work;
  const failures: string[] = [];
  for (const [index, task] of tasks.entries()) {
    const label = `${page.name} [${index + 1}/${tasks.length}] ${taskName(task)}`;
    if (isDone(work, task)) {
      note(`${label}: done before`);
      continue;
    }
    note(label);
    const error = await runTask(work, task, note);
    if (error !== undefined) failures.push(`${taskName(task)}: ${error}`);
  }
  return failures;
}
