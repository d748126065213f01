/** A trained model at work: its views compiled per batch size, over host arrays of any length. */

import { input } from '../graph/build.ts';
import { sizeOf } from '../graph/shape.ts';
import { graphOf } from '../graph/trace.ts';
import type { Graph, HostTensor, Node, Shape, TensorType } from '../graph/types.ts';
import type { Variables } from '../nn/layer.ts';
import type { DeviceTensor, Runtime } from '../runtime/runtime.ts';
import { Tensor } from '../tensor/tensor.ts';
import { type CompiledGraph, compileGraph, feedsFor } from './resident.ts';
import type { System } from './system.ts';
import { packedTypes, unpackVariables, type VariableLayouts } from './variables.ts';

type Inputs<T> = Readonly<Record<string, T>>;

type View = (variables: Variables<Tensor>, inputs: Inputs<Tensor>) => Inputs<Tensor>;

export interface ModelSession {
  readonly system: System;
  /** Raw stored examples → codes [N, Z]. */
  encode(examples: HostTensor): Promise<HostTensor>;
  /** Raw stored examples → mean and log variance of their codes, each [N, Z]; only with a posterior. */
  posterior(examples: HostTensor): Promise<{ mean: HostTensor; logVar: HostTensor }>;
  /**
   * Raw stored examples and K codes of each [N, K, Z] → ln p(x | code) of each [N, K], nats; only with a
   * likelihood.
   */
  logLikelihood(examples: HostTensor, codes: HostTensor): Promise<HostTensor>;
  /** Codes [N, Z] → data as they are shown [N, ...]. */
  decode(codes: HostTensor): Promise<HostTensor>;
  /** Raw stored examples → their reconstructions [N, ...], through `encode` and `decode`. */
  reconstruct(examples: HostTensor): Promise<HostTensor>;
  /** Raw stored examples → what the networks take, as they are shown [N, ...]. */
  prepare(examples: HostTensor): Promise<HostTensor>;
}

/** Examples in one run: enough for the speed of the products, few enough for their memory. */
const BATCH = 100;

/** Rows begin..end − 1 of an array [N, ...], as a view. */
export function rowsOf(tensor: HostTensor, begin: number, end: number): HostTensor {
  const row = sizeOf(tensor.shape.slice(1));
  return {
    dtype: tensor.dtype,
    shape: [end - begin, ...tensor.shape.slice(1)],
    data: tensor.data.subarray(begin * row, end * row),
  };
}

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

/** The graph of a view over packed variables; its own inputs are those of the given names. */
function viewGraph(layouts: VariableLayouts, types: Inputs<TensorType>, view: View): Graph {
  const declared: Node<'input'>[] = [];
  const declare = (name: string, inputType: TensorType) => {
    const node = input(name, inputType);
    declared.push(node);
    return new Tensor(node);
  };
  const declareAll = (all: Inputs<TensorType>): Inputs<Tensor> =>
    Object.fromEntries(Object.entries(all).map(([name, type]) => [name, declare(name, type)]));
  const packed = declareAll(packedTypes(layouts));
  const outputs = view(unpackVariables(layouts, packed), declareAll(types));
  return graphOf(
    Object.fromEntries(Object.entries(outputs).map(([name, { node }]) => [name, node])),
    declared,
  );
}

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

  async function run(name: string, view: View, values: HostTensor): Promise<Inputs<HostTensor>> {
    const outputs: Record<string, HostTensor[]> = {};
    const count = values.shape[0]!;
    for (let begin = 0; begin < count; begin += BATCH) {
      const x = rowsOf(values, begin, Math.min(begin + BATCH, count));
      const { host } = await runOnce(name, view, { x });
      for (const [output, tensor] of Object.entries(await host)) {
        outputs[output] = [...(outputs[output] ?? []), tensor];
      }
    }
    return Object.fromEntries(
      Object.entries(outputs).map(([output, parts]) => [output, joinRows(parts)]),
    );
  }

  return {
    system,
    async encode(examples) {
      const view: View = (v, { x }) => ({ y: views.encode(v, system.preprocess(x!)) });
      return (await run('encode', view, examples)).y!;
    },
    async posterior(examples) {
      const { posterior } = views;
      if (!posterior) throw new Error('this model gives each example one code, not a distribution');
      const view: View = (v, { x }) => {
        const { mean, logVar } = posterior(v, system.preprocess(x!));
        return { mean, logVar };
      };
      const { mean, logVar } = await run('posterior', view, examples);
      return { mean: mean!, logVar: logVar! };
    },
    async logLikelihood(examples, codes) {
      const { logLikelihood } = views;
      if (!logLikelihood) throw new Error("this model's decoder gives no likelihood");
      const view: View = (v, { x, codes: z }) => ({
        y: drawsLogLikelihood((c, data) => logLikelihood(v, c, data), z!, system.preprocess(x!)),
      });
      const [count, draws, size] = codes.shape as readonly [number, number, number];
      const result = new Float32Array(count * draws);
      const pending: Promise<void>[] = [];
      for (const { first, last, from, to } of pairBlocks(count, draws)) {
        const part = codes.data.subarray(
          (first * draws + from) * size,
          ((last - 1) * draws + to) * size,
        );
        const { host } = await runOnce('logLikelihood', view, {
          x: rowsOf(examples, first, last),
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
    async decode(codes) {
      return (await run('decode', (v, { x }) => ({ y: views.decode(v, x!) }), codes)).y!;
    },
    async reconstruct(examples) {
      const view: View = (v, { x }) => ({
        y: views.decode(v, views.encode(v, system.preprocess(x!))),
      });
      return (await run('reconstruct', view, examples)).y!;
    },
    async prepare(examples) {
      return (await run('prepare', (_, { x }) => ({ y: system.preprocess(x!) }), examples)).y!;
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

/** Of K codes for each example: codes [N, K, Z] and x [N, ...] → [N, K]. */
function drawsLogLikelihood(
  logLikelihood: (codes: Tensor, x: Tensor) => Tensor,
  codes: Tensor,
  x: Tensor,
): Tensor {
  const [count, draws, size] = codes.shape as readonly [number, number, number];
  const [, ...shape] = x.shape;
  const repeated = x
    .expandDims(1)
    .broadcastTo([count, draws, ...shape])
    .reshape([count * draws, ...shape]);
  return logLikelihood(codes.reshape([count * draws, size]), repeated).reshape([count, draws]);
}

/** Numbers as an array of the given shape. */
export function hostFloats(shape: Shape, data: Float32Array): HostTensor {
  return { dtype: 'float32', shape, data };
}
