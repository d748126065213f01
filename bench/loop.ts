/**
 * What everything around the networks costs: the optimizer inside the step, and the trainer (feeding,
 * shuffling, metrics, the worker's messages) around it. Each is a ratio of times taken in turn.
 */

import { graphOf } from '../packages/alebrije/src/graph/trace.ts';
import type { Graph } from '../packages/alebrije/src/graph/types.ts';
import { findRecipe } from '../packages/alebrije/src/recipes/registry.ts';
import { createRuntime } from '../packages/alebrije/src/runtime/backends.ts';
import { rowsOf } from '../packages/alebrije/src/train/model-session.ts';
import { train } from '../packages/alebrije/src/train/trainer.ts';
import { time } from './measure.ts';
import { prepareStep, randomImages } from './step.ts';

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

/** The step without the optimizer: only loss, metrics and the gradients' norm. */
function withoutOptimizer(graph: Graph): Graph {
  const kept = graph.outputs.filter(
    ({ name }) => name.startsWith('metrics.') || name === 'gradientNorm',
  );
  return graphOf(Object.fromEntries(kept.map(({ name, node }) => [name, node])));
}

async function measure(recipeName: string, batch: number, steps: number): Promise<Overhead> {
  const inline = await createRuntime('cpu-inline');
  const step = await prepareStep(inline, recipeName, batch);
  const gradientsOnly = withoutOptimizer(step.graph);
  const bare = await inline.compile(gradientsOnly);
  const bareFeeds = () => {
    const feeds = step.feeds();
    const names = gradientsOnly.inputs.map(({ attributes }) => attributes.name);
    return Object.fromEntries(names.map((name) => [name, feeds[name]!]));
  };
  const recipe = findRecipe(recipeName);
  const data = { kind: 'image', shape: [1, 28, 28], totalSteps: steps } as const;
  const system = recipe.build({ ...recipe.defaults, batchSize: batch }, data);
  const images = randomImages(batch * 20);
  const worker = await createRuntime('cpu');

  /** The times of some steps inside the trainer, the first few left out. */
  async function trainerTimes(): Promise<number[]> {
    const times: number[] = [];
    let last = performance.now();
    await train({
      system,
      runtime: worker,
      train: { values: images },
      validation: { values: rowsOf(images, 0, batch) },
      batchSize: batch,
      epochs: steps,
      maxSteps: steps,
      seed: 1,
      onStep({ batch: inEpoch }) {
        const now = performance.now();
        // The first step of an epoch has the validation before it.
        if (inEpoch > 1) times.push(now - last);
        last = now;
      },
    });
    return times.slice(3);
  }

  const whole: number[] = [];
  const alone: number[] = [];
  const trained: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const timing = { warmUp: 1, count: 8, seconds: 0.5 };
    whole.push((await time(() => step.run(), timing)).medianMs);
    alone.push((await time(() => bare.run(bareFeeds()).host, timing)).medianMs);
    trained.push(median(await trainerTimes()));
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
  return [await measure('conv-ae', 100, 16), await measure('dense-vae', 128, 200)];
}
