/** The run that a recipe's `codec` setting names, as a model to encode data with. */

import fs from 'node:fs';
import { join } from 'node:path';
import { exampleCount } from '../../data/dataset.ts';
import type { PreparationOptions } from '../../data/dataset-entry.ts';
import { findDatasetEntry } from '../../data/registry.ts';
import { UserError } from '../../errors.ts';
import type { HostTensor } from '../../graph/types.ts';
import type { CodecConfig, DataInfo, Recipe, TrainingConfig } from '../../recipes/recipe.ts';
import { findRecipe } from '../../recipes/registry.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { fold, key } from '../../tensor/key.ts';
import { flattenTree } from '../../tensor/tree.ts';
import { openRun, type Run } from '../../train/files/run-folder.ts';
import { snapshotTypes } from '../../train/trainer.ts';
import { loadSnapshot } from '../checkpoints.ts';
import { imageTarget, prepareData } from '../data.ts';
import { evaluatedVariables, readRunConfig } from '../open-model.ts';
import { type EncodedData, encodeData } from './encoded-data.ts';
import { codecOf, type FrozenModel } from './frozen-model.ts';

type CodecRecipe = Recipe & { readonly codecs: NonNullable<Recipe['codecs']> };

/** Whether a recipe learns the codes of a trained model. */
export function learnsCodes(recipe: Recipe): recipe is CodecRecipe {
  return recipe.codecs !== undefined;
}

/** @throws UserError for a recipe whose models draw codes, which cannot be asked for reconstructions */
export function expectReconstructions(recipe: Recipe, name: string): void {
  if (!learnsCodes(recipe)) return;
  throw new UserError(`${name} draws codes and reconstructs no images: choose one that does`);
}

const codecSetting = (config: TrainingConfig) => (config as CodecConfig).codec;

/**
 * @param runsFolder where a run is sought that is given by its name
 * @throws UserError if there is no such run, or it cannot encode for the recipe
 */
function findCodecRun(
  { name, codecs }: CodecRecipe,
  config: TrainingConfig,
  runsFolder: string,
): Run {
  const codec = codecSetting(config);
  const kinds = codecs.join(' or ');
  if (codec === null) {
    throw new UserError(
      `${name} learns the codes of a trained ${kinds}: give its run with --set codec=runs/${codecs[0]}-1`,
    );
  }
  const named = join(runsFolder, codec);
  const isNamed = !fs.existsSync(codec) && fs.existsSync(join(named, 'config.json'));
  const run = openRun(isNamed ? named : codec);
  if (codecs.includes(run.config.recipe)) return run;
  throw new UserError(
    `${codec} is a run of ${run.config.recipe}, and ${name} learns the codes of ${kinds}: give another run with --set codec=...`,
  );
}

/** The settings that say what the examples are, which the codec was trained on. */
function withDataOf(codec: TrainingConfig, config: TrainingConfig): TrainingConfig {
  return { ...config, imageSize: codec.imageSize, imageChannels: codec.imageChannels };
}

export interface CodecOptions extends PreparationOptions {
  readonly runtime: Runtime;
  readonly runsFolder: string;
}

/**
 * Loads a configuration's data and encodes them with its codec, the last checkpoint of the run.
 * @returns also the settings as the run keeps them
 * @throws UserError as `prepareData`, or if the codec is missing or was trained on other data
 */
export async function prepareEncodedData(
  recipe: CodecRecipe,
  config: TrainingConfig,
  { runtime, runsFolder, ...options }: CodecOptions,
): Promise<EncodedData & { readonly settings: TrainingConfig }> {
  const run = findCodecRun(recipe, config, runsFolder);
  const { recipe: trained, config: trainedConfig } = readRunConfig(run);
  const own = { ...withDataOf(trainedConfig, config), codec: run.path };
  const data = await prepareData(own, options);
  if (data.dataset.name !== trainedConfig.data) {
    throw new UserError(
      `the codec ${run.name} was trained on ${trainedConfig.data}, not on ${data.dataset.name}: add --data ${trainedConfig.data}`,
    );
  }
  const system = trained.build(trainedConfig, data.info);
  const snapshot = loadSnapshot(
    run,
    'last',
    snapshotTypes(system, trainedConfig.seed, exampleCount(data.train)),
  );
  const codec: FrozenModel = {
    run: run.name,
    recipe: trained,
    config: trainedConfig,
    info: data.info,
    system,
    variables: evaluatedVariables(snapshot.tensors),
  };
  const encoded = await encodeData(codec, data, own, { runtime, ...options });
  return { ...encoded, settings: { ...own, data: data.dataset.name } };
}

/** A model with the weights that training starts from. */
export function untrainedModel(
  recipe: Recipe,
  config: TrainingConfig,
  info: DataInfo,
): FrozenModel {
  const system = recipe.build(config, info);
  const initial = system.init(fold(key(config.seed), 'init'));
  const variables = Object.fromEntries(flattenTree<HostTensor>({ ...initial }));
  return { run: recipe.name, recipe, config, info, system, variables };
}

/**
 * What is known of codes before they are made: those of the `codec` setting's run, or without one of the
 * first recipe that could be a codec, as it is by default.
 * @throws UserError if there is no such run, or it cannot encode for the recipe
 */
export async function describeCodes(
  recipe: CodecRecipe,
  config: TrainingConfig,
  runsFolder: string,
): Promise<DataInfo> {
  const first = findRecipe(recipe.codecs[0]);
  const trained =
    codecSetting(config) === null
      ? { recipe: first, config: first.defaults }
      : readRunConfig(findCodecRun(recipe, config, runsFolder));
  const images = imageTarget(trained.config);
  const { kind, shape, sizes } = await findDatasetEntry(trained.config.data, { images });
  const model = untrainedModel(trained.recipe, trained.config, {
    kind,
    shape,
    trainingCount: sizes[0],
    totalSteps: 1,
  });
  const { discrete, codeSize } = model.system.views;
  return {
    kind: discrete ? 'image' : 'vector',
    shape: discrete ? [1, ...discrete.places] : [codeSize],
    trainingCount: sizes[0],
    totalSteps: Math.floor(sizes[0] / config.batchSize) * config.epochs,
    codec: codecOf(model),
  };
}
