/** A page of the results, from the runs' own files and the commands' answers alone. */

import { formatDuration } from '../packages/alebrije/src/cli/table.ts';
import { type AbsentData, absenceText } from './absent-data.ts';
import { commandText } from './command-line.ts';
import { type CommandEntry, type Entry, type EvaluationEntry, taskName } from './entry.ts';
import { type EvaluationResult, evaluationTable } from './evaluation-task.ts';
import { answerMarkdown } from './json-table.ts';
import type { Page } from './pages.ts';
import { costTable, goalTable, type TrainingResult } from './recipe-tables.ts';
import type { Machine, TaskRecord } from './record.ts';

export interface CommandResult {
  readonly record: TaskRecord | undefined;
  /** From the page's folder. */
  readonly pictures: readonly string[];
}

export interface PageContent {
  readonly page: Page;
  /** By the training's name. */
  readonly trainings: ReadonlyMap<string, TrainingResult>;
  /** By the command's name. */
  readonly commands: ReadonlyMap<string, CommandResult>;
  /** By the evaluation's name. */
  readonly evaluations: ReadonlyMap<string, EvaluationResult>;
  /** Trainings that are left out. */
  readonly absent: AbsentData;
}

const introduction = ({ name, subject }: Page) =>
  `Written by \`npm run results -- ${name}\`, which trains every ${subject} of the catalogue as it stands (a second and a ` +
  'third seed only where a target is missed by more than 5 %), runs the commands below on what came out, and goes ' +
  'on where it stopped. All numbers are read from the runs’ own files (`config.json`, `metrics.jsonl`, ' +
  '`evaluation.json`) and the commands’ own answers (`--json`).';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function machineText({ cores, processor, node }: Machine): string {
  return `${processor ? `${processor}, ` : ''}${cores} core${cores === 1 ? '' : 's'}, Node ${node}`;
}

/** How long everything took, and on what. */
export function timeLine({ trainings: results, commands, evaluations }: PageContent): string {
  const trainings = [...results.values()].flatMap(({ records }) => [...records.values()]);
  const measured = [...evaluations.values()].flatMap(({ rows }) => rows);
  const answers = [...commands.values(), ...measured].flatMap(({ record }) =>
    record ? [record] : [],
  );
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

function evaluationPart(entry: EvaluationEntry, result: EvaluationResult): string[] {
  const typed = commandText(['evaluate', '<run>', ...result.args]).replace("'<run>'", '<run>');
  return [
    ...(entry.text ? [entry.text] : []),
    ['```sh', typed, '```'].join('\n'),
    evaluationTable(entry, result),
  ];
}

/** The trainings from an entry on that follow each other. */
function groupAt(entries: readonly Entry[], index: number): string[] {
  const rest = entries.slice(index);
  const end = rest.findIndex(({ kind }) => kind !== 'train');
  const group = end === -1 ? rest : rest.slice(0, end);
  return group.flatMap((entry) => (entry.kind === 'train' ? [taskName(entry)] : []));
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
  const { page, trainings, commands, evaluations, absent } = content;
  const { entries } = page;
  const parts = [`# ${page.title}`, introduction(page), timeLine(content)];
  for (const [index, entry] of entries.entries()) {
    switch (entry.kind) {
      case 'heading':
        parts.push(`## ${entry.title}`, ...(entry.text ? [entry.text] : []));
        break;
      case 'train': {
        if (entries[index - 1]?.kind === 'train') break;
        const names = groupAt(entries, index);
        const results = names.flatMap((name) => {
          const result = absent.has(name) ? undefined : trainings.get(name);
          return result ? [result] : [];
        });
        parts.push(...trainingPart(results));
        for (const name of names) {
          const missing = absent.get(name);
          if (missing) parts.push(absenceText(page.name, name, missing));
        }
        break;
      }
      case 'evaluation':
        parts.push(...evaluationPart(entry, evaluations.get(entry.name)!));
        break;
      case 'command':
        parts.push(
          ...commandPart(entry, commands.get(entry.name) ?? { record: undefined, pictures: [] }),
        );
        break;
    }
  }
  return `${parts.join('\n\n')}\n`;
}
