/** Codes of a model that was never trained, for tests of recipes that learn codes. */

import type { Dataset } from '../../src/data/dataset.ts';
import type { Codec, Recipe } from '../../src/recipes/recipe.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { encodeData } from '../../src/runs/codecs/encoded-data.ts';
import { codecOf, type FrozenModel } from '../../src/runs/codecs/frozen-model.ts';
import { untrainedModel } from '../../src/runs/codecs/open-codec.ts';
import { describeExamples } from '../../src/runs/data.ts';
import { createRuntime } from '../../src/runtime/backends.ts';

function codecModel(recipe: Recipe, shape: readonly number[]): FrozenModel {
  const codec = findRecipe(recipe.codecs![0]);
  return untrainedModel(codec, codec.defaults, {
    kind: 'image',
    shape,
    trainingCount: 1,
    totalSteps: 1,
  });
}

/** What a recipe that learns codes is told of them; nothing for others. */
export function untrainedCodec(recipe: Recipe, shape = [1, 28, 28]): { readonly codec?: Codec } {
  return recipe.codecs ? { codec: codecOf(codecModel(recipe, shape)) } : {};
}

/** The data as a recipe takes them: as they are, or as codes. */
export async function encodedFor(recipe: Recipe, dataset: Dataset): Promise<Dataset> {
  if (!recipe.codecs) return dataset;
  const runtime = await createRuntime('cpu-inline');
  try {
    const model = codecModel(recipe, dataset.train.values.shape.slice(1));
    const info = { ...describeExamples(dataset), totalSteps: 1 };
    const data = { dataset, train: dataset.train, validation: dataset.test, info, notes: [] };
    const config = { ...recipe.defaults, batchSize: 1 };
    return (await encodeData(model, data, config, { runtime })).data.dataset;
  } finally {
    await runtime.dispose();
  }
}
