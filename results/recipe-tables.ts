/** The tables of recipes and their runs, from the runs' own files. */

import { markdownTable } from '../bench/sections.ts';
import { formatDuration } from '../packages/alebrije/src/cli/table.ts';
import type { ExpectedNumber, Recipe } from '../packages/alebrije/src/recipes/recipe.ts';
import { bestFor, type Goal, valueFor, verdictOn } from './goals.ts';
import { formatValue } from './json-table.ts';
import type { TaskRecord } from './record.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { Training } from './training.ts';

export interface TrainingResult {
  readonly training: Training;
  /** All finished ones, in the order of the seeds. */
  readonly runs: readonly RecordedRun[];
  /** By the run's name: how long it took in all. */
  readonly records: ReadonlyMap<string, TaskRecord>;
}

/** The same source is written once, below the table. */
function createNotes() {
  const sources: string[] = [];
  return {
    mark(source: string): string {
      if (!sources.includes(source)) sources.push(source);
      return `[${sources.indexOf(source) + 1}]`;
    },
    lines: () => sources.map((source, index) => `[${index + 1}] ${source}.`),
  };
}

type Notes = ReturnType<typeof createNotes>;

/** The hardest floor of a metric, or what no model can beat. */
function boundOf({ expected }: Recipe, metric: string, notes: Notes): string {
  const lowest = (kind: ExpectedNumber['kind']) =>
    expected
      .filter((number) => number.kind === kind && number.metric === metric)
      .sort((a, b) => a.value - b.value)[0];
  const floor = lowest('floor');
  if (floor) return `${floor.value} ${notes.mark(`Floor: ${floor.source}`)}`;
  const limit = lowest('limit');
  return limit ? `${limit.value} ${notes.mark(`Best possible: ${limit.source}`)}` : '';
}

function seedCells(
  runs: readonly RecordedRun[],
  numberOf: (run: RecordedRun) => number | undefined,
) {
  return [1, 2, 3].map((seed) => {
    const run = runs.find((candidate) => candidate.seed === seed);
    const value = run && numberOf(run);
    return value === undefined ? '' : formatValue(value);
  });
}

function goalRow({ training, runs }: TrainingResult, goal: Goal, notes: Notes): string[] {
  const best = bestFor(goal, runs);
  const when = goal.epoch === undefined ? '' : `, epoch ${goal.epoch}`;
  return [
    training.recipe.row,
    `\`${training.name}\``,
    `${goal.metric}${when}`,
    `${goal.target} ${notes.mark(goal.source)}`,
    boundOf(training.recipe, goal.metric, notes),
    ...seedCells(runs, (run) => valueFor(goal, run)),
    best === undefined ? '' : formatValue(best),
    best === undefined ? '' : (best / goal.target).toFixed(3),
    best === undefined ? (runs.length > 0 ? '–' : 'not trained') : verdictOn(best, goal),
  ];
}

const lastRecord = ({ history }: RecordedRun) => history.at(-1);

/** A training that nothing was published for: its validation loss, and its recipe's floor. */
function plainRow({ training, runs }: TrainingResult, notes: Notes): string[] {
  const { recipe, name, isChanged } = training;
  // The losses of networks that play against each other rank nothing.
  const isGame = recipe.family === 'adversarial network';
  const metric = recipe.expected[0]?.metric ?? (isGame ? 'diversity' : 'valLoss');
  const numberOf = (run: RecordedRun) => lastRecord(run)?.[metric];
  const values = runs.map(numberOf).filter((value) => value !== undefined);
  const best = values.length > 0 ? formatValue((isGame ? Math.max : Math.min)(...values)) : '';
  const epochs = runs[0]?.history.length ?? recipe.defaults.epochs;
  return [
    recipe.row,
    `\`${name}\``,
    `${metric}, epoch ${epochs}`,
    '',
    // A floor is that of the code's size, which a changed recipe may not have.
    isChanged ? '' : boundOf(recipe, metric, notes),
    ...seedCells(runs, numberOf),
    best,
    '',
    runs.length > 0 ? '' : 'not trained',
  ];
}

const GOAL_HEADER = [
  'row',
  'recipe',
  'number',
  'target',
  'floor',
  'seed 1',
  'seed 2',
  'seed 3',
  'best',
  'best / target',
  'verdict',
];

/** Targets, floors and all seeds, a row for each number that is to be reached. */
export function goalTable(results: readonly TrainingResult[]): string {
  const notes = createNotes();
  const rows = results.flatMap((result) => {
    const { recipe, goals } = result.training;
    const isPlain = goals.every(({ epoch }) => epoch === undefined);
    return [
      ...(isPlain && (recipe.expected.length > 0 || goals.length === 0)
        ? [plainRow(result, notes)]
        : []),
      ...goals.map((goal) => goalRow(result, goal, notes)),
    ];
  });
  return [markdownTable(GOAL_HEADER, rows), ...notes.lines()].join('\n\n');
}

/** What every run cost. */
export function costTable(results: readonly TrainingResult[]): string {
  const rows = results.flatMap(({ training, runs, records }) =>
    runs.map((run) => {
      const record = records.get(run.name);
      return [
        `\`${training.name}\``,
        String(run.seed),
        run.parameters === undefined ? '' : run.parameters.toLocaleString('en-US'),
        String(run.history.length),
        formatDuration(run.seconds),
        record ? formatDuration(record.seconds) : '',
      ];
    }),
  );
  const header = ['recipe', 'seed', 'parameters', 'epochs', 'training steps', 'start to end'];
  return markdownTable(header, rows);
}
