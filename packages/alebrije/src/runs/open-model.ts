/** A trained run, ready to encode, decode and be measured. */

import { exampleCount } from '../data/dataset.ts';
import type { PreparationOptions } from '../data/dataset-entry.ts';
import type { HostTensor } from '../graph/types.ts';
import type { Recipe, TrainingConfig } from '../recipes/recipe.ts';
import { findRecipe } from '../recipes/registry.ts';
import { createRuntime } from '../runtime/backends.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { fold, key } from '../tensor/key.ts';
import { openRun, type Run } from '../train/files/run-folder.ts';
import { createModelSession, type ModelSession } from '../train/model-session.ts';
import type { Progress } from '../train/progress.ts';
import { uploadAll } from '../train/resident.ts';
import type { System } from '../train/system.ts';
import { snapshotTypes } from '../train/trainer.ts';
import { packNamed, type VariableLayouts, variableLayouts } from '../train/variables.ts';
import { loadSnapshot } from './checkpoints.ts';
import { readEncodedData } from './codecs/encoded-data.ts';
import { parseConfig } from './config.ts';
import { prepareData, type RunData } from './data.ts';

export interface OpenModel {
  readonly run: Run;
  readonly recipe: Recipe;
  readonly config: TrainingConfig;
  readonly data: RunData;
  readonly system: System;
  readonly layouts: VariableLayouts;
  /** `params.*` (averaged where there are averages) and `state.*` by name. */
  readonly variables: Readonly<Record<string, HostTensor>>;
  readonly progress: Progress;
  readonly session: ModelSession;
  readonly runtime: Runtime;
  /** What the user should know, such as a damaged checkpoint that was passed over. */
  readonly warnings: readonly string[];
  dispose(): Promise<void>;
}

/** The recipe and configuration that a run's config.json holds. */
export function readRunConfig(run: Run): { recipe: Recipe; config: TrainingConfig } {
  const recipe = findRecipe(run.config.recipe);
  return { recipe, config: parseConfig(recipe, run.config.settings) };
}

const AVERAGE = 'average.';

/** A snapshot's variables, averages in place of parameters where there are any. */
export function evaluatedVariables(
  tensors: Readonly<Record<string, HostTensor>>,
): Record<string, HostTensor> {
  const entries = Object.entries(tensors)
    .filter(([name]) => name.startsWith('params.') || name.startsWith('state.'))
    .map(([name, tensor]) => [name, tensors[AVERAGE + name] ?? tensor] as const);
  return Object.fromEntries(entries);
}

/**
 * The data of a run that exists: codes as it keeps them, all else as they were when it began.
 * @throws UserError if they are missing or damaged
 */
export function prepareRunData(
  run: Run,
  recipe: Recipe,
  config: TrainingConfig,
  options: PreparationOptions,
): Promise<RunData> {
  return recipe.codecs
    ? readEncodedData(run.path, config)
    : prepareData(config, { allowSubset: false, ...options });
}

export interface OpenModelOptions extends PreparationOptions {
  readonly backend?: string;
  readonly checkpoint?: 'last' | 'best';
}

/**
 * @param checkpoint 'last', or 'best' for the epoch of the lowest validation loss
 * @throws UserError if the folder is no run, its data are missing, or it has no whole checkpoint
 */
export async function openModel(
  folder: string,
  { backend = 'cpu', checkpoint = 'last', ...options }: OpenModelOptions = {},
): Promise<OpenModel> {
  const run = openRun(folder);
  const { recipe, config } = readRunConfig(run);
  const data = await prepareRunData(run, recipe, config, options);
  const system = recipe.build(config, data.info);
  const expected = snapshotTypes(system, config.seed, exampleCount(data.train));
  const snapshot = loadSnapshot(run, checkpoint, expected);
  const layouts = variableLayouts(system.init(fold(key(config.seed), 'init')));
  const variables = evaluatedVariables(snapshot.tensors);
  const runtime = await createRuntime(backend);
  const resident = uploadAll(runtime, packNamed(layouts, variables));
  return {
    run,
    recipe,
    config,
    data,
    system,
    layouts,
    variables,
    progress: snapshot.progress,
    session: createModelSession(system, runtime, layouts, () => resident),
    runtime,
    warnings: snapshot.warnings,
    dispose: () => runtime.dispose(),
  };
}
