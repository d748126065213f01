/** The training loop of every family: epochs of iterations, validation, snapshots, early stopping. */

import { epochBatches } from '../data/batches.ts';
import { type Examples, exampleCount } from '../data/dataset.ts';
import type { HostTensor, TensorType } from '../graph/types.ts';
import type { DeviceTensor, Runtime } from '../runtime/runtime.ts';
import { fold, key as seedKey } from '../tensor/key.ts';
import { flattenTree } from '../tensor/tree.ts';
import {
  addMetrics,
  type EpochRecord,
  meanMetrics,
  newProgress,
  type Progress,
  validationName,
} from './progress.ts';
import { type Resident, readAll, uploadAll } from './resident.ts';
import { type DataTypes, initialSlots } from './step-program.ts';
import { createStepRunner } from './step-runner.ts';
import type { TrainableSystem } from './system.ts';
import { createValidator } from './validator.ts';
import {
  namedTypes,
  namedVariables,
  packNamed,
  packVariables,
  type VariableLayouts,
  variableLayouts,
} from './variables.ts';

/** A moment of a training, complete: going on from it gives the same weights, bit for bit. */
export interface Snapshot {
  /** `params.*` and `state.*` by name, `average.params.*` if averaged, `slots.<step>.*` packed. */
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
}

export interface TrainingResult {
  readonly reason: 'finished' | 'interrupted' | 'stopped-early';
  readonly moment: TrainingMoment;
}

/** Names and types of a snapshot's tensors: what a checkpoint of this system must hold. */
export function snapshotTypes(system: TrainableSystem, seed: number): Record<string, TensorType> {
  const layouts = variableLayouts(system.init(fold(seedKey(seed), 'init')));
  const types = namedTypes(layouts);
  const result = { ...types };
  if (system.averageDecay !== undefined) {
    for (const [name, type] of Object.entries(types)) {
      if (name.startsWith('params.')) result[`average.${name}`] = type;
    }
  }
  for (const definition of system.steps) {
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

const AVERAGE = 'average.';

/** Everything that a step reads and writes, at the start of a training. */
function initialState(
  system: TrainableSystem,
  layouts: VariableLayouts,
  packed: Readonly<Record<string, HostTensor>>,
): Record<string, HostTensor> {
  const state: Record<string, HostTensor> = { ...packed };
  for (const definition of system.steps) {
    for (const [path, slot] of flattenTree(initialSlots(definition, layouts))) {
      state[`slots.${definition.name}.${path}`] = slot;
    }
    if (system.averageDecay === undefined) continue;
    for (const name of definition.trains) state[`${AVERAGE}${name}`] = packed[`params.${name}`]!;
  }
  return state;
}

/** The inverse of `snapshotTensors`. */
function restoredState(
  system: TrainableSystem,
  layouts: VariableLayouts,
  tensors: Readonly<Record<string, HostTensor>>,
): Record<string, HostTensor> {
  const state = initialState(system, layouts, packNamed(layouts, tensors));
  for (const name of Object.keys(state)) {
    if (name.startsWith('slots.')) state[name] = tensors[name]!;
  }
  if (system.averageDecay !== undefined) {
    const averaged = Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [
        name,
        name.startsWith('params.') ? tensors[AVERAGE + name]! : tensor,
      ]),
    );
    const packed = packNamed(layouts, averaged);
    for (const name of Object.keys(layouts.params)) {
      if (state[AVERAGE + name]) state[AVERAGE + name] = packed[`params.${name}`]!;
    }
  }
  return state;
}

async function snapshotTensors(
  layouts: VariableLayouts,
  resident: Resident,
): Promise<Record<string, HostTensor>> {
  const host = await readAll(resident);
  const tensors = namedVariables(layouts, host);
  for (const [name, tensor] of Object.entries(host)) {
    if (name.startsWith('slots.')) tensors[name] = tensor;
  }
  if (Object.keys(host).some((name) => name.startsWith(AVERAGE))) {
    const averaged = { ...host };
    for (const name of Object.keys(layouts.params)) {
      averaged[`params.${name}`] = host[AVERAGE + name] ?? host[`params.${name}`]!;
    }
    for (const [name, tensor] of Object.entries(namedVariables(layouts, averaged))) {
      if (name.startsWith('params.')) tensors[AVERAGE + name] = tensor;
    }
  }
  return tensors;
}

