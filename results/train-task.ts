/** Trains a recipe: one seed, and two more where its goals are missed; goes on with what is there. */

import path from 'node:path';
import { runCommand } from './command-line.ts';
import { areReached, valueFor } from './goals.ts';
import { formatValue } from './json-table.ts';
import { readRecord, thisMachine, writeRecord } from './record.ts';
import { holdsRun, type RecordedRun, readRun } from './recorded-run.ts';
import { evaluatedMetrics, RUN_OF, type Training } from './training.ts';
import type { Workplace } from './workplace.ts';

export function runFolder({ runs }: Workplace, name: string, seed: number): string {
  return path.join(runs, `${name}-${seed}`);
}

/** The finished runs of a training, in the order of the seeds. */
export function recordedRuns(workplace: Workplace, name: string): RecordedRun[] {
  return workplace.seeds
    .map((seed) => runFolder(workplace, name, seed))
    .filter(holdsRun)
    .map(readRun)
    .filter(({ isFinished }) => isFinished);
}

/** The seed that is to be trained next; nothing if the goals are reached or all seeds are done. */
export function nextSeed(
  { seeds }: Pick<Workplace, 'seeds'>,
  { goals, seeds: least }: Training,
  runs: readonly RecordedRun[],
): number | undefined {
  if (runs.length >= least && areReached(goals, runs)) return undefined;
  return seeds.find((seed) => !runs.some((run) => run.seed === seed));
}

/** All settings besides the recipe's own, with the folders of the runs that they stand for. */
export function trainingSettings(
  workplace: Workplace,
  { recipe, settings }: Training,
  seed: number,
): string[] {
  const own = settings.map((setting) =>
    setting.replace(RUN_OF, (_, name: string) => runFolder(workplace, name, workplace.seeds[0]!)),
  );
  return [`seed=${seed}`, ...own, ...workplace.settings(recipe.name)];
}

function trainingArgs(workplace: Workplace, training: Training, seed: number): string[] {
  const { name, recipe } = training;
  const folder = runFolder(workplace, name, seed);
  if (holdsRun(folder)) return ['train', recipe.name, '--resume', '--out', folder];
  const settings = trainingSettings(workplace, training, seed);
  return [
    'train',
    recipe.name,
    ...settings.flatMap((setting) => ['--set', setting]),
    '--out',
    folder,
  ];
}

/** The numbers of evaluation.json that the goals need and the run does not have. */
function isEvaluated(training: Training, { evaluation }: RecordedRun): boolean {
  return evaluatedMetrics(training).every((metric) => evaluation[metric] !== undefined);
}

/**
 * Trains and measures one seed as far as it is not done.
 * @returns why that failed; nothing if it is done
 */
async function completeSeed(
  workplace: Workplace,
  training: Training,
  seed: number,
): Promise<string | undefined> {
  const folder = runFolder(workplace, training.name, seed);
  const name = path.basename(folder);
  if (!holdsRun(folder) || !readRun(folder).isFinished) {
    const args = trainingArgs(workplace, training, seed);
    const before = readRecord(workplace, name)?.seconds ?? 0;
    const machine = thisMachine();
    const start = performance.now();
    const record = (error?: string) =>
      writeRecord(workplace, name, {
        args,
        seconds: before + (performance.now() - start) / 1000,
        machine,
        ...(error !== undefined && { error }),
      });
    try {
      const { error } = await runCommand([
        ...args,
        ...(training.pictures ? [] : ['--no-pictures']),
        '--no-report',
      ]);
      record(error);
      if (error !== undefined) return error;
    } catch (interruption) {
      record('interrupted');
      throw interruption;
    }
  }
  if (isEvaluated(training, readRun(folder))) return undefined;
  const metrics = evaluatedMetrics(training).join(',');
  return (await runCommand(['evaluate', folder, '--metrics', metrics])).error;
}

/** Whether nothing is left to do. */
export function isTrained(workplace: Workplace, training: Training): boolean {
  const runs = recordedRuns(workplace, training.name);
  return (
    runs.every((run) => isEvaluated(training, run)) &&
    nextSeed(workplace, training, runs) === undefined
  );
}

/**
 * Trains until the goals are reached or there are three seeds.
 * @param note a line for the terminal
 * @returns why it failed; nothing if it is done
 */
export async function trainTask(
  workplace: Workplace,
  training: Training,
  note: (line: string) => void,
): Promise<string | undefined> {
  for (const run of recordedRuns(workplace, training.name)) {
    const error = await completeSeed(workplace, training, run.seed);
    if (error !== undefined) return error;
  }
  for (;;) {
    const seed = nextSeed(workplace, training, recordedRuns(workplace, training.name));
    if (seed === undefined) return undefined;
    note(`${training.name}, seed ${seed}`);
    const error = await completeSeed(workplace, training, seed);
    if (error !== undefined) return error;
    const run = readRun(runFolder(workplace, training.name, seed));
    for (const goal of training.goals) {
      const value = valueFor(goal, run);
      const when = goal.epoch === undefined ? '' : ` after epoch ${goal.epoch}`;
      note(
        `  ${goal.metric}${when}: ${value === undefined ? '?' : formatValue(value)}, target ${goal.target}`,
      );
    }
  }
}
