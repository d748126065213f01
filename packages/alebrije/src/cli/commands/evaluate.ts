/** `alebrije evaluate`: measures a trained run, every number beside its floor. */

import { Option } from 'commander';
import { evaluateRun, writeEvaluation } from '../../runs/evaluate.ts';
import type { Measurement } from '../../runs/measurements.ts';
import { openModel } from '../../runs/open-model.ts';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { wholeNumberFrom } from '../options.ts';
import { formatCount, formatMetric, formatTable } from '../table.ts';

interface EvaluateOptions {
  readonly metrics?: string;
  readonly checkpoint: 'best' | 'last';
  readonly limit?: number;
  readonly backend: string;
}

/** Counts stay whole. */
const formatValue = (value: number) =>
  Number.isInteger(value) ? formatCount(value) : formatMetric(value);

function evaluationText(metrics: Readonly<Record<string, Measurement>>): string {
  const rows = Object.entries(metrics).map(([name, { value, floor, floorName, samples }]) => [
    name,
    formatValue(value),
    floor === undefined ? '' : formatValue(floor),
    floorName ?? '',
    formatCount(samples),
  ]);
  return formatTable(['metric', 'value', 'floor', 'floor is that of', 'examples'], rows);
}

async function evaluate(
  folder: string,
  { metrics, checkpoint, limit, backend }: EvaluateOptions,
  context: CommandContext,
): Promise<void> {
  const model = await openModel(folder, { backend, checkpoint });
  try {
    for (const line of [...model.data.notes, ...model.warnings]) context.note(line);
    const names = metrics?.split(',').map((name) => name.trim());
    const evaluation = await evaluateRun(model, {
      ...(names && { metrics: names }),
      ...(limit !== undefined && { limit }),
      onProgress(name, index, count) {
        context.signal.throwIfAborted();
        context.note(`${index + 1} of ${count}: ${name}`);
      },
    });
    context.note(`written to ${writeEvaluation(model, checkpoint, evaluation)}`);
    context.answer({ run: model.run.path, ...evaluation }, evaluationText(evaluation.metrics));
  } finally {
    await model.dispose();
  }
}

export const registerEvaluate: RegisterCommand = (program, context) => {
  program
    .command('evaluate')
    .description('measure a run, every number beside its floor')
    .argument('<run>', "a run's folder")
    .option('--metrics <names>', 'only these, separated by commas; see `alebrije list metrics`')
    .addOption(
      new Option('--checkpoint <which>', 'the weights to measure')
        .choices(['best', 'last'])
        .default('last'),
    )
    .option('--limit <count>', 'measure on so many held-out examples', wholeNumberFrom(1))
    .option('--backend <name>', 'cpu, webgpu or cuda', 'cpu')
    .action((folder: string, options: EvaluateOptions) => evaluate(folder, options, context));
};
