/**
 * What everything around the networks costs: the optimizer inside the step, and the trainer (feeding,
 * shuffling, metrics, the worker's messages) around it. Each is a ratio of times taken in turn.
 */

import { sizeOf } from '../packages/alebrije/src/graph/shape.ts';
import { graphOf } from '../packages/alebrije/src/graph/trace.ts';
import type { Graph } from '../packages/alebrije/src/graph/types.ts';
import { findRecipe } from '../packages/alebrije/src/recipes/registry.ts';
import { createRuntime } from '../packages/alebrije/src/runtime/backends.ts';
import { train } from '../packages/alebrije/src/train/trainer.ts';
import { randomFloats, time } from './measure.ts';
import { prepareStep } from './step.ts';

export interface Overhead {
  readonly recipe: string;
  readonly batch: number;
  /** One step by itself, and inside the trainer, worker thread included, ms. */
  readonly stepMs: number;
  readonly trainerStepMs: number;
  /** trainerStepMs / stepMs − 1. */
  readonly around: number;
  /** The optimizer's share of a step: 1 − (loss and gradients alone) / (whole step). */
  readonly optimizer: number;
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
  const bare = await inline.compile(withoutOptimizer(step.graph));
  const feeds = step.feeds();
  const bareFeeds = Object.fromEntries(
    withoutOptimizer(step.graph).inputs.map(({ attributes: { name } }) => [name, feeds[name]!]),
  );
  const whole: number[] = [];
  const alone: number[] = [];
  for (let round = 0; round < 5; round++) {
    const timing = { warmUp: 1, count: 8, seconds: 0.5 };
    whole.push((await time(() => step.run(), timing)).medianMs);
    alone.push((await time(() => bare.run(bareFeeds).host, timing)).medianMs);
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;

  const recipe = findRecipe(recipeName);
  const data = { kind: 'image', shape: [1, 28, 28], totalSteps: steps } as const;
  const config = { ...recipe.defaults, batchSize: batch };
  const shape = [Math.max(2000, batch * 10), 1, 28, 28];
  const values = randomFloats('images', [sizeOf(shape)]).data;
  const images = { dtype: 'uint8', shape, data: Uint8Array.from(values, (v) => v * 255) } as const;
  const runtime = await createRuntime('cpu');
  const times: number[] = [];
  let last = performance.now();
  await train({
    system: recipe.build(config, data),
    runtime,
    train: { values: images },
    validation: {
      values: { ...images, shape: [batch, 1, 28, 28], data: images.data.subarray(0, batch * 784) },
    },
    batchSize: batch,
    epochs: 1000,
    maxSteps: steps,
    seed: 1,
    onStep() {
      const now = performance.now();
      times.push(now - last);
      last = now;
    },
  });
  await runtime.dispose();
  await inline.dispose();
  const stepMs = median(whole);
  const trainerStepMs = median(times.slice(5));
  return {
    recipe: recipeName,
    batch,
    stepMs,
    trainerStepMs,
    around: trainerStepMs / stepMs - 1,
    optimizer: 1 - median(alone) / stepMs,
  };
}

export async function trainerOverhead(): Promise<Overhead[]> {
  return [await measure('conv-ae', 100, 40), await measure('dense-vae', 128, 600)];
}
