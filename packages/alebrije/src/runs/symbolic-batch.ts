/**
 * Models for any batch size from graphs of static shapes. A graph is lowered at two batch sizes; what
 * differs between the two must scale with the batch, and is written so that it no longer names it:
 * - a Reshape's extent becomes −1, which ONNX infers;
 * - a Resize keeps to the other axes;
 * - an Expand of something computed from the batch leaves that axis as it is, and a constant that is
 *   expanded to the batch is added to a column of zeros made from the input.
 * Anything else that differs makes the model fixed in its batch.
 */

import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { range } from '../graph/shape.ts';
import type { Graph } from '../graph/types.ts';
import { ONNX_TYPE } from '../runtime/lowering/emit.ts';
import { type LoweredGraph, lowerGraph } from '../runtime/lowering/lower.ts';
import { int, ints } from '../runtime/lowering/operators.ts';
import type { Initializer, OnnxNode } from '../runtime/lowering/rule.ts';
import { type EncodeOptions, encodeLowered } from '../runtime/onnx/encode.ts';
import { ModelProtoSchema, type ValueInfoProto } from '../runtime/onnx/generated/onnx_pb.ts';

/** Two primes that no layer is likely to have as a size. */
const BATCHES = [101, 103] as const;

/** Name of the free axis in the file. */
const AXIS = 'batch';

/** Says why a graph cannot be freed of its batch size. */
class FixedBatch extends Error {}

/** A stored vector of sizes, without and with one extent that scales with the batch. */
interface ScalingSizes {
  readonly sizes: readonly number[];
  /** Position of the extent that scales. */
  readonly axis: number;
}

function sameData(a: Initializer, b: Initializer): boolean {
  if (a.data.length !== b.data.length) return false;
  return a.data.every((value, index) => value === b.data[index]);
}

function scalingSizes(name: string, a: Initializer, b: Initializer): ScalingSizes {
  const refuse = () => new FixedBatch(`the stored tensor ${name} depends on the batch size`);
  if (a.dtype !== 'int64' || b.dtype !== 'int64' || a.data.length !== b.data.length) throw refuse();
  const [sizes, others] = [Array.from(a.data, Number), Array.from(b.data, Number)];
  const differing = [...sizes.keys()].filter((index) => sizes[index] !== others[index]);
  const [axis] = differing;
  const scales =
    differing.length === 1 && sizes[axis!]! / BATCHES[0] === others[axis!]! / BATCHES[1];
  if (!scales) throw refuse();
  return { sizes, axis: axis! };
}

function assertSameStructure(a: readonly OnnxNode[], b: readonly OnnxNode[]): void {
  if (JSON.stringify(a) === JSON.stringify(b)) return;
  const differing = a.find((node, index) => JSON.stringify(node) !== JSON.stringify(b[index]));
  throw new FixedBatch(`its ${differing?.operator ?? 'last operator'} depends on the batch size`);
}

/** Names of all values computed from some inputs. */
function computedFrom(sources: readonly string[], nodes: readonly OnnxNode[]): Set<string> {
  const found = new Set(sources);
  for (const { inputs, outputs } of nodes) {
    if (inputs.some((name) => found.has(name))) for (const name of outputs) found.add(name);
  }
  return found;
}

/** Rewrites the nodes of one graph, and collects the stored vectors that they need. */
interface Rewriting {
  readonly source: string;
  /** Number of axes of the source. */
  readonly rank: number;
  readonly lowered: LoweredGraph;
  readonly scaling: ReadonlyMap<string, ScalingSizes>;
  readonly batchValues: ReadonlySet<string>;
  readonly nodes: OnnxNode[];
  readonly stored: Map<string, Initializer>;
}

function storeVector({ stored }: Rewriting, values: readonly number[]): string {
  const name = `sizes_${values.join('_')}`;
  const data = BigInt64Array.from(values, (value) => BigInt(value));
  stored.set(name, { dtype: 'int64', shape: [values.length], data });
  return name;
}

function replaced(values: readonly number[], index: number, value: number): number[] {
  return values.map((entry, position) => (position === index ? value : entry));
}

/** A float32 column of zeros [B, 1, 1, ...] of that rank: no number is greater than itself. */
function zeroColumn(rewriting: Rewriting, rank: number): string {
  const { source, nodes } = rewriting;
  const name = `${AXIS}_zeros_${rank}`;
  if (nodes.some(({ outputs }) => outputs[0] === name)) return name;
  const emit = (
    operator: OnnxNode['operator'],
    inputs: readonly string[],
    output: string,
    attributes: OnnxNode['attributes'] = {},
  ): string => {
    nodes.push({ operator, inputs, outputs: [output], attributes });
    return output;
  };
  const toFloat = { to: int(ONNX_TYPE.float32) };
  const inner = range(rewriting.rank).slice(1);
  const [starts, ends, axes] = [inner.map(() => 0), inner.map(() => 1), inner].map((values) =>
    storeVector(rewriting, values),
  ) as [string, string, string];
  const first = emit('Slice', [source, starts, ends, axes], `${name}_first`);
  const numbers = emit('Cast', [first], `${name}_numbers`, toFloat);
  const never = emit('Greater', [numbers, numbers], `${name}_never`);
  const zeros = emit('Cast', [never], `${name}_unshaped`, toFloat);
  const shape = storeVector(rewriting, [-1, ...range(rank - 1).map(() => 1)]);
  return emit('Reshape', [zeros, shape], name);
}

