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

type View = (variables: Variables<Tensor>, x: Tensor) => Readonly<Record<string, Tensor>>;

export interface ModelSession {
  readonly system: System;
  /** Raw stored examples → codes [N, Z]. */
  encode(examples: HostTensor): Promise<HostTensor>;
  /** Raw stored examples → mean and log variance of their codes, each [N, Z]; only with a posterior. */
  posterior(examples: HostTensor): Promise<{ mean: HostTensor; logVar: HostTensor }>;
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

/** The graph of a view over packed variables; the batch is the input `x`. */
function viewGraph(layouts: VariableLayouts, type: TensorType, view: View): Graph {
  const declared: Node<'input'>[] = [];
  const declare = (name: string, inputType: TensorType) => {
    const node = input(name, inputType);
    declared.push(node);
    return new Tensor(node);
  };
  const packed = Object.fromEntries(
    Object.entries(packedTypes(layouts)).map(([name, packedType]) => [
      name,
      declare(name, packedType),
    ]),
  );
  const outputs = view(unpackVariables(layouts, packed), declare('x', type));
  return graphOf(
    Object.fromEntries(Object.entries(outputs).map(([name, { node }]) => [name, node])),
    declared,
  );
}

/** @param variables packed variables on the device; they are read at each call, so they may move on */
export function createModelSession(
  system: System,
  runtime: Runtime,
  layouts: VariableLayouts,
  variables: () => ReadonlyMap<string, DeviceTensor>,
): ModelSession {
  const compiled = new Map<string, Promise<CompiledGraph>>();
  const { views } = system;

  async function run(
    name: string,
    view: View,
    values: HostTensor,
  ): Promise<Readonly<Record<string, HostTensor>>> {
    const outputs: Record<string, HostTensor[]> = {};
    const count = values.shape[0]!;
    for (let begin = 0; begin < count; begin += BATCH) {
      const rows = rowsOf(values, begin, Math.min(begin + BATCH, count));
      const id = `${name} ${rows.dtype} ${rows.shape.join('x')}`;
      let entry = compiled.get(id);
      if (!entry) {
        entry = compileGraph(runtime, viewGraph(layouts, rows, view), { occasional: true });
        compiled.set(id, entry);
      }
      const { graph, program } = await entry;
      const results = await program.run(feedsFor(graph, variables(), { x: rows })).host;
      for (const [output, tensor] of Object.entries(results)) {
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
      const view: View = (v, x) => ({ y: views.encode(v, system.preprocess(x)) });
      return (await run('encode', view, examples)).y!;
    },
    async posterior(examples) {
      const { posterior } = views;
      if (!posterior) throw new Error('this model gives each example one code, not a distribution');
      const view: View = (v, x) => {
        const { mean, logVar } = posterior(v, system.preprocess(x));
        return { mean, logVar };
      };
      const { mean, logVar } = await run('posterior', view, examples);
      return { mean: mean!, logVar: logVar! };
    },
    async decode(codes) {
      return (await run('decode', (v, z) => ({ y: views.decode(v, z) }), codes)).y!;
    },
    async reconstruct(examples) {
      const view: View = (v, x) => ({
        y: views.decode(v, views.encode(v, system.preprocess(x))),
      });
      return (await run('reconstruct', view, examples)).y!;
    },
    async prepare(examples) {
      return (await run('prepare', (_, x) => ({ y: system.preprocess(x) }), examples)).y!;
    },
  };
}

/** Numbers as an array of the given shape. */
export function hostFloats(shape: Shape, data: Float32Array): HostTensor {
  return { dtype: 'float32', shape, data };
}
