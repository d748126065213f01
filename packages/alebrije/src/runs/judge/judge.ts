/**
 * A frozen judge of images: a classifier trained on a dataset's own training images, once, and kept in
 * the cache. It tells the class or the attributes of what a model made, and how reliable it is.
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { cacheFolder } from '../../data/cache.ts';
import { type Dataset, type Examples, exampleCount, takeFirst } from '../../data/dataset.ts';
import { classCount } from '../../data/selection.ts';
import { UserError } from '../../errors.ts';
import type { HostTensor, Shape } from '../../graph/types.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { fold, key } from '../../tensor/key.ts';
import { writeFileAtomic } from '../../train/files/atomic.ts';
import { fileError } from '../../train/files/file-errors.ts';
import { checkAgainst, parseJson } from '../../train/files/json.ts';
import { decodeSafetensors, encodeSafetensors } from '../../train/files/safetensors.ts';
import { createModelSession, type ModelSession } from '../../train/model-session.ts';
import { uploadAll } from '../../train/resident.ts';
import type { System } from '../../train/system.ts';
import { train } from '../../train/trainer.ts';
import { namedTypes, packNamed, variableLayouts } from '../../train/variables.ts';
import { cropToStored } from '../comparison/alignment.ts';
import type { OpenModel } from '../open-model.ts';
import { wholeDataset } from '../whole-dataset.ts';
import {
  type JudgeKind,
  type JudgeTask,
  judgeExamples,
  judgeFeatureSystem,
  judgeSystem,
  judgeTraining,
} from './judge-network.ts';

export interface Judge {
  /** Whose features they are: the version of the network, and the first digits of a digest of its weights. */
  readonly name: string;
  readonly kind: JudgeKind;
  /** Of the classes or attributes. */
  readonly names: readonly string[];
  /** Share of right answers on test images that the judge was not trained on. */
  readonly accuracy: number;
  /** The same for the test images of each class, or for each attribute; NaN for an absent class. */
  readonly accuracies: readonly number[];
  readonly testExamples: number;
  /**
   * Images in [0, 1], flattened or not, [N, ...] → probabilities [N, K]. Those of classes sum to 1; of
   * attributes each is one of its own.
   * @param shape of one image as it is shown, [C, H, W]; a margin around the data's size is cut off
   */
  probabilities(images: HostTensor, shape: Shape): Promise<HostTensor>;
  /** The same images → what the layer before the answers sees of them, [N, 128]. */
  features(images: HostTensor, shape: Shape): Promise<HostTensor>;
}

export interface JudgeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told the share of the training that is done; never where the judge is in the cache. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** To be raised when the network or its training changes. */
const VERSION = 2;
const SEED = 1;
/** More training images would take longer and change little. */
const MOST_TRAINING = 60_000;
/** Test images after each epoch; the result is measured on all. */
const FEW_TEST = 500;

const reportSchema = z.object({
  accuracy: z.number(),
  accuracies: z.array(z.number().nullable()),
  testExamples: z.int().positive(),
});

/** A judge at work. */
interface Opened {
  readonly name: string;
  /** Its `encode` gives probabilities. */
  readonly answers: ModelSession;
  /** Its `encode` gives features. */
  readonly features: ModelSession;
}

type Report = Pick<Judge, 'accuracy' | 'accuracies' | 'testExamples'>;

/** @throws UserError unless the data are images with classes, or with attributes */
function taskOf(dataset: Dataset, kind: JudgeKind): JudgeTask {
  const { name, train: examples, classNames } = dataset;
  const shape = examples.values.shape.slice(1);
  if (dataset.kind === 'image' && kind === 'attributes' && examples.attributes) {
    return { kind, shape, names: examples.attributes.names };
  }
  const classes = classCount(dataset);
  if (dataset.kind === 'image' && kind === 'classes' && classes > 1) {
    const names = Array.from({ length: classes }, (_, label) => classNames?.[label] ?? `${label}`);
    return { kind, shape, names };
  }
  throw new UserError(`${name} has no images with ${kind} that a judge could learn`);
}

/** The training of the same images, names and network gives the same file. */
function fingerprint(task: JudgeTask, parts: readonly Examples[]): string {
  const hash = createHash('sha256').update(JSON.stringify([VERSION, task]));
  for (const { values, labels } of parts) {
    for (const { buffer, byteOffset, byteLength } of [values.data, labels ?? new Int32Array()]) {
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
  }
  return hash.digest('hex').slice(0, 24);
}

function judgeFile(task: JudgeTask, parts: readonly Examples[]): string {
  return join(cacheFolder(), 'judges', `${task.kind}-${fingerprint(task, parts)}.safetensors`);
}

/** judge-2:0f3a9c1e for version 2 with weights of that digest. */
function nameOf(variables: Readonly<Record<string, HostTensor>>): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(variables).sort()) {
    const { buffer, byteOffset, byteLength } = variables[name]!.data;
    hash.update(name).update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return `judge-${VERSION}:${hash.digest('hex').slice(0, 8)}`;
}

