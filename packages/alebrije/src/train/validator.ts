/** Validation metrics over all validation examples, whatever the batch size leaves over. */

import type { HostTensor } from '../graph/types.ts';
import type { DeviceTensor, Runtime } from '../runtime/runtime.ts';
import { fold, type Key } from '../tensor/key.ts';
import { drawFeeds } from '../tensor/random.ts';
import { type CompiledGraph, compileGraph, feedsFor, hostIndices, hostScalar } from './resident.ts';
import { type DataTypes, validationGraph } from './step-program.ts';
import type { TrainableSystem } from './system.ts';
import type { VariableLayouts } from './variables.ts';

export interface ValidatorOptions {
  readonly system: TrainableSystem;
  readonly runtime: Runtime;
  readonly layouts: VariableLayouts;
  readonly data: DataTypes;
  /** The validation arrays on the device: `data.values`, `data.labels`. */
  readonly resident: ReadonlyMap<string, DeviceTensor>;
  readonly batchSize: number;
  readonly key: Key;
}

export interface Validator {
  /** Means over all examples, given the variables on the device and the iterations done so far. */
  validate(
    variables: ReadonlyMap<string, DeviceTensor>,
    step: number,
  ): Promise<Record<string, number>>;
  /** Frees the programs. */
  dispose(): void;
}

/** Random draws are keyed by the batch alone: every epoch is judged with the same noise. */
export function createValidator(options: ValidatorOptions): Validator {
  const { system, runtime, layouts, data, resident, key } = options;
  const count = data.values.shape[0]!;
  const batchSize = Math.min(options.batchSize, count);
  const compiled = new Map<number, CompiledGraph>();

  async function compiledFor(size: number): Promise<CompiledGraph> {
    const known = compiled.get(size);
    if (known) return known;
    const entry = await compileGraph(runtime, validationGraph(system, layouts, data, size), {
      occasional: true,
    });
    compiled.set(size, entry);
    return entry;
  }

  return {
    async validate(variables, step) {
      const all = new Map([...variables, ...resident]);
      const sums: Record<string, number> = {};
      for (let begin = 0; begin < count; begin += batchSize) {
        const size = Math.min(batchSize, count - begin);
        const { graph, program } = await compiledFor(size);
        const indices = Int32Array.from({ length: size }, (_, index) => begin + index);
        const host: Record<string, HostTensor> = {
          ...drawFeeds(graph, fold(fold(key, 'validation'), begin)),
          indices: hostIndices(indices),
        };
        for (const [name, value] of Object.entries(system.scalars ?? {})) {
          host[`scalars.${name}`] = hostScalar(value(step));
        }
        const outputs = await program.run(feedsFor(graph, all, host)).host;
        for (const [name, tensor] of Object.entries(outputs)) {
          const metric = name.replace(/^metrics\./, '');
          sums[metric] = (sums[metric] ?? 0) + tensor.data[0]! * size;
        }
      }
      return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / count]));
    },
    dispose() {
      for (const { program } of compiled.values()) program.dispose();
    },
  };
}
