/** Optimizer steps as programs: one step a run, or several where a run would cost more than a step. */

import { chainGraphs, linkName } from '../graph/chain.ts';
import { graphFlops } from '../graph/flops.ts';
import type { Graph, HostTensor } from '../graph/types.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { compileGraph, feedsFor, type Resident } from './resident.ts';

/**
 * Starting a run, and taking the state out of it and into the next, costs as much as about this many
 * floating-point operations do, times ten (`npm run bench -- --loop`).
 */
const FLOPS_PER_RUN = 1.5e9;
/** More steps make a graph that takes longer to load than it saves. */
const MOST_ITERATIONS = 8;

/** How many iterations one run should do, given the graphs of one iteration. */
export function iterationsPerRun(graphs: readonly Graph[]): number {
  const flops = graphs.reduce((total, graph) => total + graphFlops(graph), 0);
  return Math.max(1, Math.min(MOST_ITERATIONS, Math.floor(FLOPS_PER_RUN / flops)));
}

type HostTensors = Readonly<Record<string, HostTensor>>;

export interface ChainRun {
  /** What each step returned: `metrics.*` and `gradientNorm`. */
  readonly host: Promise<readonly HostTensors[]>;
  /** What the resident tensors were before the run replaced them. */
  readonly replaced: Resident;
}

export interface StepChain {
  /**
   * Does all steps and puts the new state in the place of the old in `resident`.
   * @param feeds of each step, from the host
   */
  run(resident: Resident, feeds: readonly HostTensors[]): ChainRun;
  dispose(): void;
}

/**
 * @param graphs step graphs in the order in which they are run
 * @param resident where the inputs are found that no step is fed with
 */
export async function compileChain(
  runtime: Runtime,
  graphs: readonly Graph[],
  resident: Resident,
): Promise<StepChain> {
  const chain = chainGraphs(graphs, (name) => resident.has(name));
  const { graph, program } = await compileGraph(runtime, chain);
  const inputNames = new Set(graph.inputs.map(({ attributes }) => attributes.name));
  const kept = graph.outputs.map(({ name }) => name).filter((name) => inputNames.has(name));
  const returned = graphs.map(({ outputs }, index) =>
    outputs
      .map(({ name }) => ({ name, link: linkName(index, name) }))
      .filter(({ name }) => !inputNames.has(name)),
  );
  return {
    run(resident, feeds) {
      const linked = feeds.flatMap((host, index) =>
        Object.entries(host)
          .map(([name, tensor]) => [linkName(index, name), tensor] as const)
          .filter(([name]) => inputNames.has(name)),
      );
      const execution = program.run(feedsFor(graph, resident, Object.fromEntries(linked)), kept);
      const replaced: Resident = new Map();
      for (const [name, tensor] of Object.entries(execution.resident)) {
        const old = resident.get(name);
        if (old) replaced.set(name, old);
        resident.set(name, tensor);
      }
      const host = execution.host.then((outputs) =>
        returned.map((names) =>
          Object.fromEntries(names.map(({ name, link }) => [name, outputs[link]!])),
        ),
      );
      // The rejection is handled when the run is settled; until then it must not count as unhandled.
      host.catch(() => undefined);
      return { host, replaced };
    },
    dispose: () => program.dispose(),
  };
}