/** What a file holds, if it is there and sound; a damaged one is made anew. */
function readStored(
  file: string,
  types: Readonly<Record<string, { readonly shape: Shape }>>,
): { readonly variables: Record<string, HostTensor>; readonly report: Report } | undefined {
  if (!fs.existsSync(file)) return undefined;
  try {
    const { tensors, metadata } = decodeSafetensors(fs.readFileSync(file), file);
    const fits = Object.entries(types).every(
      ([name, { shape }]) => String(tensors[name]?.shape) === String(shape),
    );
    if (!fits) return undefined;
    const stored = checkAgainst(reportSchema, parseJson(metadata.report ?? '', file), file);
    const accuracies = stored.accuracies.map((share) => share ?? Number.NaN);
    return { variables: { ...tensors }, report: { ...stored, accuracies } };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function store(
  file: string,
  task: JudgeTask,
  variables: Readonly<Record<string, HostTensor>>,
  report: Report,
): void {
  try {
    fs.mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw fileError('create', dirname(file), error);
  }
  const metadata = { report: JSON.stringify(report), names: JSON.stringify(task.names) };
  writeFileAtomic(file, encodeSafetensors(variables, metadata));
}

/** Right and wrong answers on test images, by class or attribute. */
async function examine(task: JudgeTask, session: ModelSession, test: Examples): Promise<Report> {
  const { data } = await session.encode(test.values);
  const width = task.names.length;
  const count = exampleCount(test);
  const right = new Float64Array(width);
  const asked = new Float64Array(width);
  for (let row = 0; row < count; row++) {
    const answers = data.subarray(row * width, (row + 1) * width);
    if (task.kind === 'classes') {
      const label = test.labels![row]!;
      asked[label]! += 1;
      if (largestOf(answers) === label) right[label]! += 1;
      continue;
    }
    for (let column = 0; column < width; column++) {
      const has = test.attributes!.values[row * width + column] === 1;
      asked[column]! += 1;
      if (answers[column]! > 0.5 === has) right[column]! += 1;
    }
  }
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  return {
    accuracy: sum(right) / sum(asked),
    accuracies: Array.from(right, (value, column) => value / asked[column]!),
    testExamples: count,
  };
}

/** Place of the largest value. */
export function largestOf(values: ArrayLike<number>): number {
  let place = 0;
  for (let index = 1; index < values.length; index++) {
    if (values[index]! > values[place]!) place = index;
  }
  return place;
}

/** The place of the largest of each row [N, K]. */
export function largestOfRows({ data, shape }: HostTensor): Int32Array {
  const width = shape[1]!;
  return Int32Array.from({ length: shape[0]! }, (_, row) =>
    largestOf(data.subarray(row * width, (row + 1) * width)),
  );
}

/**
 * The judge of a dataset, trained now unless it is in the cache.
 * @throws UserError if the data have no images with classes, or attributes, or the cache cannot be
 * written; the signal's reason if it is aborted
 */
export async function openJudge(
  dataset: Dataset,
  kind: JudgeKind,
  runtime: Runtime,
  { signal, onProgress }: JudgeOptions = {},
): Promise<Judge> {
  const task = taskOf(dataset, kind);
  const images = takeFirst(dataset.train, Math.min(MOST_TRAINING, exampleCount(dataset.train)));
  const examples = judgeExamples(task, images);
  const { batchSize, epochs, steps } = judgeTraining(exampleCount(images));
  const system = judgeSystem(task, steps);
  const layouts = variableLayouts(system.init(fold(key(SEED), 'init')));
  const file = judgeFile(task, [examples, judgeExamples(task, dataset.test)]);

  const openWith = (variables: Readonly<Record<string, HostTensor>>): Opened => {
    const resident = uploadAll(runtime, packNamed(layouts, variables));
    const sessionOf = (views: System) =>
      createModelSession(views, runtime, layouts, () => resident);
    return {
      name: nameOf(variables),
      answers: sessionOf(system),
      features: sessionOf(judgeFeatureSystem(task, system)),
    };
  };

  async function makeNow(): Promise<{ opened: Opened; report: Report }> {
    const few = takeFirst(dataset.test, Math.min(FEW_TEST, exampleCount(dataset.test)));
    const { moment } = await train({
      system,
      runtime,
      train: examples,
      validation: judgeExamples(task, few),
      batchSize,
      epochs,
      seed: SEED,
      ...(signal && { signal }),
      onStep: ({ step }) => onProgress?.(step / steps),
    });
    signal?.throwIfAborted();
    const { tensors } = await moment.snapshot();
    const types = namedTypes(layouts);
    const variables = Object.fromEntries(Object.keys(types).map((name) => [name, tensors[name]!]));
    const opened = openWith(variables);
    const report = await examine(task, opened.answers, dataset.test);
    store(file, task, variables, report);
    return { opened, report };
  }

  const stored = readStored(file, namedTypes(layouts));
  const { opened, report } = stored
    ? { opened: openWith(stored.variables), report: stored.report }
    : await makeNow();
  const { name, answers, features } = opened;
  return {
    name,
    kind,
    names: task.names,
    ...report,
    probabilities: (made, shape) => answers.encode(cropToStored(made, shape, task.shape)),
    features: (made, shape) => features.encode(cropToStored(made, shape, task.shape)),
  };
}

/** The judge of the whole dataset that a run was trained on, in the run's own runtime. */
export async function judgeOf(
  model: Pick<OpenModel, 'data' | 'config' | 'runtime'>,
  kind: JudgeKind,
  options: JudgeOptions = {},
): Promise<Judge> {
  return openJudge(await wholeDataset(model, options.signal), kind, model.runtime, options);
}
