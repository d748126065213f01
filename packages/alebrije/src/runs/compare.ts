/** Runs side by side: their sizes, times and errors on the same examples, and one picture. */

import { basename, dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { sizeOf } from '../graph/shape.ts';
import type { HostTensor } from '../graph/types.ts';
import { meanSquaredError } from '../metrics/reconstruction.ts';
import { openRun, type Run } from '../train/files/run-folder.ts';
import type { EpochRecord } from '../train/progress.ts';
import type { DecoderLikelihood } from '../train/system.ts';
import { expectReconstructions } from './codecs/open-codec.ts';
import { checkAlignment, cropToStored } from './comparison/alignment.ts';
import { comparisonPicture, type PicturedRun } from './comparison/pictures.ts';
import { type Subject, subjectOf } from './comparison/subject.ts';
import { type OpenModel, openModel, readRunConfig } from './open-model.ts';

export interface CompareOptions {
  /** Images in the picture. Default 10; points are all drawn, up to 2,000. */
  readonly count?: number | undefined;
  /** Test examples to measure on. Default: all. */
  readonly limit?: number | undefined;
  readonly backend?: string;
  readonly checkpoint?: 'last' | 'best';
  /** Called before each run, and with what the user should know. */
  readonly onNote?: (line: string) => void;
}

export interface ComparedRun {
  /** Absolute path of the run's folder. */
  readonly run: string;
  /** The folder's name, with that of the folder it lies in where two are alike. */
  readonly label: string;
  readonly recipe: string;
  readonly seed: number;
  /** Numbers that the networks hold, trained or not. */
  readonly parameters: number;
  /** Numbers in a code. */
  readonly codeSize: number;
  readonly epochs: number;
  readonly steps: number;
  /** Of training steps, validation left out. */
  readonly seconds: number;
  /** The last epoch's, in the unit of the run's own loss and on its own validation examples. */
  readonly valLoss?: number;
  /** Squared error per number on the examples that all runs are compared on. */
  readonly mse: number;
  /** That of PCA with as many components as the code has numbers, where it has fewer than the data. */
  readonly pcaMse?: number;
}

export interface Comparison {
  /** Name of the dataset whose test examples all runs were measured on. */
  readonly data: string;
  /** How many. */
  readonly examples: number;
  readonly runs: readonly ComparedRun[];
  readonly png: Uint8Array;
}

const IMAGES = 10;

/** @throws UserError unless there are at least two, all different */
function openRuns(folders: readonly string[]): Run[] {
  if (folders.length < 2) {
    throw new UserError('compare needs at least two runs: give the folders of two or more');
  }
  const runs = folders.map(openRun);
  const twice = runs.find((run, index) => runs.findIndex(({ path }) => path === run.path) < index);
  if (twice) throw new UserError(`${twice.path} is given twice: give each run once`);
  return runs;
}

/** The runs' names, told apart by the folders that they lie in where two are alike. */
export function runLabels(paths: readonly string[]): string[] {
  const names = paths.map((path) => basename(path));
  return paths.map((path, index) => {
    const isShared = names.some((name, other) => other !== index && name === names[index]);
    return isShared ? join(basename(dirname(path)), names[index]!) : names[index]!;
  });
}

/** @throws UserError if two runs were trained on different data */
function commonData(runs: readonly Run[], labels: readonly string[]): string {
  const data = runs.map((run) => readRunConfig(run).config.data);
  const other = data.findIndex((name) => name !== data[0]);
  if (other === -1) return data[0]!;
  throw new UserError(
    `${labels[0]} was trained on ${data[0]} and ${labels[other]} on ${data[other]}: compare runs of the same data`,
  );
}

const QUANTITIES: Readonly<Record<DecoderLikelihood['kind'], string>> = {
  bernoulli: 'Cross-entropy per value, nats',
  gaussian: 'Squared error per value',
};

/** What the validation curves of all runs of one likelihood mean, most comparable first. */
const CURVES: Readonly<Record<DecoderLikelihood['kind'], readonly string[]>> = {
  bernoulli: ['valBce', 'valReconstruction', 'valLoss'],
  gaussian: ['valMse', 'valReconstruction', 'valLoss'],
};

/**
 * The error per value over the epochs; weights and penalties left out where they are told apart, and
 * earlier phases, whose errors may be those of codes.
 */
export function validationCurve(
  { kind }: DecoderLikelihood,
  history: readonly EpochRecord[],
): PicturedRun['curve'] {
  const last = history.at(-1);
  const metric = CURVES[kind].find((name) => last?.[name] !== undefined);
  const points = history.flatMap((record) => {
    if (record.phase !== last?.phase) return [];
    const value = metric === undefined ? undefined : record[metric];
    return value === undefined ? [] : [[record.epoch, value] as const];
  });
  return { quantity: QUANTITIES[kind], points };
}

async function reconstructed(
  { session, system }: OpenModel,
  label: string,
  { examples, values }: Subject,
): Promise<HostTensor> {
  const shown = system.views.dataShape;
  checkAlignment(label, await session.prepare(examples.values), { shown, stored: values });
  const outputs = await session.reconstruct(examples.values, examples.labels);
  return cropToStored(outputs, shown, values.shape.slice(1));
}

function describe(model: OpenModel, label: string, mse: number, subject: Subject): ComparedRun {
  const { run, recipe, config, progress, system, variables } = model;
  const { codeSize } = system.views;
  const valLoss = progress.history.at(-1)?.valLoss;
  const pcaMse = subject.pcaError(codeSize);
  return {
    run: run.path,
    label,
    recipe: recipe.name,
    seed: config.seed,
    parameters: Object.values(variables).reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    codeSize,
    epochs: progress.epoch,
    steps: progress.step,
    seconds: progress.seconds,
    ...(valLoss !== undefined && { valLoss }),
    mse,
    ...(pcaMse !== undefined && { pcaMse }),
  };
}

function codeSizeOf(run: Run, model: OpenModel): number {
  const { recipe, config } = readRunConfig(run);
  return recipe.build(config, model.data.info).views.codeSize;
}

/**
 * Puts the test examples of the runs' dataset, which none was trained on, through all of them.
 * Images are compared in the size in which they are stored: margins that a run adds do not count.
 * @throws UserError if a run is missing or given twice, or the runs do not share their data
 */
export async function compareRuns(
  folders: readonly string[],
  { count = IMAGES, limit, backend, checkpoint, onNote }: CompareOptions = {},
): Promise<Comparison> {
  const runs = openRuns(folders);
  const labels = runLabels(runs.map(({ path }) => path));
  for (const [index, run] of runs.entries()) {
    expectReconstructions(readRunConfig(run).recipe, labels[index]!);
  }
  const data = commonData(runs, labels);
  const compared: ComparedRun[] = [];
  const pictured: PicturedRun[] = [];
  let subject: Subject | undefined;
  for (const [index, { path }] of runs.entries()) {
    const label = labels[index]!;
    onNote?.(`${index + 1} of ${runs.length}: ${label}`);
    const model = await openModel(path, {
      ...(backend !== undefined && { backend }),
      ...(checkpoint && { checkpoint }),
    });
    try {
      for (const warning of model.warnings) onNote?.(warning);
      const codeSizes = runs.map((run) => codeSizeOf(run, model));
      subject ??= await subjectOf(model, { count, limit, codeSizes });
      const reconstruction = await reconstructed(model, label, subject);
      const mse = meanSquaredError(reconstruction, subject.values);
      const curve = validationCurve(model.system.views.likelihood, model.progress.history);
      compared.push(describe(model, label, mse, subject));
      pictured.push({ label, mse, reconstruction, curve });
    } finally {
      await model.dispose();
    }
  }
  const examples = subject!.values.shape[0]!;
  const unit = subject!.kind === 'image' ? 'pixel' : 'coordinate';
  const png = await comparisonPicture(subject!, pictured, {
    title: `The same test ${subject!.kind === 'image' ? 'images' : 'points'} through ${runs.length} runs`,
    subtitle: `Beside each name its squared error per ${unit} over ${examples.toLocaleString('en-US')} test examples of ${data}, which no run was trained on.`,
  });
  return { data, examples, runs: compared, png };
}
