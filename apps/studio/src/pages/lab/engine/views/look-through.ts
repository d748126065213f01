/** Views of a model in training, compiled once for each shape of their inputs. */

import type { HostTensor } from '../../../../../../../packages/alebrije/src/graph/types.ts';
import type {
  DeviceTensor,
  Runtime,
} from '../../../../../../../packages/alebrije/src/runtime/runtime.ts';
import type { Tensor } from '../../../../../../../packages/alebrije/src/tensor/tensor.ts';
import {
  type CompiledGraph,
  compileGraph,
  feedsFor,
} from '../../../../../../../packages/alebrije/src/train/resident.ts';
import type { System } from '../../../../../../../packages/alebrije/src/train/system.ts';
import type { VariableLayouts } from '../../../../../../../packages/alebrije/src/train/variables.ts';
import {
  type Inputs,
  type View,
  viewGraph,
} from '../../../../../../../packages/alebrije/src/train/view-graph.ts';
import { SAMPLES } from './pictures.ts';

/** A model as viewers see it. */
export interface Subject {
  readonly system: System;
  readonly runtime: Runtime;
  readonly layouts: VariableLayouts;
  /** Packed variables on the device, as they are now. */
  readonly variables: () => ReadonlyMap<string, DeviceTensor>;
  /** [N, 2]. */
  readonly points: () => Float32Array;
  readonly seed: number;
}

export interface LookThrough {
  /** Rows of numbers by name, [rows, size] or [] → what the view makes of them. */
  run<Outputs extends Inputs<Tensor>>(
    name: string,
    inputs: Inputs<HostTensor>,
    view: (...args: Parameters<View>) => Outputs,
  ): Promise<{ readonly [Name in keyof Outputs]: Float32Array }>;
  dispose(): void;
}

/** Numbers as rows of a tensor. */
export function rows(data: Float32Array, size: number): HostTensor {
  return { dtype: 'float32', shape: [data.length / size, size], data };
}

/** As many points as there are samples, to compare them with; again from the first where there are fewer. */
export function pointsLikeSamples(points: Float32Array): Float32Array {
  return Float32Array.from({ length: 2 * SAMPLES }, (_, i) => points[i % points.length]!);
}

export function createLookThrough({ runtime, layouts, variables }: Subject): LookThrough {
  const compiled = new Map<string, Promise<CompiledGraph>>();
  return {
    async run(name, inputs, view) {
      const shapes = Object.entries(inputs).map(([input, { shape }]) => `${input} ${shape}`);
      const id = [name, ...shapes].join('; ');
      let entry = compiled.get(id);
      if (!entry) {
        entry = compileGraph(runtime, viewGraph(layouts, inputs, view));
        compiled.set(id, entry);
      }
      const { graph, program } = await entry;
      const outputs = await program.run(feedsFor(graph, variables(), inputs)).host;
      return Object.fromEntries(
        Object.entries(outputs).map(([output, { data }]) => [output, data as Float32Array]),
      ) as never;
    },
    dispose() {
      for (const entry of compiled.values()) {
        // One that could not be compiled holds nothing.
        entry.then(({ program }) => program.dispose()).catch(() => {});
      }
      compiled.clear();
    },
  };
}
