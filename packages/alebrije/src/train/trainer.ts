/** The training loop of every family: epochs of iterations, validation, snapshots, early stopping. */

import { type Examples, exampleCount } from '../data/dataset.ts';
import type { HostTensor, TensorType } from '../graph/types.ts';
import type { DeviceTensor, Runtime } from '../runtime/runtime.ts';
import { fold, key as seedKey } from '../tensor/key.ts';
import { flattenTree } from '../tensor/tree.ts';
import { createExampleDraws, samplingTypes } from './example-draws.ts';
import { type ExampleGroups, groupShares } from './example-groups.ts';
import {
  allSteps,
  batchesPerIteration,
  iterationsBefore,
  phaseAt,
  phasesOf,
  type TrainingPhase,
} from './phases.ts';
import {
  addMetrics,
  type EpochRecord,
  meanMetrics,
  newProgress,
  type Progress,
  validationName,
} from './progress.ts';
import { type Resident, uploadAll } from './resident.ts';
import { type DataTypes, initialSlots } from './step-program.ts';
import { createStepRunner, type StepRunner } from './step-runner.ts';
import type { TrainableSystem } from './system.ts';
import {
  evaluationVariables,
  initialState,
  restoredState,
  snapshotTensors,
} from './training-state.ts';
import { createValidator, type Validator } from './validator.ts';
import { namedTypes, packVariables, type VariableLayouts, variableLayouts } from './variables.ts';

/** A moment of a training, complete: going on from it gives the same weights, bit for bit. */
export interface Snapshot {
  /**
   * `params.*` and `state.*` by name, `average.params.*` if averaged, `slots.<step>.*` packed,
   * `sampling.weights` if examples are drawn by weights.
   */
  readonly tensors: Readonly<Record<string, HostTensor>>;
  readonly progress: Progress;
}

/** What the callbacks may use between two steps. */
export interface TrainingMoment {
  readonly progress: Readonly<Progress>;
  /** Packed variables on the device: the averages where there are any. */
  readonly variables: ReadonlyMap<string, DeviceTensor>;
  readonly layouts: VariableLayouts;
  snapshot(): Promise<Snapshot>;
}

export interface TrainingEvents {
  /** After each iteration, with the means over the epoch so far. */
  readonly onStep?: (progress: Readonly<Progress>, means: Readonly<Record<string, number>>) => void;
  /** After each epoch and its validation. */
  readonly onEpoch?: (
    record: EpochRecord,
    moment: TrainingMoment,
    isBest: boolean,
  ) => Promise<void> | void;
  /** Between two steps of an epoch, every `breathEvery` seconds. */
  readonly onBreath?: (moment: TrainingMoment) => Promise<void> | void;
}

export interface TrainingOptions extends TrainingEvents {
  readonly system: TrainableSystem;
  readonly runtime: Runtime;
  readonly train: Examples;
  readonly validation: Examples;
  readonly batchSize: number;
  readonly epochs: number;
  /** Iterations in all, if fewer than the epochs would take. */
  readonly maxSteps?: number;
  readonly seed: number;
  /** Stop after this many epochs without a better validation loss. */
  readonly patience?: number;
  readonly resumeFrom?: Snapshot;
  /** Stops after the step under way. */
  readonly signal?: AbortSignal;
  readonly breathEvery?: number;
  /** Groups of training examples, whose shares among those drawn each epoch's record tells. */
  readonly groups?: ExampleGroups | undefined;
  /** More numbers for the record of each whole epoch, by name. */
  readonly inspect?: (moment: TrainingMoment) => Promise<Readonly<Record<string, number>>>;
}

export interface TrainingResult {
  readonly reason: 'finished' | 'interrupted' | 'stopped-early';
  readonly moment: TrainingMoment;
}

/**
 * Names and types of a snapshot's tensors: what a checkpoint of this system must hold.
 * @param trainingCount number of training examples
 */
export function snapshotTypes(
  system: TrainableSystem,
  seed: number,
  trainingCount: number,
): Record<string, TensorType> {
  const layouts = variableLayouts(system.init(fold(seedKey(seed), 'init')));
  const types = namedTypes(layouts);
  const result = { ...types, ...samplingTypes(system, trainingCount) };
  if (system.averageDecay !== undefined) {
    for (const [name, type] of Object.entries(types)) {
      if (name.startsWith('params.')) result[`average.${name}`] = type;
    }
  }
  for (const definition of allSteps(system)) {
    for (const [path, { dtype, shape }] of flattenTree(initialSlots(definition, layouts))) {
      result[`slots.${definition.name}.${path}`] = { dtype, shape };
    }
  }
  return result;
}

function dataOf({ values, labels }: Examples): Record<string, HostTensor> {
  if (!labels) return { 'data.values': values };
  return {
    'data.values': values,
    'data.labels': { dtype: 'int32', shape: [labels.length], data: labels },
  };
}

function dataTypesOf({ values, labels }: Examples): DataTypes {
  const { dtype, shape } = values;
  if (!labels) return { values: { dtype, shape } };
  return { values: { dtype, shape }, labels: { dtype: 'int32', shape: [labels.length] } };
}

/** A phase at work. */
interface Stage {
  readonly phase: TrainingPhase;
  readonly runner: StepRunner;
  readonly validator: Validator;
}

/**
 * Trains until the epochs are done, the signal aborts, or patience runs out.
 * @throws NonFiniteError if the loss or a gradient leaves the finite numbers
 */