function rewriteExpand(rewriting: Rewriting, node: OnnxNode, { sizes, axis }: ScalingSizes): void {
  const { lowered, batchValues, nodes } = rewriting;
  const [value] = node.inputs as [string, string];
  const kept = storeVector(rewriting, replaced(sizes, axis, 1));
  if (batchValues.has(value)) {
    nodes.push({ ...node, inputs: [value, kept] });
    return;
  }
  const isRow = lowered.initializers.get(value)?.dtype === 'float32' && axis === 0;
  if (!isRow || sizes[0] !== BATCHES[0]) {
    throw new FixedBatch('it repeats a computed tensor over the batch');
  }
  const [output] = node.outputs as [string];
  const row = `${output}_row`;
  nodes.push({ ...node, inputs: [value, kept], outputs: [row] });
  const zeros = zeroColumn(rewriting, sizes.length);
  nodes.push({ operator: 'Add', inputs: [row, zeros], outputs: [output], attributes: {} });
}

function rewriteNode(rewriting: Rewriting, node: OnnxNode): void {
  const { scaling, nodes } = rewriting;
  const position = node.inputs.findIndex((name) => scaling.has(name));
  if (position < 0) {
    nodes.push(node);
    return;
  }
  const found = scaling.get(node.inputs[position]!)!;
  const { sizes, axis } = found;
  const withInput = (name: string): OnnxNode => ({
    ...node,
    inputs: node.inputs.map((input, index) => (index === position ? name : input)),
  });
  if (node.operator === 'Reshape' && position === 1) {
    nodes.push(withInput(storeVector(rewriting, replaced(sizes, axis, -1))));
  } else if (node.operator === 'Resize' && position === 3 && axis === 0) {
    const axes = range(sizes.length).slice(1);
    const resized = withInput(storeVector(rewriting, sizes.slice(1)));
    nodes.push({ ...resized, attributes: { ...node.attributes, axes: ints(axes) } });
  } else if (node.operator === 'Expand' && position === 1) {
    rewriteExpand(rewriting, node, found);
  } else {
    throw new FixedBatch(`its ${node.operator} depends on the batch size`);
  }
}

/** The lowering with no trace of its batch size left, but for the types of its inputs and outputs. */
function freeOfBatch(
  first: LoweredGraph,
  second: LoweredGraph,
  sources: readonly [string, ...string[]],
): LoweredGraph {
  assertSameStructure(first.nodes, second.nodes);
  const scaling = new Map<string, ScalingSizes>();
  for (const [name, tensor] of first.initializers) {
    const other = second.initializers.get(name);
    if (!other) throw new FixedBatch(`the stored tensor ${name} depends on the batch size`);
    if (!sameData(tensor, other) || String(tensor.shape) !== String(other.shape)) {
      scaling.set(name, scalingSizes(name, tensor, other));
    }
  }
  const [source] = sources;
  const rewriting: Rewriting = {
    source,
    rank: first.inputs.find(({ name }) => name === source)!.type.shape.length,
    lowered: first,
    scaling,
    batchValues: computedFrom(sources, first.nodes),
    nodes: [],
    stored: new Map(),
  };
  for (const node of first.nodes) rewriteNode(rewriting, node);
  const kept = [...first.initializers].filter(([name]) => !scaling.has(name));
  return {
    ...first,
    nodes: rewriting.nodes,
    initializers: new Map([...kept, ...rewriting.stored]),
  };
}

function freeFirstAxis({ type }: ValueInfoProto): void {
  if (type?.value.case !== 'tensorType') return;
  const [first] = type.value.value.shape?.dim ?? [];
  if (first) first.value = { case: 'dimParam', value: AXIS };
}

export type SymbolicModel =
  | { readonly bytes: Uint8Array }
  /** Why the model can only have a fixed batch size. */
  | { readonly obstacle: string };

/**
 * An ONNX model whose inputs and outputs have a free first axis named 'batch'.
 * @param graphFor the graph at a batch size; every input that becomes no weight and every output
 * has the batch as its first axis
 * @param sources the inputs that carry the batch
 */
export function encodeForAnyBatch(
  graphFor: (batch: number) => Graph,
  sources: readonly [string, ...string[]],
  options: EncodeOptions,
): SymbolicModel {
  try {
    const [first, second] = BATCHES.map((batch) => lowerGraph(graphFor(batch)));
    const bytes = encodeLowered(freeOfBatch(first!, second!, sources), options);
    const model = fromBinary(ModelProtoSchema, bytes);
    for (const value of [...model.graph!.input, ...model.graph!.output]) freeFirstAxis(value);
    return { bytes: toBinary(ModelProtoSchema, model) };
  } catch (error) {
    if (!(error instanceof FixedBatch)) throw error;
    return { obstacle: error.message };
  }
}
