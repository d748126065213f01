/**
 * Data made of noise, one step of a solver at a time. One graph holds the network and the step's update, so
 * it is compiled once whatever the solver and however many steps; the step's numbers are fed, and what
 * passes from step to step stays on the device. B examples in a run.
 */

import { sizeOf } from '../graph/shape.ts';
import type { HostTensor, Shape, TensorType } from '../graph/types.ts';
import type { DeviceTensor, Runtime } from '../runtime/runtime.ts';
import { keepKnown } from '../samplers/inpainting.ts';
import {
  advance,
  packStep,
  predictX0,
  type StepNumbers,
  stepNoise,
  unpackStep,
  usesMemory,
  usesNoise,
} from '../samplers/solver-step.ts';
import { solverSteps } from '../samplers/solvers.ts';
import { samplingTimes } from '../samplers/times.ts';
import { fold, type Key } from '../tensor/key.ts';
import type { Operand, Tensor } from '../tensor/tensor.ts';
import { type CompiledGraph, compileGraph, feedsFor, hostIndices, hostScalar } from './resident.ts';
import { hostFloats, rowsOf } from './rows.ts';
import type { DenoisingViews, SamplerSettings, System } from './system.ts';
import type { VariableLayouts } from './variables.ts';
import { viewGraph } from './view-graph.ts';

/** What a step began with, and what the network saw there, [N, ...] as they are diffused. */
export interface SeenStep {
  readonly index: number;
  readonly x: HostTensor;
  readonly x0: HostTensor;
}

export interface SamplingRequest {
  /** The solver's table. */
  readonly steps: readonly StepNumbers<number>[];
  readonly count: number;
  /** Of the start, unless it is given, and of all noise that is added. */
  readonly key: Key;
  /** Class of each [N], for a model that is told classes; no class unless given. */
  readonly labels?: Int32Array | undefined;
  /** The model's own unless given; without effect where no class is told. */
  readonly guidanceScale?: number | undefined;
  /** x at the first step's time, [N, ...] as diffused; draws of N(0, I) unless given. */
  readonly start?: HostTensor | undefined;
  /**
   * Raw stored examples [N, ...], and a mask of what is known of each, 1 where it is, float32 [N, ...] of the
   * shape that is diffused: samples keep these values exactly.
   */
  readonly known?: { readonly examples: HostTensor; readonly mask: HostTensor } | undefined;
  /** Which steps `onStep` is told. */
  readonly watch?: ((index: number) => boolean) | undefined;
  /** Told in the order of the steps; of many examples again for each part of them. */
  readonly onStep?: ((seen: SeenStep) => void) | undefined;
}

/** The steps that decode codes unless another way is asked for. */
export function defaultSteps({ schedule, defaults }: DenoisingViews): StepNumbers<number>[] {
  return tableOf(schedule, defaults);
}

/** @throws UserError if the schedule has fewer times than steps */
export function tableOf(
  schedule: DenoisingViews['schedule'],
  { solver, steps, spacing }: Pick<SamplerSettings, 'solver' | 'steps' | 'spacing'>,
): StepNumbers<number>[] {
  return solverSteps(solver, schedule, samplingTimes(schedule.steps, steps, spacing));
}

/** What a step graph takes besides the state. */
interface StepKind {
  readonly batch: number;
  readonly noise: boolean;
  readonly memory: boolean;
  readonly labels: boolean;
  /** False for 1, where one evaluation of the network is enough. */
  readonly guided: boolean;
  readonly known: boolean;
}

/** Of one batch: 100 images of 28x28, or points by the thousand. */
const VALUES = 78_400;
const LEAST_BATCH = 100;
const MOST_BATCH = 2000;

/** Examples in one run. */
export function samplingBatch(shape: Shape): number {
  return Math.min(MOST_BATCH, Math.max(LEAST_BATCH, Math.floor(VALUES / sizeOf(shape))));
}

const float = (shape: Shape): TensorType => ({ dtype: 'float32', shape });

