/** `alebrije evaluate`: measures a trained run, every number beside its floor. */

import { Option } from 'commander';
import { evaluateRun, writeEvaluation } from '../../runs/evaluate.ts';
import type { Measurement } from '../../runs/measurement.ts';
import { openModel } from '../../runs/open-model.ts';
import type { SolverOptions } from '../../runs/solvers.ts';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { findingLines } from '../findings.ts';
import { wholeNumberFrom, wholeNumbers } from '../options.ts';
import { addSolverOptions } from '../solver-options.ts';
import { formatCount, formatMetric, formatTable } from '../table.ts';

interface EvaluateOptions extends SolverOptions {
  readonly metrics?: string;
  readonly checkpoint: 'best' | 'last';
  readonly limit?: number;
  readonly samples?: number;
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

/** How the samples of a diffusion were drawn. */
function samplerLines(metrics: Readonly<Record<string, Measurement>>): string[] {
  const samplers = Object.values(metrics).flatMap(({ sampler }) => (sampler ? [sampler] : []));
  return [...new Set(samplers)].map((sampler) => `samples: drawn by ${sampler}`);
}

/** Whose judgement the numbers rest on: they can be compared only where it is the same. */
function judgeLines(metrics: Readonly<Record<string, Measurement>>): string[] {
  const named = Object.entries(metrics).filter(([, { judge }]) => judge !== undefined);
  const judges = [...new Set(named.map(([, { judge }]) => judge!))];
  return judges.map((judge) => {
    const names = named.filter(([, measurement]) => measurement.judge === judge);
    const what = names.map(([name]) => name).filter((name) => !name.includes('-'));
    return `${what.join(', ')}: as ${judge} sees images; comparable only with the same judge`;
  });
}

async function evaluate(
  folder: string,
  options: EvaluateOptions,
  context: CommandContext,
): Promise<void> {
  const { metrics, checkpoint, limit, samples, iwaeSamples, backend } = options;
  const { solver, steps, eta, guidance } = options;
  const model = await openModel(folder, { backend, checkpoint });
  try {
    for (const line of [...model.data.notes, ...model.warnings]) context.note(line);
    const names = metrics?.split(',').map((name) => name.trim());
    let told = 0;
    const evaluation = await evaluateRun(model, {
      ...(names && { metrics: names }),
      ...(limit !== undefined && { limit }),
      ...(samples !== undefined && { samples }),
      solver: { solver, steps, eta, guidance },
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
    const text = [
      evaluationText(evaluation.metrics),
      ...samplerLines(evaluation.metrics),
      ...judgeLines(evaluation.metrics),
      ...findingLines(evaluation.findings),
    ];
    context.answer({ run: model.run.path, ...evaluation }, text.join('\n'));
  } finally {
    await model.dispose();
  }
}

export const registerEvaluate: RegisterCommand = (program, context) => {
  addSolverOptions(program.command('evaluate'))
    .description('measure a run, every number beside its floor')
    .argument('<run>', "a run's folder")
    .option('--metrics <names>', 'only these, separated by commas; see `alebrije list metrics`')
    .addHelpText(
      'after',
      `
Without --metrics a run is measured by all that suits it and is quick. Metrics of samples (fid, kid,
precision, recall, density, coverage, swd, classShares, classEvenness, classDivergence) draw samples
from the model's prior and compare them with as many test images. They are measured without being asked
for only where a model does nothing but make data. Their floor is what as many training images score
against the same test images. Images are compared as a judge sees them: a small classifier that is
trained on the dataset once, which takes minutes, and kept in the cache. Its name stands beside the
numbers, which mean nothing in the eyes of another.

  $ alebrije evaluate runs/dense-vae-1
  $ alebrije evaluate runs/dense-vae-1 --metrics fid,kid,precision,recall
  $ alebrije evaluate runs/dense-vae-1 --metrics swd --samples 2000
  $ alebrije evaluate runs/ddpm-1 --metrics kid,precision --samples 2000 --solver ddpm --steps 100`,
    )
    .addOption(
      new Option('--checkpoint <which>', 'the weights to measure')
        .choices(['best', 'last'])
        .default('last'),
    )
    .option('--limit <count>', 'measure on so many held-out examples', wholeNumberFrom(1))
    .option(
      '--samples <count>',
      'for metrics of samples, how many to draw (default: 10,000, or as many as there are test examples)',
      wholeNumberFrom(10),
    )
    .option(
      '--iwae-samples <numbers>',
      'for iwae, the numbers of samples, as 1,5,50,500: measures each on all held-out examples',
      wholeNumbers(1, MOST_IWAE_SAMPLES),
    )
    .option('--backend <name>', 'cpu, webgpu or cuda', 'cpu')
    .action((folder: string, options: EvaluateOptions) => evaluate(folder, options, context));
};
