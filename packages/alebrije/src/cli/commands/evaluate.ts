/** `alebrije evaluate`: measures a trained run, every number beside its floor. */

import { Option } from 'commander';
import { evaluateRun, writeEvaluation } from '../../runs/evaluate.ts';
import type { Measurement } from '../../runs/measurement.ts';
import { openModel } from '../../runs/open-model.ts';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { findingLines } from '../findings.ts';
import { wholeNumberFrom, wholeNumbers } from '../options.ts';
import { formatCount, formatMetric, formatTable } from '../table.ts';

interface EvaluateOptions {
  readonly metrics?: string;
  readonly checkpoint: 'best' | 'last';
  readonly limit?: number;
  readonly iwaeSamples?: readonly number[];
  readonly backend: string;
}

/** More draws of one code than would take hours for one example. */
const MOST_IWAE_SAMPLES = 100_000;

/** Counts stay whole. */
const formatValue = (value: number) =>
  Number.isInteger(value) ? formatCount(value) : formatMetric(value);

function evaluationText(metrics: Readonly<Record<string, Measurement>>): string {
  const rows = Object.entries(metrics).map(([name, measurement]) => {
    const { value, standardError, floor, floorName, samples } = measurement;
    return [
      name,
      formatValue(value),
      standardError === undefined ? '' : formatValue(standardError),
      floor === undefined ? '' : formatValue(floor),
      floorName ?? '',
      formatCount(samples),
    ];
  });
  return formatTable(['metric', 'value', '±', 'floor', 'floor is that of', 'examples'], rows);
}

async function evaluate(
  folder: string,
  { metrics, checkpoint, limit, iwaeSamples, backend }: EvaluateOptions,
  context: CommandContext,
): Promise<void> {
  const model = await openModel(folder, { backend, checkpoint });
  try {
    for (const line of [...model.data.notes, ...model.warnings]) context.note(line);
    const names = metrics?.split(',').map((name) => name.trim());
    let told = 0;
    const evaluation = await evaluateRun(model, {
      ...(names && { metrics: names }),
      ...(limit !== undefined && { limit }),
      ...(iwaeSamples && { iwaeSamples }),
      onProgress(name, index, count) {
        context.signal.throwIfAborted();
        context.note(`${index + 1} of ${count}: ${name}`);
        told = 0;
      },
      onShare(name, share) {
        context.signal.throwIfAborted();
        const tenths = Math.floor(10 * share);
        if (tenths > told && tenths < 10) context.note(`${name}: ${10 * tenths} % done`);
        told = tenths;
      },
    });
    context.note(`written to ${writeEvaluation(model, checkpoint, evaluation)}`);
    const text = [evaluationText(evaluation.metrics), ...findingLines(evaluation.findings)];
    context.answer({ run: model.run.path, ...evaluation }, text.join('\n'));
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
    .option(
      '--iwae-samples <numbers>',
      'for iwae, the numbers of samples, as 1,5,50,500: measures each on all held-out examples',
      wholeNumbers(1, MOST_IWAE_SAMPLES),
    )
    .option('--backend <name>', 'cpu, webgpu or cuda', 'cpu')
    .action((folder: string, options: EvaluateOptions) => evaluate(folder, options, context));
};
