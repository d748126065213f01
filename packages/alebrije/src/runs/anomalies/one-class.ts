/** The one-class protocol: for each class a training on it alone, tested on all classes. */

import fs from 'node:fs';
import { join, resolve } from 'node:path';
import { classCount, resolveClasses } from '../../data/selection.ts';
import { UserError } from '../../errors.ts';
import type { AnomalyScore } from '../../metrics/anomaly.ts';
import type { Recipe, TrainingConfig } from '../../recipes/recipe.ts';
import { writeFileAtomic } from '../../train/files/atomic.ts';
import { readCheckpoint } from '../../train/files/checkpoint.ts';
import { openRun } from '../../train/files/run-folder.ts';
import { expectReconstructions } from '../codecs/open-codec.ts';
import { prepareData } from '../data.ts';
import { openModel, readRunConfig } from '../open-model.ts';
import { continueRun, startRun, type TrainRunOptions } from '../train-run.ts';
import { fitDetector, modelReconstruction } from './detector.ts';
import { compareWithPca, normalTestExamples, type Separation } from './score-run.ts';

export interface ClassResult {
  readonly label: number;
  readonly name: string;
  /** The run's folder. */
  readonly run: string;
  /** Of training steps. */
  readonly seconds: number;
  /** Share of the test images of the class above the threshold. */
  readonly falseAlarms: number;
  /** Share of the test images of other classes above it. */
  readonly found: number;
  readonly separations: readonly Omit<Separation, 'curve'>[];
}

export interface OneClassOptions extends TrainRunOptions {
  /** All unless given. */
  readonly classes?: readonly (number | string)[] | undefined;
  /** Of the training scores, below the threshold. */
  readonly quantile: number;
  /** The score that the threshold is for. */
  readonly score: AnomalyScore;
  readonly onClass?: (result: ClassResult) => void;
}

export interface OneClassResult {
  readonly folder: string;
  readonly classes: readonly ClassResult[];
  /** Interrupted results lack classes. */
  readonly isWhole: boolean;
}

/** 'T-shirt/top' of class 0 → '0-t-shirt-top'. */
function folderName(label: number, name: string): string {
  const words = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return `${label}-${words.replaceAll(/^-|-$/g, '')}`;
}

/** The first free `one-class-<recipe>-<n>`. */
export function freeFolder(runsFolder: string, recipe: string): string {
  for (let number = 1; ; number += 1) {
    const path = join(runsFolder, `one-class-${recipe}-${number}`);
    if (!fs.existsSync(path)) return resolve(path);
  }
}

/** Settings by which a training can be known again; the name of the data may stand for a part of them. */
function identity({ data: _, ...settings }: TrainingConfig): string {
  return JSON.stringify(settings);
}

/** Whether nothing is left to train: all epochs are done, or patience ran out. */
function isFinished(out: string, { epochs, patience }: TrainingConfig): boolean {
  const { checkpoints } = openRun(out);
  if (!fs.readdirSync(checkpoints).some((name) => name.startsWith('last'))) return false;
  const { epoch, best } = readCheckpoint(checkpoints, 'last').meta;
  const waited = best ? epoch - best.epoch : 0;
  return epoch >= epochs || (patience !== null && waited >= patience);
}

/** Trains one class, goes on with it, or takes it as it is if it was trained before. */
async function trainClass(
  recipe: Recipe,
  config: TrainingConfig,
  out: string,
  options: TrainRunOptions,
): Promise<'finished' | 'interrupted'> {
  if (!fs.existsSync(join(out, 'config.json'))) {
    const { reason } = await startRun(recipe, config, { runsFolder: out, out }, options);
    return reason === 'interrupted' ? 'interrupted' : 'finished';
  }
  const stored = readRunConfig(openRun(out));
  if (stored.recipe.name !== recipe.name || identity(stored.config) !== identity(config)) {
    throw new UserError(
      `${out} holds a run with other settings: give another folder with --out, or the same settings`,
    );
  }
  if (isFinished(out, config)) return 'finished';
  const { reason } = await continueRun(out, {}, options);
  return reason === 'interrupted' ? 'interrupted' : 'finished';
}

async function measureClass(
  run: string,
  label: number,
  { quantile, score, backend }: OneClassOptions,
): Promise<ClassResult> {
  const model = await openModel(run, { ...(backend !== undefined && { backend }) });
  try {
    const { data, session, progress } = model;
    const { test, classNames } = data.dataset;
    const isNormal = normalTestExamples(model);
    if (!isNormal) throw new UserError(`the test set of ${data.dataset.name} has only one class`);
    const detector = await fitDetector(modelReconstruction(session), data.train);
    const { errors } = await detector.errorsOf(test.values);
    const threshold = detector.threshold(score, quantile);
    const scores = detector.scores(errors, score);
    const shareAbove = (normal: boolean) => {
      const members = scores.filter((_, index) => isNormal[index] === normal);
      return members.filter((value) => value > threshold).length / members.length;
    };
    const separations = await compareWithPca(model, detector, errors, isNormal);
    return {
      label,
      name: classNames?.[label] ?? `class ${label}`,
      run,
      seconds: progress.seconds,
      falseAlarms: shareAbove(true),
      found: shareAbove(false),
      separations: separations.map(({ by, score: kind, auroc }) => ({ by, score: kind, auroc })),
    };
  } finally {
    await model.dispose();
  }
}

/** The mean area over the classes, by whom and by which score. */
export function meanSeparations(
  classes: readonly ClassResult[],
): readonly Omit<Separation, 'curve'>[] {
  const [first] = classes;
  return (first?.separations ?? []).map(({ by, score }, place) => {
    const areas = classes.map(({ separations }) => separations[place]!.auroc);
    return { by, score, auroc: areas.reduce((sum, area) => sum + area, 0) / areas.length };
  });
}

/**
 * Trains and measures class by class, one run for each in `folder`; classes that were trained there
 * before are not trained again. Writes `one-class.json` beside them.
 * @throws UserError if the data have no classes or not those, or the folder holds other runs
 */
export async function oneClassProtocol(
  recipe: Recipe,
  config: TrainingConfig,
  folder: string,
  options: OneClassOptions,
): Promise<OneClassResult> {
  expectReconstructions(recipe, recipe.name);
  const { dataset } = await prepareData(config);
  const all = Array.from({ length: classCount(dataset) }, (_, label) => label);
  const labels = resolveClasses(dataset, options.classes ?? all);
  const classes: ClassResult[] = [];
  for (const label of labels) {
    const name = dataset.classNames?.[label] ?? `class ${label}`;
    const run = join(folder, folderName(label, name));
    const reason = await trainClass(recipe, { ...config, classes: [label] }, run, options);
    if (reason === 'interrupted') return { folder, classes, isWhole: false };
    const result = await measureClass(run, label, options);
    classes.push(result);
    options.onClass?.(result);
  }
  const content = { recipe: recipe.name, config, classes, mean: meanSeparations(classes) };
  writeFileAtomic(join(folder, 'one-class.json'), `${JSON.stringify(content, null, 2)}\n`);
  return { folder, classes, isWhole: true };
}
