/** The training step of a system, with random images, apart from any data loading. */

import { graphFlops } from '../packages/alebrije/src/graph/flops.ts';
import { optimize } from '../packages/alebrije/src/graph/passes.ts';
import { sizeOf } from '../packages/alebrije/src/graph/shape.ts';
import type { Graph, HostTensor } from '../packages/alebrije/src/graph/types.ts';
import type { Feeds, Runtime } from '../packages/alebrije/src/runtime/runtime.ts';
import { fold, key } from '../packages/alebrije/src/tensor/key.ts';
import { drawFeeds } from '../packages/alebrije/src/tensor/random.ts';
import { flattenTree } from '../packages/alebrije/src/tensor/tree.ts';
import {
  feedsFor,
  hostIndices,
  hostScalar,
  type Resident,
  uploadAll,
} from '../packages/alebrije/src/train/resident.ts';
import { compileChain, iterationsPerRun } from '../packages/alebrije/src/train/step-chain.ts';
import { initialSlots, stepGraph } from '../packages/alebrije/src/train/step-program.ts';
import type { StepDefinition, TrainableSystem } from '../packages/alebrije/src/train/system.ts';
import { packVariables, variableLayouts } from '../packages/alebrije/src/train/variables.ts';
import { randomFloats, type Timing, time } from './measure.ts';
import { findSystem } from './systems/find-system.ts';

export interface BenchStep {
  /** One per optimizer step of an iteration, in their order; most systems have one. */
  readonly graphs: readonly Graph[];
  /** Iterations in one run, as the trainer does them. */
  readonly iterations: number;
  /** Of one iteration: all graphs together. */
  readonly gflop: number;
  /** Everything that graph number `index`, the first by default, takes, for a run of its own. */
  feeds(index?: number): Feeds;
  /** `iterations` times every optimizer step once; the state moves on as in training. */
  run(): Promise<void>;
  dispose(): void;
}

const EXAMPLES = 2000;

/** uint8 [count, 1, 28, 28]. */
export function randomImages(count: number): HostTensor {
  const shape = [count, 1, 28, 28];
  const values = randomFloats('images', [sizeOf(shape)]).data;
  return { dtype: 'uint8', shape, data: Uint8Array.from(values, (value) => value * 255) };
}

/**
 * Compiles all optimizer steps of an iteration at a batch size, over images [1, 28, 28].
 * @param what a system, or the name of one (`findSystem`)
 */
export async function prepareStep(
  runtime: Runtime,
  what: string | TrainableSystem,
  batchSize: number,
): Promise<BenchStep> {
  const system = typeof what === 'string' ? findSystem(what, batchSize) : what;
  const initial = system.init(key(1));
  const layouts = variableLayouts(initial);
  const images = randomImages(EXAMPLES);
  const state: Resident = uploadAll(runtime, {
    ...packVariables(layouts, initial),
    'data.values': images,
  });
  const steps: { readonly definition: StepDefinition; readonly graph: Graph }[] = [];
  for (const definition of system.steps) {
    const slots = flattenTree(initialSlots(definition, layouts)).map(
      ([path, slot]) => [`slots.${definition.name}.${path}`, slot] as const,
    );
    for (const [name, tensor] of uploadAll(runtime, Object.fromEntries(slots))) {
      state.set(name, tensor);
    }
    const shapes = { system, definition, layouts, data: { values: images }, batchSize };
    steps.push({ definition, graph: optimize(stepGraph(shapes)) });
  }
  const graphs = steps.map(({ graph }) => graph);
  const iterations = iterationsPerRun(graphs);
  const chain = await compileChain(
    runtime,
    Array.from({ length: iterations }, () => graphs).flat(),
    state,
  );
  const indices = Int32Array.from({ length: batchSize }, (_, index) => (index * 7) % EXAMPLES);
  let iteration = 0;
  const hostFeeds = (index: number): Readonly<Record<string, HostTensor>> => ({
    ...drawFeeds(graphs[index]!, fold(key(2), iteration)),
    indices: hostIndices(indices),
    step: hostScalar(iteration),
    learningRate: hostScalar(steps[index]!.definition.learningRate(iteration)),
    ...Object.fromEntries(
      Object.entries(system.scalars ?? {}).map(([name, value]) => [
        `scalars.${name}`,
        hostScalar(value(iteration)),
      ]),
    ),
  });
  return {
    graphs,
    iterations,
    gflop: graphs.reduce((total, graph) => total + graphFlops(graph), 0) / 1e9,
    feeds: (index = 0) => feedsFor(graphs[index]!, state, hostFeeds(index)),
    async run() {
      const feeds: Readonly<Record<string, HostTensor>>[] = [];
      for (let count = 0; count < iterations; count++) {
        feeds.push(...graphs.map((_, index) => hostFeeds(index)));
        iteration += 1;
      }
      const { host, replaced } = chain.run(state, feeds);
      await host;
      for (const tensor of replaced.values()) tensor.dispose();
    },
    dispose: () => chain.dispose(),
  };
}

/** The time of one iteration, where a run does several. */
export async function timeIteration(
  step: Pick<BenchStep, 'run' | 'iterations'>,
  options?: Parameters<typeof time>[1],
): Promise<Timing> {
  const { medianMs, minMs } = await time(() => step.run(), options);
  return { medianMs: medianMs / step.iterations, minMs: minMs / step.iterations };
}
