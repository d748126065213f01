/** The data of a run: loaded, split, and described for the recipe. */

import { type Dataset, type Examples, exampleCount, splitLast } from '../data/dataset.ts';
import type { ImageTarget, PreparationOptions } from '../data/dataset-entry.ts';
import { resolveFashionMnist } from '../data/fashion-mnist.ts';
import { loadDataset } from '../data/registry.ts';
import { examplesOfClasses, resolveClasses } from '../data/selection.ts';
import { UserError } from '../errors.ts';
import type { DataInfo, TrainingConfig } from '../recipes/recipe.ts';

export interface RunData {
  readonly dataset: Dataset;
  readonly train: Examples;
  readonly validation: Examples;
  readonly info: DataInfo;
  /** What the user should know: where the data come from, and any substitution. */
  readonly notes: readonly string[];
}

/** A held-out set larger than this share of the training set would cost too much of it. */
const LARGEST_HELD_OUT_SHARE = 0.25;

/**
 * Loads a configuration's dataset.
 * @param allowSubset take the embedded subset where the full Fashion-MNIST is not to be found
 * @throws UserError if the dataset is unknown, missing or damaged
 */
async function load(
  config: TrainingConfig,
  { allowSubset, ...options }: PreparationOptions & { readonly allowSubset: boolean },
): Promise<Dataset> {
  if (config.data === 'fashion-mnist' && allowSubset && config.examples === null) {
    return resolveFashionMnist({ preferFull: true });
  }
  const count = config.examples ?? undefined;
  return loadDataset(config.data, {
    ...options,
    seed: config.seed,
    images: imageTarget(config),
    ...(count !== undefined && { count }),
  });
}

/** What images of the user's own are brought to. */
export function imageTarget({ imageSize, imageChannels }: TrainingConfig): ImageTarget {
  return {
    ...(imageSize !== null && { size: imageSize }),
    ...(imageChannels !== null && { channels: imageChannels }),
  };
}

export function describeExamples(dataset: Dataset): Omit<DataInfo, 'totalSteps'> {
  const { kind, train, classNames } = dataset;
  const [trainingCount, ...shape] = train.values.shape as readonly [number, ...number[]];
  return { kind, shape, trainingCount, ...(classNames && { classNames }) };
}

/** @throws UserError as `load`, or if the batch is larger than the training set */
export async function prepareData(
  config: TrainingConfig,
  { allowSubset = true, ...options }: PreparationOptions & { readonly allowSubset?: boolean } = {},
): Promise<RunData> {
  const dataset = await load(config, { allowSubset, ...options });
  const notes = [
    `data: ${dataset.name}, ${exampleCount(dataset.train)} examples (${dataset.source})`,
  ];
  if (dataset.name !== config.data) {
    notes.push(
      `the full ${config.data} was not found; its embedded subset is used (see: alebrije datasets doctor)`,
    );
  }
  const { train, validation } = selectClasses(
    dataset,
    splitData(dataset, config, notes),
    config,
    notes,
  );
  expectFullBatch(train, config.batchSize);
  const stepsPerEpoch = Math.floor(exampleCount(train) / config.batchSize);
  const described = describeExamples({ ...dataset, train });
  const info = { ...described, totalSteps: stepsPerEpoch * config.epochs };
  return { dataset, train, validation, info, notes };
}

/** @throws UserError if the batch is larger than the training set */
export function expectFullBatch(train: Examples, batchSize: number): void {
  if (batchSize <= exampleCount(train)) return;
  throw new UserError(
    `batchSize ${batchSize} is more than the ${exampleCount(train)} training examples`,
  );
}

function splitData(
  dataset: Dataset,
  { validation }: TrainingConfig,
  notes: string[],
): { train: Examples; validation: Examples } {
  const count = exampleCount(dataset.train);
  if (validation === 'test') return { train: dataset.train, validation: dataset.test };
  if (validation > count * LARGEST_HELD_OUT_SHARE) {
    notes.push(
      `validation on the test set: holding out ${validation} of ${count} training examples would cost too many`,
    );
    return { train: dataset.train, validation: dataset.test };
  }
  const [train, heldOut] = splitLast(dataset.train, validation);
  return { train, validation: heldOut };
}

/**
 * Only the examples of the configuration's classes; the split is that of all examples, so that what
 * one class holds out no other has trained on.
 * @throws UserError if the data have no such classes, or one part has no examples of them
 */
function selectClasses(
  dataset: Dataset,
  { train, validation }: { train: Examples; validation: Examples },
  { classes }: TrainingConfig,
  notes: string[],
): { train: Examples; validation: Examples } {
  if (classes === null) return { train, validation };
  const chosen = resolveClasses(dataset, classes);
  const selected = {
    train: examplesOfClasses(train, chosen),
    validation: examplesOfClasses(validation, chosen),
  };
  const [trained, heldOut] = [exampleCount(selected.train), exampleCount(selected.validation)];
  const names = chosen.map((label) => dataset.classNames?.[label] ?? `class ${label}`).join(', ');
  if (trained === 0 || heldOut === 0) {
    throw new UserError(
      `of ${names} there are ${trained} training and ${heldOut} validation examples: choose other classes, or more examples`,
    );
  }
  notes.push(`only ${names}: ${trained} training and ${heldOut} validation examples`);
  return selected;
}
