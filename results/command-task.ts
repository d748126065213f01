/** Runs one command on what was trained, unless its answer is there and still holds. */

import fs from 'node:fs';
import path from 'node:path';
import { runCommand } from './command-line.ts';
import type { CommandEntry } from './entry.ts';
import { bestRun } from './goals.ts';
import { isPicture } from './json-table.ts';
import { readRecord, recordedAt, type TaskRecord, thisMachine, writeRecord } from './record.ts';
import type { RecordedRun } from './recorded-run.ts';
import { writeSmallPicture } from './small-picture.ts';
import { recordedRuns } from './train-task.ts';
import type { Training } from './training.ts';
import { root, shownPath, type Workplace } from './workplace.ts';

/** Stands for the runs of all recipes that see Fashion-MNIST. */
const IMAGE_RECIPES = 'image recipes';
/** Stands for the folder of all runs. */
const RUNS = 'runs';

type Trainings = ReadonlyMap<string, Training>;

/** Those of Fashion-MNIST as the recipes stand. */
function imageTrainings(trainings: Trainings): string[] {
  return [...trainings.values()]
    .filter(({ recipe, isChanged }) => !isChanged && recipe.defaults.data === 'fashion-mnist')
    .map(({ name }) => name);
}

/** The files that an answer names as pictures: by a field each, or all by name in one. */
function namedPictures(answer: NonNullable<TaskRecord['answer']>): string[] {
  return Object.entries(answer)
    .filter(([name]) => isPicture(name))
    .flatMap(([, files]) => (files && typeof files === 'object' ? Object.values(files) : [files]))
    .filter((file) => typeof file === 'string');
}

/** Writes the pictures that an answer names small into the folder of the pictures. */
async function gatherPictures(
  { pictures }: Workplace,
  answer: NonNullable<TaskRecord['answer']>,
): Promise<string[]> {
  const gathered: string[] = [];
  for (const file of namedPictures(answer)) {
    const made = path.resolve(root, file);
    const small = await writeSmallPicture(made, pictures);
    gathered.push(small);
    if (path.dirname(made) === pictures && path.basename(made) !== small) fs.rmSync(made);
  }
  return gathered;
}

/** The trainings that a word of the arguments stands for; nothing if it stands for itself. */
function trainingsMeant(trainings: Trainings, word: string): readonly string[] | undefined {
  const name = word.match(/^\{(.+)\}$/)?.[1];
  if (name === undefined || name === RUNS) return undefined;
  return name === IMAGE_RECIPES ? imageTrainings(trainings) : [name];
}

export interface PreparedCommand {
  readonly args: readonly string[];
  /** The runs that the arguments name. */
  readonly runs: readonly RecordedRun[];
}

/**
 * The arguments with the folders of the best runs, from the repository's root, where commands are run.
 * @returns the name of a training that is not done, if there is one
 */
export function prepareCommand(
  workplace: Workplace,
  trainings: Trainings,
  entry: CommandEntry,
): PreparedCommand | { readonly missing: string } {
  const quick = workplace.isQuick && entry.quick ? ` ${entry.quick}` : '';
  const args: string[] = [];
  const runs: RecordedRun[] = [];
  // Placeholders may hold a space, and so may what stands in quotes.
  const words = (entry.args + quick).match(/(\{[^}]+\}|"[^"]*"|\S)+/g) ?? [];
  for (const word of words.map((typed) => typed.replaceAll('"', ''))) {
    const meant = trainingsMeant(trainings, word);
    if (!meant) args.push(word.replace(`{${RUNS}}`, shownPath(workplace.runs)));
    for (const name of meant ?? []) {
      const run = bestRun(trainings.get(name)?.goals ?? [], recordedRuns(workplace, name));
      if (!run) return { missing: name };
      args.push(shownPath(run.path));
      runs.push(run);
    }
  }
  const { picture } = entry;
  if (picture !== undefined) args.push('--out', shownPath(path.join(workplace.pictures, picture)));
  return { args, runs };
}

/** Whether the recorded answer is that of the same arguments, and newer than the runs it is of. */
export function holdsAnswer(workplace: Workplace, name: string, command: PreparedCommand): boolean {
  const record = readRecord(workplace, name);
  if (!record?.answer) return false;
  const { pictures = [] } = record;
  if (!pictures.every((file) => fs.existsSync(path.join(workplace.pictures, file)))) return false;
  const answered = recordedAt(workplace, name);
  return (
    record.args.join('\n') === command.args.join('\n') &&
    command.runs.every((run) => trainedAt(run) <= answered)
  );
}

export function isAnswered(
  workplace: Workplace,
  trainings: Trainings,
  entry: CommandEntry,
): boolean {
  const command = prepareCommand(workplace, trainings, entry);
  return !('missing' in command) && holdsAnswer(workplace, entry.name, command);
}

function trainedAt(run: RecordedRun): number {
  return fs.statSync(path.join(run.path, 'metrics.jsonl')).mtimeMs;
}

/**
 * Runs it and keeps the answer under the name.
 * @returns why it failed; nothing if it is answered
 */
export async function answerCommand(
  workplace: Workplace,
  name: string,
  command: PreparedCommand,
): Promise<string | undefined> {
  fs.mkdirSync(workplace.pictures, { recursive: true });
  const { answer, error, seconds } = await runCommand(command.args);
  writeRecord(workplace, name, {
    args: command.args,
    seconds,
    machine: thisMachine(),
    ...(answer && { answer, pictures: await gatherPictures(workplace, answer) }),
    ...(error !== undefined && { error }),
  });
  return error;
}

/** @returns why it failed; nothing if it is answered */
export async function commandTask(
  workplace: Workplace,
  trainings: Trainings,
  entry: CommandEntry,
): Promise<string | undefined> {
  const command = prepareCommand(workplace, trainings, entry);
  if ('missing' in command) return `${command.missing} is not trained yet`;
  return answerCommand(workplace, entry.name, command);
}