export async function train(options: TrainingOptions): Promise<TrainingResult> {
  const { system, runtime, batchSize, seed, signal, onStep, onEpoch, onBreath } = options;
  const key = seedKey(seed);
  const initial = system.init(fold(key, 'init'));
  const layouts = variableLayouts(initial);
  const progress: Progress = options.resumeFrom
    ? structuredClone(options.resumeFrom.progress)
    : newProgress();
  const start = options.resumeFrom
    ? restoredState(system, layouts, options.resumeFrom.tensors)
    : initialState(system, layouts, packVariables(layouts, initial));
  const state = uploadAll(runtime, start);
  const data = uploadAll(runtime, dataOf(options.train));
  /** The steps' inputs: state that they replace, and data that they read. */
  const resident: Resident = new Map([...state, ...data]);
  const stateNames = [...state.keys()];
  const currentState = () =>
    new Map(stateNames.map((name) => [name, resident.get(name)!] as const));

  const draws = createExampleDraws({
    system,
    runtime,
    layouts,
    data: dataTypesOf(options.train),
    resident: data,
    batchSize,
    key,
    tensors: options.resumeFrom?.tensors,
  });

  const moment: TrainingMoment = {
    progress,
    layouts,
    get variables() {
      return evaluationVariables(layouts, resident);
    },
    async snapshot() {
      const tensors = await snapshotTensors(layouts, currentState());
      return {
        tensors: { ...tensors, ...draws.tensors() },
        progress: structuredClone(progress),
      };
    },
  };

  const sizes = { examples: exampleCount(options.train), batchSize };
  let lastResult = performance.now();
  function onIteration(metrics: Readonly<Record<string, number>>): void {
    const now = performance.now();
    progress.epochSeconds += (now - lastResult) / 1000;
    progress.seconds += (now - lastResult) / 1000;
    lastResult = now;
    progress.batch += 1;
    progress.step += 1;
    addMetrics(progress, metrics);
    onStep?.(progress, meanMetrics(progress));
  }

  const phases = phasesOf(system);
  const heldOut = uploadAll(runtime, dataOf(options.validation));
  let stage: Stage | undefined;

  /** What trains and judges the current epoch; the programs of an earlier phase are freed. */
  async function currentStage(): Promise<Stage> {
    const phase = phaseAt(phases, progress.epoch);
    if (stage?.phase === phase) return stage;
    stage?.runner.dispose();
    stage?.validator.dispose();
    const runner = await createStepRunner({
      system: phase.system,
      runtime,
      resident,
      key,
      firstStep: iterationsBefore(phases, phase.firstEpoch, sizes),
      shapesOf: (definition) => ({
        system: phase.system,
        definition,
        layouts,
        data: dataTypesOf(options.train),
        batchSize,
      }),
      onIteration,
    });
    const validator = createValidator({
      system: phase.system,
      runtime,
      layouts,
      data: dataTypesOf(options.validation),
      resident: heldOut,
      batchSize,
      key,
    });
    stage = { phase, runner, validator };
    return stage;
  }

  /** Reports an epoch; one cut short by `maxSteps` stays open, so that a longer run can go on in it. */
  async function endEpoch(
    { phase, validator }: Stage,
    iterations: readonly Int32Array[],
  ): Promise<void> {
    const isWhole = progress.batch === iterations.length;
    const trained = {
      ...meanMetrics(progress),
      ...groupShares(options.groups, iterations.slice(0, progress.batch)),
    };
    const validated = await validator.validate(moment.variables, progress.step);
    const record: Record<string, number> & { epoch: number } = {
      epoch: progress.epoch + 1,
      ...(phases.length > 1 && { phase: phase.number }),
      ...trained,
    };
    for (const [name, value] of Object.entries(validated)) record[validationName(name)] = value;
    record.seconds = progress.epochSeconds;
    if (isWhole) Object.assign(record, await options.inspect?.(moment));
    // Losses of different phases cannot be compared; the model is whole in the last one.
    const isBetter =
      phase.system.lossRanks === false ||
      progress.best === undefined ||
      validated.loss! < progress.best.value;
    const isBest = phase.isLast && isBetter;
    progress.history = [...progress.history.filter(({ epoch }) => epoch !== record.epoch), record];
    if (isBest) progress.best = { epoch: record.epoch, value: validated.loss! };
    if (isWhole) {
      progress.epoch += 1;
      progress.batch = 0;
      progress.sums = {};
      progress.epochSeconds = 0;
    }
    await onEpoch?.(record, moment, isBest);
  }

  const maxSteps = options.maxSteps ?? Number.POSITIVE_INFINITY;
  let lastBreath = performance.now();
  while (progress.epoch < options.epochs && progress.step < maxSteps) {
    const current = await currentStage();
    const { runner, phase } = current;
    lastResult = performance.now();
    const batches = batchesPerIteration(phase.system);
    const iterations = await draws.iterations(batches, progress, moment.variables);
    let issued = progress.step;
    for (const examples of iterations.slice(progress.batch)) {
      if (signal?.aborted || issued >= maxSteps) break;
      await runner.issue(issued, examples);
      issued += 1;
      if (onBreath && performance.now() - lastBreath > (options.breathEvery ?? 30) * 1000) {
        await runner.drain();
        await onBreath(moment);
        lastBreath = lastResult = performance.now();
      }
    }
    await runner.drain();
    if (progress.batch < iterations.length && progress.step < maxSteps) {
      return { reason: 'interrupted', moment };
    }
    await endEpoch(current, iterations);
    const { best } = progress;
    if (best && progress.epoch - best.epoch >= (options.patience ?? Number.POSITIVE_INFINITY)) {
      return { reason: 'stopped-early', moment };
    }
    if (signal?.aborted && progress.epoch < options.epochs)
      return { reason: 'interrupted', moment };
  }
  return { reason: 'finished', moment };
}