/** @param variables packed variables on the device; they are read at each call, so they may move on */
export function createStepSampler(
  system: System,
  views: DenoisingViews,
  runtime: Runtime,
  layouts: VariableLayouts,
  variables: () => ReadonlyMap<string, DeviceTensor>,
) {
  const compiled = new Map<string, Promise<CompiledGraph>>();

  function stepGraph(kind: StepKind, packed: number, stored: TensorType | undefined) {
    const x = float([kind.batch, ...views.shape]);
    const types: Record<string, TensorType> = {
      x,
      step: float([packed]),
      ...(kind.noise && { noise: x }),
      ...(kind.memory && { memory: x }),
      ...(kind.labels && { labels: { dtype: 'int32', shape: [kind.batch] } }),
      ...(kind.guided && { guidanceScale: float([]) }),
      ...(kind.known && { examples: stored!, mask: x, knownNoise: x }),
    };
    return viewGraph(layouts, types, (v, inputs) => {
      const fed = unpackStep(inputs.step!);
      const step: StepNumbers<Operand> = {
        ...fed,
        ...(!kind.noise && { noise: 0 }),
        ...(!kind.memory && { memory: 0, rememberedState: 0, rememberedX0: 0 }),
      };
      const scale = inputs.guidanceScale ?? 1;
      const network = views.network(v, inputs.labels, scale);
      const x0 = predictX0(network, inputs.x!, fed);
      const next = advance({ x: inputs.x!, ...memoryOf(inputs) }, x0, step, inputs.noise);
      const after = kind.known
        ? keepKnown(
            next.x,
            { original: views.asDiffused(system.preprocess(inputs.examples!)), mask: inputs.mask! },
            fed,
            inputs.knownNoise!,
          )
        : next.x;
      return { x: after, x0, ...memoryOf(next) };
    });
  }

  async function sampleBatch(request: SamplingRequest, part: number): Promise<HostTensor> {
    const { steps, count, key, labels, known, watch, onStep } = request;
    const { guidanceScale = views.defaults.guidanceScale } = request;
    const own = fold(key, part);
    const shape = [count, ...views.shape];
    const start = request.start ?? stepNoise(own, -1, shape);
    const first = steps[0];
    if (!first) return start;
    const kind: StepKind = {
      batch: count,
      noise: usesNoise(steps),
      memory: usesMemory(steps),
      labels: labels !== undefined,
      guided: labels !== undefined && guidanceScale !== 1,
      known: known !== undefined,
    };
    const id = JSON.stringify(kind);
    let entry = compiled.get(id);
    if (!entry) {
      const packed = packStep(first).data.length;
      entry = compileGraph(runtime, stepGraph(kind, packed, known?.examples));
      compiled.set(id, entry);
    }
    const { graph, program } = await entry;
    const fixed: Record<string, DeviceTensor> = {
      ...(known && { examples: runtime.upload(known.examples), mask: runtime.upload(known.mask) }),
      ...(labels && { labels: runtime.upload(hostIndices(labels)) }),
      guidanceScale: runtime.upload(hostScalar(guidanceScale)),
    };
    let state: Record<string, DeviceTensor> = {
      x: runtime.upload({ ...start, shape }),
      ...(kind.memory && {
        memory: runtime.upload(hostFloats(shape, new Float32Array(sizeOf(shape)))),
      }),
    };
    try {
      for (const [index, step] of steps.entries()) {
        const resident = new Map([
          ...variables(),
          ...Object.entries(fixed),
          ...Object.entries(state),
        ]);
        const execution = program.run(
          feedsFor(graph, resident, {
            step: packStep(step),
            ...(kind.noise && { noise: stepNoise(own, index, shape) }),
            ...(known && { knownNoise: stepNoise(fold(own, 'known'), index, shape) }),
          }),
          ['x', 'x0', ...(kind.memory ? ['memory'] : [])],
        );
        const { x0, ...next } = execution.resident;
        await execution.host;
        if (onStep && watch?.(index)) {
          onStep({ index, x: await state.x!.read(), x0: await x0!.read() });
        }
        x0!.dispose();
        for (const tensor of Object.values(state)) tensor.dispose();
        state = next;
      }
      return await state.x!.read();
    } finally {
      for (const tensor of [...Object.values(state), ...Object.values(fixed)]) tensor.dispose();
    }
  }

  /** In parts of one batch; fewer samples are the first of more. [N, ...shape] */
  return async function sample(request: SamplingRequest): Promise<HostTensor> {
    const { count, labels, start, known } = request;
    const batch = samplingBatch(views.shape);
    const data = new Float32Array(count * sizeOf(views.shape));
    for (let begin = 0; begin < count; begin += batch) {
      const end = Math.min(begin + batch, count);
      const part: SamplingRequest = {
        ...request,
        count: end - begin,
        labels: labels?.subarray(begin, end),
        start: start && rowsOf(start, begin, end),
        known: known && {
          examples: rowsOf(known.examples, begin, end),
          mask: rowsOf(known.mask, begin, end),
        },
      };
      const done = await sampleBatch(part, begin / batch);
      data.set(done.data, begin * sizeOf(views.shape));
    }
    return hostFloats([count, ...views.shape], data);
  };
}

const memoryOf = ({ memory }: { readonly memory?: Tensor | undefined }) => memory && { memory };
