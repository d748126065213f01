/** A short training whose losses can be compared between runtimes; runs in Node and in a page. */

import { sliceExamples } from '../../src/data/dataset.ts';
import type { HostTensor } from '../../src/graph/types.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { train } from '../../src/train/trainer.ts';

export interface ShortTraining {
  readonly recipe: string;
  readonly steps: number;
  readonly batchSize: number;
}

/** The loss of each step, in order. */
export async function trainingLosses(
  { recipe: name, steps, batchSize }: ShortTraining,
  runtime: Runtime,
  values: HostTensor,
): Promise<number[]> {
  const recipe = findRecipe(name);
  const shape = values.shape.slice(1);
  const kind = shape.length === 3 ? 'image' : 'vector';
  const losses: number[] = [];
  let sum = 0;
  await train({
    system: recipe.build(
      { ...recipe.defaults, batchSize },
      { kind, shape, trainingCount: values.shape[0]!, totalSteps: steps },
    ),
    runtime,
    train: { values },
    validation: sliceExamples({ values }, 0, batchSize),
    batchSize,
    epochs: steps,
    maxSteps: steps,
    seed: 7,
    onStep({ batch, sums }) {
      losses.push(batch === 1 ? sums.loss! : sums.loss! - sum);
      sum = sums.loss!;
    },
  });
  return losses;
}
