/** `alebrije train`: trains a recipe into a run folder, or goes on with an interrupted run. */

import fs from 'node:fs';
import { join, relative } from 'node:path';
import { UserError } from '../../errors.ts';
import { findRecipe } from '../../recipes/registry.ts';
import { configure } from '../../runs/config.ts';
import { epochPictureFiles } from '../../runs/epoch-picture-files.ts';
import {
  continueRun,
  type EpochPictures,
  startRun,
  type TrainedRun,
  type TrainRunOptions,
} from '../../runs/train-run.ts';
import { listRuns, openRun, type Run } from '../../train/files/run-folder.ts';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { EXIT_FAILED, EXIT_INTERRUPTED } from '../exit-codes.ts';
import { collect, positiveNumber, wholeNumberFrom } from '../options.ts';
import { createTrainingDisplay } from '../training-display.ts';
import { outcomeJson, outcomeText } from '../training-outcome.ts';
import { describeError } from '../usage-errors.ts';

interface TrainOptions {
  readonly epochs?: number;
  readonly steps?: number;
  readonly data?: string;
  readonly seed?: number;
  readonly out?: string;
  readonly set?: readonly string[];
  readonly backend: string;
  readonly resume?: true;
  readonly runs: string;
  readonly checkpointEvery?: number;
  readonly pictures: boolean;
  readonly doctor: boolean;
  readonly report: boolean;
}

/** All settings as `path=value`; the options' own flags come last and win. */
function settingsOf({ set = [], data, seed, epochs }: TrainOptions): string[] {
  const flags = Object.entries({ data, seed, epochs }).flatMap(([path, value]) =>
    value === undefined ? [] : [`${path}=${JSON.stringify(value)}`],
  );
  return [...set, ...flags];
}

function startedAt({ path }: Run): number {
  return fs.statSync(join(path, 'config.json')).mtimeMs;
}

function findRunToResume(recipe: string, { out, runs }: TrainOptions): Run {
  if (out !== undefined) {
    const run = openRun(out);
    if (run.config.recipe === recipe) return run;
    throw new UserError(
      `${out} is a run of '${run.config.recipe}', not of '${recipe}': resume it with alebrije train ${run.config.recipe}`,
    );
  }
  const candidates = listRuns(runs).runs.filter(({ config }) => config.recipe === recipe);
  const latest = candidates.reduce<Run | undefined>(
    (best, run) => (best && startedAt(best) > startedAt(run) ? best : run),
    undefined,
  );
  if (latest) return latest;
  throw new UserError(
    `there is no run of '${recipe}' in ${runs} to resume: give its folder with --out, or leave --resume out`,
  );
}

/** The run's config.json decides what is trained; only how long is open. */
function assertResumable(options: TrainOptions): void {
  const { set, data, seed } = options;
  if (set === undefined && data === undefined && seed === undefined) return;
  throw new UserError(
    '--resume goes on with the settings of the run: --set, --data and --seed cannot be given with it, --epochs and --steps can',
  );
}

function resumeCommand({ run, recipe }: TrainedRun, options: TrainOptions): string {
  const { epochs, steps, backend } = options;
  const words = ['alebrije', 'train', recipe.name, '--resume', '--out', shortPath(run.path)];
  if (epochs !== undefined) words.push('--epochs', String(epochs));
  if (steps !== undefined) words.push('--steps', String(steps));
  if (backend !== 'cpu') words.push('--backend', backend);
  return words.join(' ');
}

function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere === '' || fromHere.startsWith('..') ? path : fromHere;
}

/** The pictures of the last epoch that has any, as lines. */
function pictureLines({ run }: TrainedRun): string[] {
  const files = epochPictureFiles(run);
  return files
    .filter(({ epoch }) => epoch === files.at(-1)!.epoch)
    .map(({ path }) => `picture: ${shortPath(path)}`);
}

