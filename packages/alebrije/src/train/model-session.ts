/** A trained model at work: its views compiled per batch size, over host arrays of any length. */

import { UserError } from '../errors.ts';
import { sizeOf } from '../graph/shape.ts';
import type { HostTensor } from '../graph/types.ts';
import type { DeviceTensor, Runtime } from '../runtime/runtime.ts';
import type { NoiseLevel } from '../samplers/noise-schedule.ts';
import { noised } from '../samplers/prediction.ts';
import { key } from '../tensor/key.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type CompiledGraph, compileGraph, feedsFor } from './resident.ts';
import { hostFloats, rowsOf } from './rows.ts';
import { createStepSampler, defaultSteps, type SamplingRequest } from './step-sampler.ts';
import { type DenoisingViews, expectEncoder, type System } from './system.ts';
import type { VariableLayouts } from './variables.ts';
import { type Inputs, type View, viewGraph } from './view-graph.ts';

export { hostFloats, rowsOf } from './rows.ts';

/** Class of each example [N]; asked for by models that are told classes, ignored by all others. */
export type Labels = Int32Array | undefined;

/** Where a model is told classes, what takes labels throws a UserError without them. */
export interface ModelSession {
  readonly system: System;
  /** Raw stored examples → codes [N, Z]. @throws UserError if the model has no encoder */
  encode(examples: HostTensor, labels?: Labels): Promise<HostTensor>;
  /** Raw stored examples → mean and log variance of their codes, each [N, Z]; only with a posterior. */
  posterior(
    examples: HostTensor,
    labels?: Labels,
  ): Promise<{ mean: HostTensor; logVar: HostTensor }>;
  /**
   * Raw stored examples and K codes of each [N, K, Z] → ln p(x | code) of each [N, K], nats; only with a
   * likelihood.
   */
  logLikelihood(examples: HostTensor, codes: HostTensor, labels?: Labels): Promise<HostTensor>;
  /** Codes [N, Z] → data as they are shown [N, ...]. */
  decode(codes: HostTensor, labels?: Labels): Promise<HostTensor>;
  /** Raw stored examples → their reconstructions [N, ...], through `encode` and `decode`. */
  reconstruct(examples: HostTensor, labels?: Labels): Promise<HostTensor>;
  /** Raw stored examples → their codes as whole numbers [N, ...places]; only of discrete models. */
  encodeDiscrete(examples: HostTensor): Promise<HostTensor>;
  /** Raw stored examples → ln p(x) of each [N], nats; only where the model knows it. */
  logProbability(examples: HostTensor, labels?: Labels): Promise<HostTensor>;
  /** Raw stored examples → what the networks take, as they are shown [N, ...]. */
  prepare(examples: HostTensor): Promise<HostTensor>;
  /** New data as they are shown [N, ...]; only of models that denoise step by step. */
  sample(request: SamplingRequest): Promise<HostTensor>;
  /**
   * Raw stored examples and noise ε [N, ...] at the level of each → α x₀ + σ ε [N, ...] as they are
   * diffused; only of models that denoise step by step.
   */
  diffuse(
    examples: HostTensor,
    noise: HostTensor,
    levels: readonly DiffusionLevel[],
  ): Promise<HostTensor>;
  /** Such data as they are shown [N, ...]. */
  showDiffused(x: HostTensor): Promise<HostTensor>;
}

/** α and σ of α x₀ + σ ε. */
export type DiffusionLevel = Pick<NoiseLevel, 'signal' | 'deviation'>;

/** @throws UserError if the model does not make data by taking noise off */
export function expectDenoising({ denoising }: System['views'], what: string): DenoisingViews {
  if (denoising) return denoising;
  throw new UserError(
    `${what} is for diffusion models, and this run is none: see its sample, or train ddpm`,
  );
}

/** Examples in one run: enough for the speed of the products, few enough for their memory. */
const BATCH = 100;

function joinRows(parts: readonly HostTensor[]): HostTensor {
  const [first] = parts;
  if (!first) throw new Error('nothing to join: a view needs at least one row');
  const count = parts.reduce((total, part) => total + part.shape[0]!, 0);
  const shape = [count, ...first.shape.slice(1)];
  const data = new Float32Array(sizeOf(shape));
  let offset = 0;
  for (const part of parts) {
    data.set(part.data, offset);
    offset += part.data.length;
  }
  return { dtype: 'float32', shape, data };
}

/** Rows begin..end − 1 of each. */
function partOf(inputs: Inputs<HostTensor>, begin: number, end: number): Inputs<HostTensor> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => [name, rowsOf(tensor, begin, end)]),
  );
}

const UNTOLD =
  'this run’s model is told the class of each example, which is not done here: see its sample, reconstruct, interpolate, scatter and evaluate';

/** Runs that may be under way at once, so that the engine never waits for the host. */
const IN_FLIGHT = 2;

