/** Issues optimizer steps ahead of their results, and checks each result before its past is let go. */

import type { HostTensor } from '../graph/types.ts';
import type { DeviceTensor, Runtime } from '../runtime/runtime.ts';
import { fold, type Key } from '../tensor/key.ts';
import { drawFeeds } from '../tensor/random.ts';
import { describeNonFinite } from './non-finite.ts';
import {
  type CompiledGraph,
  compileGraph,
  feedsFor,
  hostIndices,
  hostScalar,
  type Resident,
} from './resident.ts';
import { type StepShapes, stepGraph } from './step-program.ts';
import type { StepDefinition, System } from './system.ts';

/** Runs that may be under way at once: one in the engine, one waiting, so that the engine never idles. */
const IN_FLIGHT = 2;

interface PendingStep {
  readonly definition: StepDefinition;
  readonly feeds: Readonly<Record<string, HostTensor>>;
  readonly host: Promise<Readonly<Record<string, HostTensor>>>;
  /** What the resident tensors were before the step replaced them. */
  readonly replaced: Resident;
  readonly lastOfIteration: boolean;
}

export interface StepRunnerOptions {
  readonly system: System;
  readonly runtime: Runtime;
  readonly resident: Resident;
  readonly key: Key;
  /** Shapes of each definition's graphs. */
  readonly shapesOf: (definition: StepDefinition) => StepShapes;
  /** Called in order with the metrics of each finished iteration. */
  readonly onIteration: (metrics: Readonly<Record<string, number>>) => void;
}

export interface StepRunner {
  /** Queues iteration number `step`; resolves once there is room for the next. */
  issue(step: number, indices: Int32Array): Promise<void>;
  /** Resolves once every queued step has ended and was reported. */
  drain(): Promise<void>;
}

function readMetrics(outputs: Readonly<Record<string, HostTensor>>): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const [name, tensor] of Object.entries(outputs)) {
    metrics[name.replace(/^metrics\./, '')] = tensor.data[0]!;
  }
  return metrics;
}

/** @throws NonFiniteError from `issue` or `drain` if a loss or gradient stops being finite */
export async function createStepRunner(options: StepRunnerOptions): Promise<StepRunner> {
  const { system, runtime, resident, key, shapesOf, onIteration } = options;
  const compiled = new Map<StepDefinition, CompiledGraph & { kept: string[] }>();
  for (const definition of system.steps) {
    const entry = await compileGraph(runtime, stepGraph(shapesOf(definition)));
    const kept = entry.graph.outputs
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('metrics.') && name !== 'gradientNorm');
    compiled.set(definition, { ...entry, kept });
  }
  const schedule = system.steps.flatMap((definition) =>
    Array.from({ length: definition.repeat ?? 1 }, (_, repetition) => ({ definition, repetition })),
  );
  const pending: PendingStep[] = [];
  let iterationMetrics: Record<string, number> = {};

  /** The resident tensors as they were before a pending step. */
  function stateBefore(step: PendingStep): Map<string, DeviceTensor> {
    const state = new Map(resident);
    for (const later of [step, ...pending].reverse()) {
      for (const [name, tensor] of later.replaced) state.set(name, tensor);
    }
    return state;
  }

  async function settleOldest(): Promise<void> {
    const step = pending.shift()!;
    const metrics = readMetrics(await step.host);
    if (Object.values(metrics).some((value) => !Number.isFinite(value))) {
      throw await describeNonFinite({
        runtime,
        shapes: shapesOf(step.definition),
        resident: stateBefore(step),
        feeds: step.feeds,
        metrics,
      });
    }
    for (const tensor of step.replaced.values()) tensor.dispose();
    iterationMetrics = { ...iterationMetrics, ...metrics };
    if (!step.lastOfIteration) return;
    onIteration(iterationMetrics);
    iterationMetrics = {};
  }

  function run(
    definition: StepDefinition,
    count: number,
    repetition: number,
    step: number,
    indices: Int32Array,
  ): PendingStep {
    const { graph, program, kept } = compiled.get(definition)!;
    const drawn = drawFeeds(graph, fold(fold(fold(key, 'step'), step), repetition));
    const host: Record<string, HostTensor> = {
      ...drawn,
      indices: hostIndices(indices),
      step: hostScalar(count),
      learningRate: hostScalar(definition.learningRate(count)),
    };
    for (const [name, value] of Object.entries(system.scalars ?? {})) {
      host[`scalars.${name}`] = hostScalar(value(step));
    }
    const feeds = Object.fromEntries(
      graph.inputs.flatMap(({ attributes: { name } }) => (host[name] ? [[name, host[name]]] : [])),
    );
    const execution = program.run(feedsFor(graph, resident, feeds), kept);
    const replaced: Resident = new Map();
    for (const [name, tensor] of Object.entries(execution.resident)) {
      const old = resident.get(name);
      if (old) replaced.set(name, old);
      resident.set(name, tensor);
    }
    // The rejection is handled when the step is settled; until then it must not count as unhandled.
    execution.host.catch(() => undefined);
    return { definition, feeds, host: execution.host, replaced, lastOfIteration: false };
  }

  return {
    async issue(step, indices) {
      for (const [index, { definition, repetition }] of schedule.entries()) {
        const count = step * (definition.repeat ?? 1) + repetition;
        const issued = run(definition, count, repetition, step, indices);
        pending.push({ ...issued, lastOfIteration: index === schedule.length - 1 });
        while (pending.length >= IN_FLIGHT) await settleOldest();
      }
    },
    async drain() {
      while (pending.length > 0) await settleOldest();
    },
  };
}