/** Exports the networks and writes the report; the training stands, whether this succeeds or not. */
async function finishingLines(
  { run }: TrainedRun,
  backend: string,
  context: CommandContext,
): Promise<string[]> {
  context.note('writing the networks and the report');
  try {
    const { openModel } = await import('../../runs/open-model.ts');
    const { exportRun } = await import('../../runs/export.ts');
    const { writeModelReport } = await import('../../runs/report.ts');
    const model = await openModel(run.path, { backend });
    try {
      const { files, notes } = exportRun(model, { format: 'onnx' });
      for (const note of notes) context.note(note);
      return [
        ...files.map(({ path }) => `network: ${shortPath(path)}`),
        `report: ${shortPath(await writeModelReport(model))}`,
      ];
    } finally {
      await model.dispose();
    }
  } catch (error) {
    context.exitCode = EXIT_FAILED;
    context.note(`error: the run is whole, but not its report: ${describeError(error)}`);
    return [];
  }
}

/** The drawing libraries are loaded when the first epoch has ended, not before the first step. */
const drawPictures: EpochPictures = async (session, data, phase) => {
  const { epochPictures } = await import('../../runs/pictures/epoch-pictures.ts');
  return epochPictures(session, data, phase);
};

/** Loaded for adversarial networks only, as their judge is. */
const watchSamples: NonNullable<TrainRunOptions['sampleDoctor']> = async (model, judgeOptions) => {
  const { createSampleDoctor } = await import('../../runs/sample-doctor.ts');
  return createSampleDoctor(model, judgeOptions);
};

async function train(name: string, options: TrainOptions, context: CommandContext): Promise<void> {
  const recipe = findRecipe(name);
  const { backend, steps, checkpointEvery } = options;
  const { signal } = context;
  const display = createTrainingDisplay(context, steps);
  const onInterruption = () => {
    display.stop();
    context.note('finishing this step and saving the checkpoint; Ctrl-C again ends at once');
  };
  signal.addEventListener('abort', onInterruption);
  const runOptions: TrainRunOptions = {
    backend,
    maxSteps: steps,
    signal,
    reporter: display.reporter,
    ...(options.pictures && { pictures: drawPictures }),
    ...(options.doctor && { sampleDoctor: watchSamples }),
    ...(checkpointEvery !== undefined && { checkpointEvery }),
  };

  async function run(): Promise<TrainedRun> {
    if (!options.resume) {
      const folders = { runsFolder: options.runs, out: options.out };
      return startRun(recipe, configure(recipe, settingsOf(options)), folders, runOptions);
    }
    assertResumable(options);
    const { path } = findRunToResume(name, options);
    const { epochs } = options;
    return continueRun(path, epochs === undefined ? {} : { epochs }, runOptions);
  }

  let trained: TrainedRun;
  try {
    trained = await run();
  } finally {
    display.stop();
    signal.removeEventListener('abort', onInterruption);
  }
  const files = [`run: ${shortPath(trained.run.path)}`, ...pictureLines(trained)];
  if (trained.reason === 'interrupted') {
    context.exitCode = EXIT_INTERRUPTED;
    context.note(`to go on: ${resumeCommand(trained, options)}`);
  } else if (options.report) {
    files.push(...(await finishingLines(trained, backend, context)));
  }
  context.answer(outcomeJson(trained), outcomeText(trained, files));
}

export const registerTrain: RegisterCommand = (program, context) => {
  program
    .command('train')
    .description('train a recipe into a run folder')
    .argument('<recipe>', 'a name that `alebrije list` shows')
    .option(
      '--epochs <count>',
      'passes over the training examples, all phases together',
      wholeNumberFrom(1),
    )
    .option('--steps <count>', 'end after so many batches in all', wholeNumberFrom(1))
    .option('--data <name|path>', 'dataset, see `alebrije list datasets`, or your own data')
    .option('--seed <number>', 'of all random draws', wholeNumberFrom(0))
    .option('--out <folder>', "the run's own folder (default: the next free one of --runs)")
    .option('--set <path=value>', 'change a setting; may be given again', collect)
    .option('--backend <name>', 'cpu, webgpu or cuda', 'cpu')
    .option('--resume', 'go on with the run in --out, or with the latest of this recipe')
    .option('--runs <folder>', 'folder of all runs', 'runs')
    .option('--no-pictures', 'draw nothing after the epochs')
    .option('--no-doctor', 'do not watch the samples of an adversarial network')
    .option('--no-report', 'write no networks and no report.html at the end')
    .option(
      '--checkpoint-every <seconds>',
      'save inside an epoch too (default: 30)',
      positiveNumber,
    )
    .action((name: string, options: TrainOptions) => train(name, options, context));
};
