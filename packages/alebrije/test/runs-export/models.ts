/** Models to export and measure: untrained ones of any system, and tiny trained runs. */

import { sliceExamples } from '../../src/data/dataset.ts';
import { loadDataset } from '../../src/data/registry.ts';
import type { HostTensor } from '../../src/graph/types.ts';
import type { DataInfo, Recipe } from '../../src/recipes/recipe.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';
import { describeExamples, type RunData } from '../../src/runs/data.ts';
import type { Exportable } from '../../src/runs/export.ts';
import { startRun } from '../../src/runs/train-run.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { drawNormal, fold, key } from '../../src/tensor/key.ts';
import { createModelSession, type ModelSession } from '../../src/train/model-session.ts';
import { uploadAll } from '../../src/train/resident.ts';
import type { System } from '../../src/train/system.ts';
import { namedTypes, packNamed, variableLayouts } from '../../src/train/variables.ts';
import { standInFor } from '../data/stand-ins.ts';
import { encodedFor, untrainedCodec } from '../runs/untrained-codec.ts';

/** Twenty examples of a recipe's data, images from the embedded subset. */
async function smallData(recipe: Recipe): Promise<RunData> {
  const given = await loadDataset(standInFor(recipe.defaults.data), { count: 20 });
  const dataset = await encodedFor(recipe, given);
  const info = { ...describeExamples(dataset), ...untrainedCodec(recipe), totalSteps: 1 };
  const { train } = dataset;
  return { dataset, train, validation: sliceExamples(train, 0, 20), info, notes: [] };
}

export interface UntrainedModel {
  readonly model: Exportable;
  readonly session: ModelSession;
}

/** A recipe's model with random weights and statistics, none of them zero. */
export async function untrainedModel(
  recipe: Recipe,
  runtime: Runtime,
  build: (data: DataInfo) => System = (data) => recipe.build(recipe.defaults, data),
): Promise<UntrainedModel> {
  const config = recipe.defaults;
  const data = await smallData(recipe);
  const system = build(data.info);
  const initial = system.init(key(1));
  const layouts = variableLayouts(initial);
  const variables: Record<string, HostTensor> = {};
  for (const [name, { shape }] of Object.entries(namedTypes(layouts))) {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const fanIn = Math.max(1, size / (shape[0] ?? 1));
    const scale = Math.min(0.5, 1 / Math.sqrt(fanIn));
    const draws = drawNormal(fold(key(2), name), size).map((draw) => scale * draw);
    // Variances of normalisation layers must be positive.
    const values = name.startsWith('state.') ? draws.map((draw) => 0.5 + Math.abs(draw)) : draws;
    variables[name] = { dtype: 'float32', shape, data: values };
  }
  const resident = uploadAll(runtime, packNamed(layouts, variables));
  const session = createModelSession(system, runtime, layouts, () => resident);
  const run = { name: 'test', path: '', model: '' } as Exportable['run'];
  return { model: { run, recipe, config, data, system, layouts, variables }, session };
}

/** Trains in this process; returns the run's folder. */
export async function trainTiny(
  name: string,
  settings: readonly string[],
  folder: string,
  maxSteps?: number,
): Promise<string> {
  const recipe = findRecipe(name);
  const { run } = await startRun(
    recipe,
    configure(recipe, settings),
    { runsFolder: folder },
    { backend: 'cpu-inline', ...(maxSteps !== undefined && { maxSteps }) },
  );
  return run.path;
}
