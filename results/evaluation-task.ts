/** Measures the runs of an evaluation, each with a command of its own, and puts them into a table. */

import { markdownTable } from '../bench/sections.ts';
import { answerCommand, holdsAnswer, type PreparedCommand } from './command-task.ts';
import type { EvaluationEntry } from './entry.ts';
import { bestRun } from './goals.ts';
import { formatValue } from './json-table.ts';
import { readRecord, type TaskRecord } from './record.ts';
import type { RecordedRun } from './recorded-run.ts';
import { recordedRuns } from './train-task.ts';
import type { Training } from './training.ts';
import { shownPath, type Workplace } from './workplace.ts';

/** One run to be measured. */
interface Subject {
  readonly training: string;
  readonly run: RecordedRun;
  /** Arguments of its own; nothing where all are measured alike. */
  readonly variant: string;
  readonly command: PreparedCommand;
  /** Of the record of its answer. */
  readonly record: string;
}

type Trainings = ReadonlyMap<string, Training>;

const wordsOf = (text: string | undefined): string[] => (text ? text.split(' ') : []);

/** What follows `evaluate <run>`. */
function argsOf({ isQuick }: Workplace, { metrics, options, quick }: EvaluationEntry): string[] {
  const more = [options, isQuick ? quick : undefined].flatMap(wordsOf);
  return ['--metrics', metrics.join(','), ...more];
}

/** The runs that are there; none of trainings that are not done. */
function subjectsOf(
  workplace: Workplace,
  trainings: Trainings,
  entry: EvaluationEntry,
): Map<string, readonly Subject[]> {
  const args = argsOf(workplace, entry);
  const subjects = entry.of.map((training) => {
    const all = recordedRuns(workplace, training);
    const best = bestRun(trainings.get(training)?.goals ?? [], all);
    const chosen = entry.runs === 'all' ? all : best ? [best] : [];
    const { variants = [''] } = entry;
    return [
      training,
      chosen.flatMap((run) =>
        variants.map((variant) => {
          const own = wordsOf(variant);
          const record = [entry.name, run.name, ...own.map((word) => word.replace(/^-+/, ''))];
          return {
            training,
            run,
            variant,
            command: { args: ['evaluate', shownPath(run.path), ...args, ...own], runs: [run] },
            record: record.join('-'),
          };
        }),
      ),
    ] as const;
  });
  return new Map(subjects);
}

export function isEvaluated(
  workplace: Workplace,
  trainings: Trainings,
  entry: EvaluationEntry,
): boolean {
  return [...subjectsOf(workplace, trainings, entry).values()].every(
    (subjects) =>
      subjects.length > 0 &&
      subjects.every(({ record, command }) => holdsAnswer(workplace, record, command)),
  );
}

/** @returns why it failed, of all that failed; nothing if all is measured */
export async function evaluationTask(
  workplace: Workplace,
  trainings: Trainings,
  entry: EvaluationEntry,
): Promise<string | undefined> {
  const failures: string[] = [];
  for (const [training, subjects] of subjectsOf(workplace, trainings, entry)) {
    if (subjects.length === 0) failures.push(`${training} is not trained yet`);
    for (const { record, command, run, variant } of subjects) {
      if (holdsAnswer(workplace, record, command)) continue;
      const error = await answerCommand(workplace, record, command);
      if (error !== undefined) failures.push(`${`${run.name} ${variant}`.trim()}: ${error}`);
    }
  }
  return failures.length > 0 ? failures.join('; ') : undefined;
}

export interface EvaluationRow {
  readonly training: string;
  readonly run?: RecordedRun;
  /** Arguments of its own. */
  readonly variant?: string;
  readonly record?: TaskRecord | undefined;
}

export interface EvaluationResult {
  /** As they are typed, after the run. */
  readonly args: readonly string[];
  /** In the order of the entry; one without a run for a training that is not done. */
  readonly rows: readonly EvaluationRow[];
}

export function evaluationResult(
  workplace: Workplace,
  trainings: Trainings,
  entry: EvaluationEntry,
): EvaluationResult {
  const rows = [...subjectsOf(workplace, trainings, entry)].flatMap(
    ([training, subjects]): EvaluationRow[] => {
      if (subjects.length === 0) return [{ training }];
      return subjects.map(({ run, record, variant }) => ({
        training,
        run,
        variant,
        record: readRecord(workplace, record),
      }));
    },
  );
  return { args: argsOf(workplace, entry), rows };
}

type Measured = Readonly<
  Record<
    string,
    { readonly value: number; readonly standardError?: number; readonly floor?: number }
  >
>;

/** What `alebrije evaluate` answered. */
export function measuredIn(record: TaskRecord | undefined): Measured {
  return (record?.answer?.metrics ?? {}) as unknown as Measured;
}

function cell(measured: Measured[string] | undefined): string {
  if (!measured) return '';
  const { value, standardError } = measured;
  return standardError === undefined
    ? formatValue(value)
    : `${formatValue(value)} ± ${Number(standardError.toPrecision(2))}`;
}

function restOf({ run, record }: EvaluationRow): string {
  if (!run) return 'not trained';
  if (record?.answer) return '';
  return record?.error === undefined ? 'not measured' : `failed: ${record.error}`;
}

/** The floor that all runs were told; nothing where they were told none, or different ones. */
function commonFloor(rows: readonly EvaluationRow[], metric: string): string {
  const told = rows.flatMap(({ record }) => {
    const floor = measuredIn(record)[metric]?.floor;
    return floor === undefined ? [] : [formatValue(floor)];
  });
  const [first = '', ...others] = new Set(told);
  return others.length > 0 ? '' : first;
}

/** A row for each run: what its last epoch told, then what was measured; then the floors, if asked for. */
export function evaluationTable(
  {
    runs,
    history = [],
    floors,
    variants,
  }: Pick<EvaluationEntry, 'runs' | 'history' | 'floors' | 'variants'>,
  { rows }: EvaluationResult,
): string {
  const metrics = [...new Set(rows.flatMap(({ record }) => Object.keys(measuredIn(record))))];
  const header = [
    'recipe',
    ...(runs === 'all' ? ['seed'] : []),
    ...(variants ? ['with'] : []),
    ...history,
    ...metrics,
  ];
  const isWhole = rows.every((row) => restOf(row) === '');
  const lines = rows.map((row) => {
    const { training, run, variant, record } = row;
    const last = run?.history.at(-1);
    const measured = measuredIn(record);
    const told = history.map((name) => {
      const value = last?.[name];
      return value === undefined ? '' : formatValue(value);
    });
    const values = metrics.map((name) => cell(measured[name]));
    return [
      `\`${training}\``,
      ...(runs === 'all' ? [run ? String(run.seed) : ''] : []),
      ...(variants ? [variant ? `\`${variant}\`` : ''] : []),
      ...told,
      ...values,
      ...(isWhole ? [] : [restOf(row)]),
    ];
  });
  if (floors !== undefined) {
    const untold = header.slice(1, header.length - metrics.length).map(() => '');
    const told = metrics.map((metric) => commonFloor(rows, metric));
    lines.push([floors, ...untold, ...told, ...(isWhole ? [] : [''])]);
  }
  return markdownTable([...header, ...(isWhole ? [] : [''])], lines);
}
