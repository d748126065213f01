/** The tensors of a training that live on the device, by name. */

import { optimize } from '../graph/passes.ts';
import type { Graph, HostTensor } from '../graph/types.ts';
import type { CompileOptions, DeviceTensor, Feeds, Program, Runtime } from '../runtime/runtime.ts';

/** Names as a step graph's inputs and outputs use them. */
export type Resident = Map<string, DeviceTensor>;

export function uploadAll(
  runtime: Runtime,
  tensors: Readonly<Record<string, HostTensor>>,
): Resident {
  return new Map(Object.entries(tensors).map(([name, tensor]) => [name, runtime.upload(tensor)]));
}

export async function readAll(
  resident: Resident,
  names: Iterable<string> = resident.keys(),
): Promise<Record<string, HostTensor>> {
  const read = [...names].map(async (name) => [name, await resident.get(name)!.read()] as const);
  return Object.fromEntries(await Promise.all(read));
}

/** A graph with its compiled program. */
export interface CompiledGraph {
  readonly graph: Graph;
  readonly program: Program;
}

/** Compiles a graph after the passes that every graph goes through. */
export async function compileGraph(
  runtime: Runtime,
  traced: Graph,
  options?: CompileOptions,
): Promise<CompiledGraph> {
  const graph = optimize(traced);
  return { graph, program: await runtime.compile(graph, options) };
}

/**
 * A feed for every input of a graph: from the host where given, else the resident tensor of that name.
 * @throws Error that names an input found in neither
 */
export function feedsFor(
  graph: Graph,
  resident: ReadonlyMap<string, DeviceTensor>,
  host: Readonly<Record<string, HostTensor>>,
): Feeds {
  const feeds: Record<string, HostTensor | DeviceTensor> = {};
  for (const { attributes } of graph.inputs) {
    const feed = host[attributes.name] ?? resident.get(attributes.name);
    if (!feed) throw new Error(`no value for the graph input ${attributes.name}`);
    feeds[attributes.name] = feed;
  }
  return feeds;
}

export function hostScalar(value: number): HostTensor {
  return { dtype: 'float32', shape: [], data: Float32Array.of(value) };
}

export function hostIndices(data: Int32Array): HostTensor {
  return { dtype: 'int32', shape: [data.length], data };
}