/** @param variables packed variables on the device; they are read at each call, so they may move on */
export function createModelSession(
  system: System,
  runtime: Runtime,
  layouts: VariableLayouts,
  variables: () => ReadonlyMap<string, DeviceTensor>,
): ModelSession {
  const compiled = new Map<string, Promise<CompiledGraph>>();
  const { views } = system;

  async function runOnce(
    name: string,
    view: View,
    inputs: Inputs<HostTensor>,
  ): Promise<{ readonly host: Promise<Inputs<HostTensor>> }> {
    const types = Object.values(inputs).map(({ dtype, shape }) => `${dtype} ${shape.join('x')}`);
    const id = `${name} ${types.join(' ')}`;
    let entry = compiled.get(id);
    if (!entry) {
      entry = compileGraph(runtime, viewGraph(layouts, inputs, view), { occasional: true });
      compiled.set(id, entry);
    }
    const { graph, program } = await entry;
    return program.run(feedsFor(graph, variables(), inputs));
  }

  function toldClasses(labels: Labels): Inputs<HostTensor> {
    if (views.classes === undefined) return {};
    if (!labels) throw new UserError(UNTOLD);
    return { labels: { dtype: 'int32', shape: [labels.length], data: labels } };
  }

  /** @param inputs all with the examples as their first axis, `x` among them */
  async function run(
    name: string,
    view: View,
    inputs: Inputs<HostTensor>,
  ): Promise<Inputs<HostTensor>> {
    const outputs: Record<string, HostTensor[]> = {};
    const count = inputs.x!.shape[0]!;
    for (let begin = 0; begin < count; begin += BATCH) {
      const end = Math.min(begin + BATCH, count);
      const { host } = await runOnce(name, view, partOf(inputs, begin, end));
      for (const [output, tensor] of Object.entries(await host)) {
        outputs[output] = [...(outputs[output] ?? []), tensor];
      }
    }
    return Object.fromEntries(
      Object.entries(outputs).map(([output, parts]) => [output, joinRows(parts)]),
    );
  }

  const stepwise =
    views.denoising && createStepSampler(system, views.denoising, runtime, layouts, variables);

  async function sample(request: SamplingRequest): Promise<HostTensor> {
    const { asShown } = expectDenoising(views, 'sampling in steps');
    const labels = views.classes === undefined ? undefined : request.labels;
    const x = await stepwise!({ ...request, labels });
    const { known } = request;
    const view: View = (_, inputs) => {
      const shown = asShown(inputs.x!);
      if (!known) return { y: shown };
      // As they are, not scaled there and back: the same bits.
      const original = system.preprocess(inputs.examples!).reshape(shown.shape);
      return { y: inputs.mask!.greater(0.5).reshape(shown.shape).select(original, shown) };
    };
    return (await run(known ? 'shown beside known' : 'shown', view, { x, ...known })).y!;
  }

  /** Every code is the noise at the start. */
  function decodeByDenoising(denoising: DenoisingViews, codes: HostTensor, labels: Labels) {
    const count = codes.shape[0]!;
    const start = { ...codes, shape: [count, ...denoising.shape] };
    return sample({
      steps: defaultSteps(denoising),
      count,
      // These steps add no noise.
      key: key(0),
      start,
      labels: toldClasses(labels).labels && labels,
    });
  }

  return {
    system,
    async encode(examples, labels) {
      const encode = expectEncoder(views);
      const view: View = (v, { x, labels: l }) => ({
        y: encode(v, system.preprocess(x!), l),
      });
      return (await run('encode', view, { x: examples, ...toldClasses(labels) })).y!;
    },
    async posterior(examples, labels) {
      const { posterior } = views;
      if (!posterior) throw new Error('this model gives each example one code, not a distribution');
      const view: View = (v, { x, labels: l }) => {
        const { mean, logVar } = posterior(v, system.preprocess(x!), l);
        return { mean, logVar };
      };
      const inputs = { x: examples, ...toldClasses(labels) };
      const { mean, logVar } = await run('posterior', view, inputs);
      return { mean: mean!, logVar: logVar! };
    },
    async logLikelihood(examples, codes, labels) {
      const { logLikelihood } = views;
      if (!logLikelihood) throw new Error("this model's decoder gives no likelihood");
      const view: View = (v, { x, codes: z, labels: l }) => ({
        y: drawsLogLikelihood(
          (c, data, told) => logLikelihood(v, c, data, told),
          z!,
          system.preprocess(x!),
          l,
        ),
      });
      const inputs = { x: examples, ...toldClasses(labels) };
      const [count, draws, size] = codes.shape as readonly [number, number, number];
      const result = new Float32Array(count * draws);
      const pending: Promise<void>[] = [];
      for (const { first, last, from, to } of pairBlocks(count, draws)) {
        const part = codes.data.subarray(
          (first * draws + from) * size,
          ((last - 1) * draws + to) * size,
        );
        const { host } = await runOnce('logLikelihood', view, {
          ...partOf(inputs, first, last),
          codes: { dtype: codes.dtype, shape: [last - first, to - from, size], data: part },
        });
        const done = host.then(({ y }) => result.set(y!.data, first * draws + from));
        // If an earlier run fails, nobody waits for this one.
        done.catch(() => {});
        pending.push(done);
        if (pending.length >= IN_FLIGHT) await pending.shift();
      }
      await Promise.all(pending);
      return hostFloats([count, draws], result);
    },
    async decode(codes, labels) {
      if (views.denoising) return decodeByDenoising(views.denoising, codes, labels);
      const view: View = (v, { x, labels: l }) => ({ y: views.decode(v, x!, l) });
      return (await run('decode', view, { x: codes, ...toldClasses(labels) })).y!;
    },
    async reconstruct(examples, labels) {
      const encode = expectEncoder(views);
      const view: View = (v, { x, labels: l }) => ({
        y: views.decode(v, encode(v, system.preprocess(x!), l), l),
      });
      return (await run('reconstruct', view, { x: examples, ...toldClasses(labels) })).y!;
    },
    async encodeDiscrete(examples) {
      const { discrete } = views;
      if (!discrete) throw new Error("this model's codes are no whole numbers");
      const view: View = (v, { x }) => ({
        y: discrete.encode(v, system.preprocess(x!)).cast('float32'),
      });
      return (await run('encodeDiscrete', view, { x: examples })).y!;
    },
    async logProbability(examples, labels) {
      const { logProbability } = views;
      if (!logProbability) throw new Error('this model does not know the probability of data');
      const view: View = (v, { x, labels: l }) => ({
        y: logProbability(v, system.preprocess(x!), l),
      });
      return (await run('logProbability', view, { x: examples, ...toldClasses(labels) })).y!;
    },
    async prepare(examples) {
      const view: View = (_, { x }) => ({ y: system.preprocess(x!) });
      return (await run('prepare', view, { x: examples })).y!;
    },
    sample,
    async diffuse(examples, noise, levels) {
      const { asDiffused } = expectDenoising(views, 'adding noise step by step');
      const view: View = (_, inputs) => {
        const clean = asDiffused(system.preprocess(inputs.x!));
        const ofEach = (level: Tensor) =>
          level.reshape([level.size, ...new Array<number>(clean.rank - 1).fill(1)]);
        const level = {
          signal: ofEach(inputs.signal!),
          deviation: ofEach(inputs.deviation!),
        };
        return { y: noised(clean, inputs.noise!, level) };
      };
      const of = (values: readonly number[]) =>
        hostFloats([values.length], Float32Array.from(values));
      const inputs = {
        x: examples,
        noise,
        signal: of(levels.map(({ signal }) => signal)),
        deviation: of(levels.map(({ deviation }) => deviation)),
      };
      return (await run('diffuse', view, inputs)).y!;
    },
    async showDiffused(x) {
      const { asShown } = expectDenoising(views, 'showing what is diffused');
      return (await run('shown', (_, inputs) => ({ y: asShown(inputs.x!) }), { x })).y!;
    },
  };
}

