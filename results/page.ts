/** The page of the results, from the runs' own files and the commands' answers alone. */

import { formatDuration } from '../packages/alebrije/src/cli/table.ts';
import { commandText } from './command-line.ts';
import { type CommandEntry, type Entry, taskName } from './entry.ts';
import { answerMarkdown } from './json-table.ts';
import { costTable, goalTable, type TrainingResult } from './recipe-tables.ts';
import type { Machine, TaskRecord } from './record.ts';

export interface CommandResult {
  readonly record: TaskRecord | undefined;
  /** From the page's folder. */
  readonly pictures: readonly string[];
}

export interface PageContent {
  readonly entries: readonly Entry[];
  /** By the training's name. */
  readonly trainings: ReadonlyMap<string, TrainingResult>;
  /** By the command's name. */
  readonly commands: ReadonlyMap<string, CommandResult>;
}

const INTRODUCTION =
  'Written by `npm run results`, which trains every autoencoder of the catalogue as it stands (a second and a ' +
  'third seed only where a target is missed by more than 5 %), runs the commands below on what came out, and goes ' +
  'on where it stopped. All numbers are read from the runs’ own files (`config.json`, `metrics.jsonl`, ' +
  '`evaluation.json`) and the commands’ own answers (`--json`).';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function machineText({ cores, processor, node }: Machine): string {
  return `${processor ? `${processor}, ` : ''}${cores} core${cores === 1 ? '' : 's'}, Node ${node}`;
}

/** How long everything took, and on what. */
export function timeLine({ trainings: results, commands }: PageContent): string {
  const trainings = [...results.values()].flatMap(({ records }) => [...records.values()]);
  const answers = [...commands.values()].flatMap(({ record }) => (record ? [record] : []));
  const [training, commanding] = [trainings, answers].map((records) =>
    sum(records.map(({ seconds }) => seconds)),
  ) as [number, number];
  const machines = [
    ...new Set([...trainings, ...answers].map(({ machine }) => machineText(machine))),
  ];
  if (machines.length === 0) return 'Nothing was run yet.';
  return `All of it took ${formatDuration(training + commanding)}: ${formatDuration(training)} for the trainings, ${formatDuration(commanding)} for the commands. Measured on: ${machines.join('; ')}.`;
}

function trainingPart(results: readonly TrainingResult[]): string[] {
  return [
    goalTable(results),
    'Training steps alone, and the whole command with data, validation and checkpoints:',
    costTable(results),
  ];
}

function commandPart(entry: CommandEntry, { record, pictures }: CommandResult): string[] {
  const command = record ? commandText(record.args) : `npx alebrije ${entry.args}`;
  const lines = [...(entry.text ? [entry.text] : []), ['```sh', command, '```'].join('\n')];
  if (!record?.answer)
    return [...lines, record?.error ? `Failed: ${record.error}` : 'Not run yet.'];
  lines.push(...pictures.map((picture) => `![${entry.name}](${picture})`));
  const numbers = answerMarkdown(record.answer, entry.show);
  return [...lines, ...(numbers ? [numbers] : [])];
}

/** Markdown. Trainings that follow each other share one table. */
export function pageText(content: PageContent): string {
  const { entries, trainings, commands } = content;
  const parts = ['# Autoencoders', INTRODUCTION, timeLine(content)];
  for (const [index, entry] of entries.entries()) {
    switch (entry.kind) {
      case 'heading':
        parts.push(`## ${entry.title}`, ...(entry.text ? [entry.text] : []));
        break;
      case 'train': {
        if (entries[index - 1]?.kind === 'train') break;
        const rest = entries.slice(index);
        const end = rest.findIndex(({ kind }) => kind !== 'train');
        const group = end === -1 ? rest : rest.slice(0, end);
        const results = group.flatMap((each) => {
          const result = each.kind === 'train' ? trainings.get(taskName(each)) : undefined;
          return result ? [result] : [];
        });
        parts.push(...trainingPart(results));
        break;
      }
      case 'command':
        parts.push(
          ...commandPart(entry, commands.get(entry.name) ?? { record: undefined, pictures: [] }),
        );
        break;
    }
  }
  return `${parts.join('\n\n')}\n`;
}
