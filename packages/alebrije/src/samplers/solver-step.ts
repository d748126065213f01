/**
 * One step of any solver. All of them are linear in what they have: the state x, the network's x₀ there
 * (D), what was remembered from the step before (M) and new noise z:
 *
 *     x′ = a x + b D + c M + s z,    M′ = d x + e D.
 *
 * So a solver is a table of numbers (solvers.ts), and one graph serves every step of every solver.
 */

import { sizeOf } from '../graph/shape.ts';
import type { HostTensor, Shape } from '../graph/types.ts';
import { drawNormal, fold, type Key } from '../tensor/key.ts';
import { filled, type Operand, type Tensor } from '../tensor/tensor.ts';
import type { NoiseLevel } from './noise-schedule.ts';
import { type PredictionTarget, x0From } from './prediction.ts';

/** What is fed for one step, in the order in which it is packed. */
const FIELDS = [
  'time',
  'signal',
  'deviation',
  'endSignal',
  'endDeviation',
  'state',
  'x0',
  'memory',
  'noise',
  'rememberedState',
  'rememberedX0',
] as const;

/**
 * `time`, `signal` α and `deviation` σ belong to the state before, at which the network is asked,
 * `endSignal` and `endDeviation` to the state after. The next four are a, b, c and s, the last two d and e.
 */
export type StepNumbers<T> = Readonly<Record<(typeof FIELDS)[number], T>>;

/** Numbers that are left out are 0. */
export type Move = Partial<
  Pick<
    StepNumbers<number>,
    'state' | 'x0' | 'memory' | 'noise' | 'rememberedState' | 'rememberedX0'
  >
>;

export function stepFrom(from: NoiseLevel, to: NoiseLevel, move: Move): StepNumbers<number> {
  return {
    ...from,
    endSignal: to.signal,
    endDeviation: to.deviation,
    ...{ state: 0, x0: 0, memory: 0, noise: 0, rememberedState: 0, rememberedX0: 0 },
    ...move,
  };
}

/** Whether any of these steps adds noise, without which a graph needs no draws. */
export function usesNoise(steps: readonly StepNumbers<number>[]): boolean {
  return steps.some(({ noise }) => noise !== 0);
}

/** Whether any of these steps reads what another one remembered. */
export function usesMemory(steps: readonly StepNumbers<number>[]): boolean {
  return steps.some(({ memory }) => memory !== 0);
}

/** A step as one small input of a graph: float32 [11]. */
export function packStep(step: StepNumbers<number>): HostTensor {
  const data = Float32Array.from(FIELDS, (field) => step[field]);
  return { dtype: 'float32', shape: [FIELDS.length], data };
}

/** That input inside the graph, each number [ ]. */
export function unpackStep(packed: Tensor): StepNumbers<Tensor> {
  const numbers = packed.split(FIELDS.map(() => 1)).map((number) => number.reshape([]));
  const entries = FIELDS.map((field, index) => [field, numbers[index]!] as const);
  return Object.fromEntries(entries) as StepNumbers<Tensor>;
}

/** Between two steps, each [B, ...]. */
export interface SamplerState {
  readonly x: Tensor;
  /** Nothing before the first step, and where no step reads it. */
  readonly memory?: Tensor;
}

/** A network that denoises, and how it is read. */
export interface Denoising {
  /** x [B, ...] and its times, float32 [B] → the network's output [B, ...]. */
  readonly predict: (x: Tensor, times: Tensor) => Tensor;
  readonly target: PredictionTarget;
  /** Least and largest value of the data, to which x₀ is clipped; latents have none. */
  readonly bounds?: readonly [number, number];
}

/** x₀ as the network sees it from x at the step's time, [B, ...]. */
export function predictX0(
  { predict, target, bounds }: Denoising,
  x: Tensor,
  step: Pick<StepNumbers<Operand>, 'time' | 'signal' | 'deviation'>,
): Tensor {
  const batch = [x.shape[0]!];
  const { time } = step;
  const times = typeof time === 'number' ? filled(batch, time) : time.broadcastTo(batch);
  const x0 = x0From(target, x, predict(x, times), step);
  return bounds ? x0.clip(...bounds) : x0;
}

/**
 * Σ factor · term; numbers 0 leave nothing in the graph, and a term that is left out counts as 0 where its
 * factor is not known before the graph runs.
 * @throws Error if a term is left out whose factor is a number other than 0
 */
function combine(terms: readonly (readonly [Operand, Tensor | undefined])[]): Tensor | undefined {
  const products = terms.flatMap(([factor, term]) => {
    if (factor === 0) return [];
    if (term) return [term.mul(factor)];
    if (typeof factor === 'number') throw new Error('a step uses noise or memory that it lacks');
    return [];
  });
  return products.reduce<Tensor | undefined>((sum, term) => sum?.add(term) ?? term, undefined);
}

/**
 * The state after a step.
 * @param x0 what the network sees, from `predictX0`
 * @param noise draws of N(0, I) like x; may be left out where no step uses it
 */
export function advance(
  { x, memory }: SamplerState,
  x0: Tensor,
  step: StepNumbers<Operand>,
  noise?: Tensor,
): SamplerState {
  const next = combine([
    [step.state, x],
    [step.x0, x0],
    [step.memory, memory],
    [step.noise, noise],
  ]);
  const remembered = combine([
    [step.rememberedState, x],
    [step.rememberedX0, x0],
  ]);
  return { x: next ?? x.mul(0), ...(remembered && { memory: remembered }) };
}

/**
 * All steps in one graph, from x at the first step's time.
 * @param noiseOf draws for step i, asked for where the step uses them
 * @param settle applied to the state after each step: what is known put in its place
 */
export function unrollSteps(
  denoising: Denoising,
  steps: readonly StepNumbers<number>[],
  start: Tensor,
  noiseOf: (index: number) => Tensor,
  settle: (x: Tensor, step: StepNumbers<number>, index: number) => Tensor = (x) => x,
): Tensor {
  return steps.reduce<SamplerState>(
    (state, step, index) => {
      const x0 = predictX0(denoising, state.x, step);
      const noise = step.noise === 0 ? undefined : noiseOf(index);
      const next = advance(state, x0, step, noise);
      return { ...next, x: settle(next.x, step, index) };
    },
    { x: start },
  ).x;
}

/** Draws of N(0, I) for step i under a sampler's key; those of the start belong to i = −1. */
export function stepNoise(key: Key, index: number, shape: Shape): HostTensor {
  return { dtype: 'float32', shape, data: drawNormal(fold(key, index), sizeOf(shape)) };
}
