/** Issues optimizer steps ahead of their results, and checks each result before its past is let go. */

import { optimize } from '../graph/passes.ts';
import type { Graph, HostTensor } from '../graph/types.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { fold, type Key } from '../tensor/key.ts';
import { drawFeeds } from '../tensor/random.ts';
import { describeNonFinite, NonFiniteError } from './non-finite.ts';
import { hostIndices, hostScalar, type Resident } from './resident.ts';
import { type ChainRun, compileChain, iterationsPerRun, type StepChain } from './step-chain.ts';
import { type StepShapes, stepGraph } from './step-program.ts';
import type { StepDefinition, TrainableSystem } from './system.ts';

/** Runs that may be under way at once: one in the engine, one waiting, so that the engine never idles. */
const IN_FLIGHT = 2;
/** Single steps before several are put into one run, so that the first results come early. */
const RUNS_OF_ONE = 4;

/** One step that is to be run. */
interface PlannedStep {
  readonly definition: StepDefinition;
  readonly feeds: Readonly<Record<string, HostTensor>>;
  readonly lastOfIteration: boolean;
}

interface PendingRun extends ChainRun {
  readonly steps: readonly PlannedStep[];
}

export interface StepRunnerOptions {
  readonly system: TrainableSystem;
  readonly runtime: Runtime;
  readonly resident: Resident;
  readonly key: Key;
  /** Number of the iteration from which the definitions count their steps. */
  readonly firstStep: number;
  /** Shapes of each definition's graphs. */
  readonly shapesOf: (definition: StepDefinition) => StepShapes;
  /** Called in order with the metrics of each finished iteration. */
  readonly onIteration: (metrics: Readonly<Record<string, number>>) => void;
}

export interface StepRunner {
  /**
   * Queues iteration number `step`; resolves once there is room for the next.
   * @param examples of its batches, one batch after the other
   */
  issue(step: number, examples: Int32Array): Promise<void>;
  /** Resolves once every queued step has ended and was reported. */
  drain(): Promise<void>;
  /** Frees the programs, once drained. */
  dispose(): void;
}

function readMetrics(outputs: Readonly<Record<string, HostTensor>>): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const [name, tensor] of Object.entries(outputs)) {
    metrics[name.replace(/^metrics\./, '')] = tensor.data[0]!;
  }
  return metrics;
}

const areFinite = (metrics: Readonly<Record<string, number>>) =>
  Object.values(metrics).every((value) => Number.isFinite(value));

/** @throws NonFiniteError from `issue` or `drain` if a loss or gradient stops being finite */
export async function createStepRunner(options: StepRunnerOptions): Promise<StepRunner> {
  const { system, runtime, resident, key, firstStep, shapesOf, onIteration } = options;
  const graphs = new Map<StepDefinition, Graph>();
  const singles = new Map<StepDefinition, StepChain>();
  for (const definition of system.steps) {
    const graph = optimize(stepGraph(shapesOf(definition)));
    graphs.set(definition, graph);
    singles.set(definition, await compileChain(runtime, [graph], resident));
  }
  const schedule = system.steps.flatMap((definition) =>
    Array.from({ length: definition.repeat ?? 1 }, (_, repetition) => ({ definition, repetition })),
  );
  const iteration = schedule.map(({ definition }) => graphs.get(definition)!);
  const stepsPerRun = iterationsPerRun(iteration) * schedule.length;
  let chain: StepChain | undefined;
  let runs = 0;
  /** Steps that wait until there are enough of them for a run. */
  let planned: PlannedStep[] = [];
  const pending: PendingRun[] = [];
  let iterationMetrics: Record<string, number> = {};

  /** The resident tensors as they were before a pending run. */
  function stateBefore(run: PendingRun): Resident {
    const state = new Map(resident);
    for (const later of [run, ...pending].reverse()) {
      for (const [name, tensor] of later.replaced) state.set(name, tensor);
    }
    return state;
  }

  async function settleOldest(): Promise<void> {
    const run = pending.shift()!;
    const results = (await run.host).map(readMetrics);
    if (!results.every(areFinite)) throw await findNonFinite(stateBefore(run), run.steps);
    for (const tensor of run.replaced.values()) tensor.dispose();
    for (const [index, metrics] of results.entries()) {
      iterationMetrics = { ...iterationMetrics, ...metrics };
      if (!run.steps[index]!.lastOfIteration) continue;
      onIteration(iterationMetrics);
      iterationMetrics = {};
    }
  }

  /** Does the steps again, one by one, up to the one at fault. */
  async function findNonFinite(
    state: Resident,
    steps: readonly PlannedStep[],
  ): Promise<NonFiniteError> {
    let metrics: Readonly<Record<string, number>> = {};
    for (const { definition, feeds } of steps) {
      const before = new Map(state);
      const [outputs] = await singles.get(definition)!.run(state, [feeds]).host;
      metrics = readMetrics(outputs!);
      if (areFinite(metrics)) continue;
      const shapes = shapesOf(definition);
      return describeNonFinite({ runtime, shapes, resident: before, feeds, metrics });
    }
    return new NonFiniteError('a loss or gradient became infinite, but not when done again');
  }

  /** The examples of one repetition of a step. */
  function batchOf(
    definition: StepDefinition,
    repetition: number,
    examples: Int32Array,
  ): Int32Array {
    const { batchSize } = shapesOf(definition);
    const begin = definition.onOneBatch ? 0 : repetition * batchSize;
    return examples.subarray(begin, begin + batchSize);
  }

  function plan(step: number, examples: Int32Array): PlannedStep[] {
    return schedule.map(({ definition, repetition }, index) => {
      const count = (step - firstStep) * (definition.repeat ?? 1) + repetition;
      const graph = graphs.get(definition)!;
      const feeds: Record<string, HostTensor> = {
        ...drawFeeds(graph, fold(fold(fold(key, 'step'), step), repetition)),
        indices: hostIndices(batchOf(definition, repetition, examples)),
        step: hostScalar(count),
        learningRate: hostScalar(definition.learningRate(count)),
      };
      for (const [name, value] of Object.entries(system.scalars ?? {})) {
        feeds[`scalars.${name}`] = hostScalar(value(step));
      }
      return { definition, feeds, lastOfIteration: index === schedule.length - 1 };
    });
  }

  async function run(program: StepChain, steps: readonly PlannedStep[]): Promise<void> {
    const started = program.run(
      resident,
      steps.map(({ feeds }) => feeds),
    );
    pending.push({ ...started, steps });
    while (pending.length >= IN_FLIGHT) await settleOldest();
  }

  async function runOneByOne(): Promise<void> {
    const steps = planned;
    planned = [];
    for (const step of steps) await run(singles.get(step.definition)!, [step]);
  }

  return {
    async issue(step, examples) {
      planned.push(...plan(step, examples));
      runs += 1;
      if (stepsPerRun === schedule.length || runs <= RUNS_OF_ONE) return runOneByOne();
      if (planned.length < stepsPerRun) return;
      chain ??= await compileChain(
        runtime,
        Array.from({ length: stepsPerRun / iteration.length }, () => iteration).flat(),
        resident,
      );
      const steps = planned;
      planned = [];
      await run(chain, steps);
    },
    async drain() {
      await runOneByOne();
      while (pending.length > 0) await settleOldest();
    },
    dispose() {
      for (const single of singles.values()) single.dispose();
      chain?.dispose();
    },
  };
}