/** Examples first..last − 1 with their draws from..to − 1, which lie together in an array [N, K, ...]. */
interface PairBlock {
  readonly first: number;
  readonly last: number;
  readonly from: number;
  readonly to: number;
}

/** All pairs of an example and one of its draws, in blocks of about a batch. */
function* pairBlocks(count: number, draws: number): Generator<PairBlock> {
  const together = Math.max(1, Math.floor(BATCH / draws));
  for (let first = 0; first < count; first += together) {
    const last = Math.min(first + together, count);
    for (let from = 0; from < draws; from += BATCH) {
      yield { first, last, from, to: Math.min(from + BATCH, draws) };
    }
  }
}

/** Each row [N, ...] K times [N · K, ...]. */
function repeatRows(rows: Tensor, draws: number): Tensor {
  const [count, ...shape] = rows.shape as readonly [number, ...number[]];
  return rows
    .expandDims(1)
    .broadcastTo([count, draws, ...shape])
    .reshape([count * draws, ...shape]);
}

/** Of K codes for each example: codes [N, K, Z], x [N, ...] and labels [N] → [N, K]. */
function drawsLogLikelihood(
  logLikelihood: (codes: Tensor, x: Tensor, labels: Tensor | undefined) => Tensor,
  codes: Tensor,
  x: Tensor,
  labels: Tensor | undefined,
): Tensor {
  const [count, draws, size] = codes.shape as readonly [number, number, number];
  const all = codes.reshape([count * draws, size]);
  const told = labels && repeatRows(labels, draws);
  return logLikelihood(all, repeatRows(x, draws), told).reshape([count, draws]);
}
