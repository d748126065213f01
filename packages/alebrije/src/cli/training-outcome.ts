/** What a training came to, for people and programs. */

import type { ExpectedNumber } from '../recipes/recipe.ts';
import type { TrainedRun } from '../runs/train-run.ts';
import type { EpochRecord } from '../train/progress.ts';
import { findingLines } from './findings.ts';
import { formatCount, formatDuration, formatMetric, formatTable } from './table.ts';

/** What an epoch's record holds besides metrics of the model. */
const BESIDES = new Set(['epoch', 'phase', 'seconds', 'gradientNorm']);

export function metricsOf(record: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !BESIDES.has(name)));
}

const millisecondsPerStep = ({ step, seconds }: TrainedRun['progress']): number =>
  step === 0 ? 0 : (1000 * seconds) / step;

export function outcomeJson({
  run,
  recipe,
  reason,
  progress,
  findings,
}: TrainedRun): Record<string, unknown> {
  const { history } = progress;
  return {
    run: run.path,
    recipe: recipe.name,
    reason,
    epochs: progress.epoch,
    steps: progress.step,
    seconds: progress.seconds,
    stepMs: millisecondsPerStep(progress),
    metrics: metricsOf(history.at(-1) ?? {}),
    findings,
    history,
  };
}

/** Epochs in a table at most: the first, the last, and evenly between. */
const MOST_ROWS = 20;

function shownRecords(history: readonly EpochRecord[], always: ReadonlySet<number>): EpochRecord[] {
  const every = Math.ceil(history.length / MOST_ROWS);
  return history.filter(
    ({ epoch }, index) => index % every === 0 || index === history.length - 1 || always.has(epoch),
  );
}

/** The targets of whole epochs, as far as the run is the one that they were published for. */
function targetsOf({ recipe, config }: TrainedRun): (ExpectedNumber & { epochs: number })[] {
  if (config.data !== recipe.defaults.data) return [];
  return recipe.expected
    .filter(({ kind }) => kind === 'reach')
    .map((expected) => ({ ...expected, epochs: expected.epochs ?? recipe.defaults.epochs }));
}

function epochTable(trained: TrainedRun): string {
  const { history } = trained.progress;
  const targets = targetsOf(trained).filter(({ epochs }) => epochs <= trained.progress.epoch);
  const records = shownRecords(history, new Set(targets.map(({ epochs }) => epochs)));
  const metrics = [...new Set(records.flatMap((record) => Object.keys(metricsOf(record))))];
  const withTarget = metrics.filter((name) => targets.some(({ metric }) => metric === name));
  const cell = (value: number | undefined) => (value === undefined ? '' : formatMetric(value));
  const hasPhases = records.some(({ phase }) => phase !== undefined);
  const rows = records.map((record) => [
    String(record.epoch),
    ...(hasPhases ? [String(record.phase)] : []),
    ...metrics.map((name) => cell(record[name])),
    ...withTarget.map((name) =>
      cell(targets.find((t) => t.metric === name && t.epochs === record.epoch)?.value),
    ),
    (record.seconds ?? 0).toFixed(1),
  ]);
  const header = [
    'epoch',
    ...(hasPhases ? ['phase'] : []),
    ...metrics,
    ...withTarget.map((name) => `target ${name}`),
    'seconds',
  ];
  return formatTable(header, rows);
}

/** The numbers to compare the last epoch with, each in a line. */
function comparisons(trained: TrainedRun): string[] {
  const { recipe, config, progress } = trained;
  const last = progress.history.at(-1);
  if (!last || recipe.expected.length === 0) return [];
  if (config.data !== recipe.defaults.data) {
    return [`the expected numbers of ${recipe.name} are for ${recipe.defaults.data}`];
  }
  const bounds = recipe.expected.filter(({ kind }) => kind !== 'reach');
  const sources = new Set(targetsOf(trained).map(({ source }) => source));
  return [
    ...bounds.map(
      ({ kind, metric, value, source }) =>
        `${kind} of ${metric}: ${formatMetric(value)} (${source})`,
    ),
    ...[...sources].map((source) => `targets: ${source}`),
  ];
}

const reasons: Readonly<Record<TrainedRun['reason'], string>> = {
  finished: 'finished',
  interrupted: 'interrupted',
  'stopped-early': 'stopped early, as the validation loss got no better',
};

/** @param files what was drawn and written, each a line */
export function outcomeText(trained: TrainedRun, files: readonly string[]): string {
  const { recipe, reason, progress } = trained;
  const { step, seconds, epoch, history } = progress;
  const pace = `${millisecondsPerStep(progress).toFixed(1)} ms a step`;
  const headline =
    `${recipe.name} ${reasons[reason]}: ${formatCount(epoch)} epochs, ${formatCount(step)} steps ` +
    `in ${formatDuration(seconds)} (${pace})`;
  const table = history.length > 0 ? [epochTable(trained)] : [];
  const findings = findingLines(trained.findings);
  return [headline, ...table, ...comparisons(trained), ...findings, ...files].join('\n');
}
