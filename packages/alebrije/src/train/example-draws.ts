/** Which training examples each epoch draws: every one once, or by weights that the model gives them. */

import { epochBatches } from '../data/batches.ts';
import type { HostTensor, TensorType } from '../graph/types.ts';
import type { DeviceTensor, Runtime } from '../runtime/runtime.ts';
import { fold, type Key } from '../tensor/key.ts';
import type { Progress } from './progress.ts';
import { type CompiledGraph, compileGraph, feedsFor, hostIndices } from './resident.ts';
import { type DataTypes, featureGraph } from './step-program.ts';
import type { Sampling, TrainableSystem } from './system.ts';
import type { VariableLayouts } from './variables.ts';

const WEIGHTS = 'sampling.weights';

/** Tensors of a snapshot that say how the epoch under way draws its examples. */
export function samplingTypes(
  { sampling }: TrainableSystem,
  exampleCount: number,
): Record<string, TensorType> {
  return sampling ? { [WEIGHTS]: { dtype: 'float32', shape: [exampleCount] } } : {};
}

export interface ExampleDrawsOptions {
  readonly system: TrainableSystem;
  readonly runtime: Runtime;
  readonly layouts: VariableLayouts;
  readonly data: DataTypes;
  /** The training arrays on the device: `data.values`, `data.labels`. */
  readonly resident: ReadonlyMap<string, DeviceTensor>;
  readonly batchSize: number;
  readonly key: Key;
  /** Of a snapshot to go on from. */
  readonly tensors: Readonly<Record<string, HostTensor>> | undefined;
}

export interface ExampleDraws {
  /**
   * The examples of each iteration of the epoch under way: its full batches one after the other. They
   * depend on the seed, the epoch and the weights; the weights on the variables at the epoch's start,
   * and are kept until its end.
   * @param batches of an iteration
   */
  iterations(
    batches: number,
    progress: Readonly<Progress>,
    variables: ReadonlyMap<string, DeviceTensor>,
  ): Promise<Int32Array[]>;
  /** For a snapshot, as `samplingTypes` announces them. */
  tensors(): Record<string, HostTensor>;
}

export function createExampleDraws(options: ExampleDrawsOptions): ExampleDraws {
  const { system, runtime, layouts, data, resident, batchSize, tensors: restored } = options;
  const { sampling } = system;
  const count = data.values.shape[0]!;
  const shuffleKey = fold(options.key, 'shuffle');
  let weights = restored?.[WEIGHTS]?.data as Float32Array | undefined;
  let compiled: CompiledGraph | undefined;

  /** The examples' features [N, F]. */
  async function measure(
    chosen: Sampling,
    variables: ReadonlyMap<string, DeviceTensor>,
  ): Promise<HostTensor> {
    const traced = featureGraph(system, chosen, layouts, data, batchSize);
    compiled ??= await compileGraph(runtime, traced, { occasional: true });
    const { graph, program } = compiled;
    const all = new Map([...variables, ...resident]);
    const parts: Float32Array[] = [];
    for (let begin = 0; begin < count; begin += batchSize) {
      // The last batch is filled up with the last example.
      const indices = Int32Array.from({ length: batchSize }, (_, row) =>
        Math.min(begin + row, count - 1),
      );
      const { host } = program.run(feedsFor(graph, all, { indices: hostIndices(indices) }));
      parts.push((await host).features!.data as Float32Array);
    }
    const width = parts[0]!.length / batchSize;
    const rows = new Float32Array(parts.length * batchSize * width);
    for (const [index, part] of parts.entries()) rows.set(part, index * batchSize * width);
    return { dtype: 'float32', shape: [count, width], data: rows.subarray(0, count * width) };
  }

  return {
    async iterations(batches, { epoch, batch }, variables) {
      const isWeighted = sampling !== undefined && epoch >= sampling.uniformEpochs;
      if (isWeighted && (batch === 0 || !weights)) {
        weights = sampling.weights(await measure(sampling, variables));
      }
      return epochBatches(shuffleKey, epoch, count, batches * batchSize, {
        dropRemainder: true,
        ...(isWeighted && { weights }),
      });
    },
    tensors() {
      if (!sampling) return {};
      const data = weights ?? new Float32Array(count).fill(1);
      return { [WEIGHTS]: { dtype: 'float32', shape: [count], data } };
    },
  };
}