/** The variables that views and validation use: averages in place of parameters where there are any. */
function evaluationVariables(layouts: VariableLayouts, resident: Resident): Resident {
  const variables: Resident = new Map();
  for (const name of Object.keys(layouts.params)) {
    variables.set(
      `params.${name}`,
      (resident.get(AVERAGE + name) ?? resident.get(`params.${name}`))!,
    );
  }
  const state = resident.get('state');
  if (state) variables.set('state', state);
  return variables;
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

  const moment: TrainingMoment = {
    progress,
    layouts,
    get variables() {
      return evaluationVariables(layouts, resident);
    },
    async snapshot() {
      const tensors = await snapshotTensors(layouts, currentState());
      return { tensors, progress: structuredClone(progress) };
    },
  };

  let lastResult = performance.now();
  const runner = await createStepRunner({
    system,
    runtime,
    resident,
    key,
    shapesOf: (definition) => ({
      system,
      definition,
      layouts,
      data: dataTypesOf(options.train),
      batchSize,
    }),
    onIteration(metrics) {
      const now = performance.now();
      progress.epochSeconds += (now - lastResult) / 1000;
      progress.seconds += (now - lastResult) / 1000;
      lastResult = now;
      progress.batch += 1;
      progress.step += 1;
      addMetrics(progress, metrics);
      onStep?.(progress, meanMetrics(progress));
    },
  });
  const validate = createValidator({
    system,
    runtime,
    layouts,
    data: dataTypesOf(options.validation),
    resident: uploadAll(runtime, dataOf(options.validation)),
    batchSize,
    key,
  });

  /** Reports an epoch; one cut short by `maxSteps` stays open, so that a longer run can go on in it. */
  async function endEpoch(isWhole: boolean): Promise<void> {
    const trained = meanMetrics(progress);
    const validated = await validate(moment.variables, progress.step);
    const record: Record<string, number> & { epoch: number } = {
      epoch: progress.epoch + 1,
      ...trained,
    };
    for (const [name, value] of Object.entries(validated)) record[validationName(name)] = value;
    record.seconds = progress.epochSeconds;
    const isBest = progress.best === undefined || validated.loss! < progress.best.value;
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

  const count = exampleCount(options.train);
  const maxSteps = options.maxSteps ?? Number.POSITIVE_INFINITY;
  const shuffleKey = fold(key, 'shuffle');
  let lastBreath = performance.now();
  while (progress.epoch < options.epochs && progress.step < maxSteps) {
    const batches = epochBatches(shuffleKey, progress.epoch, count, batchSize, {
      dropRemainder: true,
    });
    lastResult = performance.now();
    let issued = progress.step;
    for (const indices of batches.slice(progress.batch)) {
      if (signal?.aborted || issued >= maxSteps) break;
      await runner.issue(issued, indices);
      issued += 1;
      if (onBreath && performance.now() - lastBreath > (options.breathEvery ?? 30) * 1000) {
        await runner.drain();
        await onBreath(moment);
        lastBreath = lastResult = performance.now();
      }
    }
    await runner.drain();
    if (progress.batch < batches.length && progress.step < maxSteps) {
      return { reason: 'interrupted', moment };
    }
    await endEpoch(progress.batch === batches.length);
    const best = progress.best?.epoch ?? 0;
    if (options.patience !== undefined && progress.epoch - best >= options.patience) {
      return { reason: 'stopped-early', moment };
    }
    if (signal?.aborted && progress.epoch < options.epochs)
      return { reason: 'interrupted', moment };
  }
  return { reason: 'finished', moment };
}
