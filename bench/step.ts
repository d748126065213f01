/** The training step of a recipe, with random images, apart from any data loading. */

import { graphFlops } from '../packages/alebrije/src/graph/flops.ts';
import { sizeOf } from '../packages/alebrije/src/graph/shape.ts';
import type { Graph, HostTensor } from '../packages/alebrije/src/graph/types.ts';
import { findRecipe } from '../packages/alebrije/src/recipes/registry.ts';
import type { DeviceTensor, Feeds, Runtime } from '../packages/alebrije/src/runtime/runtime.ts';
import { fold, key } from '../packages/alebrije/src/tensor/key.ts';
import { drawFeeds } from '../packages/alebrije/src/tensor/random.ts';
import { flattenTree } from '../packages/alebrije/src/tensor/tree.ts';
import {
  compileGraph,
  feedsFor,
  hostIndices,
  hostScalar,
  type Resident,
  uploadAll,
} from '../packages/alebrije/src/train/resident.ts';
import { initialSlots, stepGraph } from '../packages/alebrije/src/train/step-program.ts';
import { packVariables, variableLayouts } from '../packages/alebrije/src/train/variables.ts';
import { randomFloats } from './measure.ts';

export interface BenchStep {
  readonly graph: Graph;
  readonly gflop: number;
  /** Everything the graph takes, for a run of its own. */
  feeds(): Feeds;
  /** One optimizer step; the state moves on as in training. */
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

/** Compiles the step of a recipe at a batch size, over images of Fashion-MNIST's shape. */
export async function prepareStep(
  runtime: Runtime,
  recipeName: string,
  batchSize: number,
): Promise<BenchStep> {
  const recipe = findRecipe(recipeName);
  const data = { kind: 'image', shape: [1, 28, 28], totalSteps: 1000 } as const;
  const system = recipe.build({ ...recipe.defaults, batchSize }, data);
  const definition = system.steps[0]!;
  const initial = system.init(key(1));
  const layouts = variableLayouts(initial);
  const images = randomImages(EXAMPLES);
  const shapes = { system, definition, layouts, data: { values: images }, batchSize };
  const { graph, program } = await compileGraph(runtime, stepGraph(shapes));
  const slots = flattenTree(initialSlots(definition, layouts)).map(
    ([path, slot]) => [`slots.${definition.name}.${path}`, slot] as const,
  );
  const state: Resident = uploadAll(runtime, {
    ...packVariables(layouts, initial),
    ...Object.fromEntries(slots),
    'data.values': images,
  });
  const kept = graph.outputs.map(({ name }) => name).filter((name) => state.has(name));
  const indices = Int32Array.from({ length: batchSize }, (_, index) => (index * 7) % EXAMPLES);
  let step = 0;
  function feeds(): Feeds {
    const host = {
      ...drawFeeds(graph, fold(key(2), step)),
      indices: hostIndices(indices),
      step: hostScalar(step),
      learningRate: hostScalar(1e-3),
    };
    return feedsFor(graph, state, host);
  }
  return {
    graph,
    gflop: graphFlops(graph) / 1e9,
    feeds,
    async run() {
      const { resident, host: outputs } = program.run(feeds(), kept);
      await outputs;
      for (const [name, tensor] of Object.entries(resident) as [string, DeviceTensor][]) {
        state.get(name)?.dispose();
        state.set(name, tensor);
      }
      step += 1;
    },
    dispose: () => program.dispose(),
  };
}
