/**
 * What everything around the networks costs: the optimizer inside the step, and the trainer (feeding,
 * shuffling, metrics, the worker's messages) around it. Each is a ratio of times taken in turn.
 */

import { findRecipe } from '../packages/alebrije/src/recipes/registry.ts';
import { createRuntime } from '../packages/alebrije/src/runtime/backends.ts';
import { rowsOf } from '../packages/alebrije/src/train/model-session.ts';
import { train } from '../packages/alebrije/src/train/trainer.ts';
import { isBeforeOptimizer, preparePart } from './partial-step.ts';
import { prepareStep, randomImages, timeIteration } from './step.ts';

export interface Overhead {
  readonly recipe: string;
  readonly batch: number;
  readonly rounds: number;
  /** (a step inside the trainer, worker thread included) / (the step by itself) − 1, median of rounds. */
  readonly around: number;
  readonly aroundByRound: readonly number[];
  /** The optimizer's share of a step: 1 − (loss and gradients alone) / (whole step). */
  readonly optimizer: number;
}

/** In each, the three things that are compared take turns, since the machine's speed drifts. */
const ROUNDS = 9;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

async function measure(recipeName: string, batch: number, steps: number): Promise<Overhead> {
  const inline = await createRuntime('cpu-inline');
  const step = await prepareStep(inline, recipeName, batch);
  const gradients = await preparePart(inline, step, isBeforeOptimizer);
  const recipe = findRecipe(recipeName);
  const [trainingCount, totalSteps] = [batch * steps, 2 * steps];
  const data = { kind: 'image', shape: [1, 28, 28], trainingCount, totalSteps } as const;
  const system = recipe.build({ ...recipe.defaults, batchSize: batch }, data);
  const images = randomImages(trainingCount);
  const worker = await createRuntime('cpu');

  /** Milliseconds per step of the second of two epochs, its validation left out. */
  async function trainerStep(): Promise<number> {
    const seconds: number[] = [];
    await train({
      system,
      runtime: worker,
      train: { values: images },
      validation: { values: rowsOf(images, 0, batch) },
      batchSize: batch,
      epochs: 2,
      seed: 1,
      onEpoch: async (record) => {
        seconds.push(record.seconds!);
      },
    });
    return (seconds[1]! * 1000) / steps;
  }

  const whole: number[] = [];
  const alone: number[] = [];
  const trained: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const timing = { warmUp: 1, count: 8, seconds: 0.5 };
    whole.push((await timeIteration(step, timing)).medianMs);
    alone.push((await timeIteration(gradients, timing)).medianMs);
    trained.push(await trainerStep());
  }
  await worker.dispose();
  await inline.dispose();
  const ratios = (others: readonly number[]) => others.map((other, round) => other / whole[round]!);
  return {
    recipe: recipeName,
    batch,
    rounds: ROUNDS,
    around: median(ratios(trained)) - 1,
    aroundByRound: ratios(trained).map((ratio) => ratio - 1),
    optimizer: 1 - median(ratios(alone)),
  };
}

export async function trainerOverhead(): Promise<Overhead[]> {
  return [await measure('conv-ae', 100, 16), await measure('dense-vae', 128, 800)];
}
