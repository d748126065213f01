/** Graph → bytes of a standard ONNX model. */

import { create, toBinary } from '@bufbuild/protobuf';
import { sameShape } from '../../graph/shape.ts';
import { formatType } from '../../graph/shape-error.ts';
import type { Graph, HostTensor, TensorType } from '../../graph/types.ts';
import { ONNX_TYPE } from '../lowering/emit.ts';
import { type LoweredGraph, lowerGraph, type NamedType } from '../lowering/lower.ts';
import { type OnnxAttribute, type OnnxOperator, OPERATOR_SET } from '../lowering/operators.ts';
import type { OnnxNode } from '../lowering/rule.ts';
import type { LoweringTarget } from '../lowering/target.ts';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  ValueInfoProtoSchema,
} from './generated/onnx_pb.ts';
import { toTensorProto } from './tensor-proto.ts';

/** The version of the file format that belongs to operator set 21. */
export const IR_VERSION = 10;

/** Protocol buffers hold at most 2 GiB in one message. */
const MAX_MODEL_BYTES = 2 ** 31 - 1;

export interface EncodeOptions {
  /** By default `standard`: a file that every implementation of ONNX can run. */
  readonly target?: LoweringTarget;
  /** Graph inputs, by name, that become weights stored in the file. */
  readonly initializers?: Readonly<Record<string, HostTensor>>;
  readonly graphName?: string;
  readonly producerName?: string;
  readonly producerVersion?: string;
  /** Text for people, shown by model viewers. */
  readonly doc?: string;
  /** Text for programs, by key. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * @throws Error if an initializer names no input, has another type than it, or the model exceeds 2 GiB
 */
export function encodeModel(graph: Graph, options: EncodeOptions = {}): Uint8Array<ArrayBuffer> {
  return encodeLowered(lowerGraph(graph, options.target), options);
}

/** The same for a graph that is lowered already. */
export function encodeLowered(
  lowered: LoweredGraph,
  options: EncodeOptions = {},
): Uint8Array<ArrayBuffer> {
  const weights = Object.entries(options.initializers ?? {});
  const inputTypes = new Map(lowered.inputs.map(({ name, type }) => [name, type]));
  for (const [name, weight] of weights) checkWeight(name, weight, inputTypes.get(name));
  const stored = [...weights, ...lowered.initializers];
  const bytes = stored.reduce((total, [, { data }]) => total + data.byteLength, 0);
  if (bytes > MAX_MODEL_BYTES) {
    throw new Error(`the model stores ${bytes} bytes of tensors; one ONNX file holds 2 GiB`);
  }
  const isWeight = new Set(weights.map(([name]) => name));
  const model = create(ModelProtoSchema, {
    irVersion: BigInt(IR_VERSION),
    opsetImport: operatorSets(lowered),
    producerName: options.producerName ?? 'alebrije',
    producerVersion: options.producerVersion ?? '',
    docString: options.doc ?? '',
    metadataProps: Object.entries(options.metadata ?? {}).map(([key, value]) => ({ key, value })),
    graph: {
      name: options.graphName ?? 'graph',
      input: lowered.inputs.filter(({ name }) => !isWeight.has(name)).map(toValueInfo),
      output: lowered.outputs.map(toValueInfo),
      node: lowered.nodes.map(toNodeProto),
      initializer: stored.map(([name, tensor]) => toTensorProto(name, tensor)),
    },
  });
  return toBinary(ModelProtoSchema, model);
}

function checkWeight(name: string, weight: HostTensor, type: TensorType | undefined): void {
  if (!type) throw new Error(`initializer '${name}' is no input of the graph`);
  if (weight.dtype !== type.dtype || !sameShape(weight.shape, type.shape)) {
    throw new Error(
      `initializer '${name}': expected ${formatType(type)}, given ${formatType(weight)}`,
    );
  }
}

function toValueInfo({ name, type: { dtype, shape } }: NamedType) {
  const dim = shape.map((extent) => ({
    value: { case: 'dimValue' as const, value: BigInt(extent) },
  }));
  const value = { elemType: ONNX_TYPE[dtype], shape: { dim } };
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value } },
  });
}

/** The operator sets of a model: ONNX's, and ONNX Runtime's own if one of its operators occurs. */
function operatorSets({ nodes }: LoweredGraph) {
  const domains = new Set(nodes.map(({ operator }) => domainAndType(operator).domain));
  domains.add('');
  return [...domains].map((domain) => ({
    domain,
    version: BigInt(domain === '' ? OPERATOR_SET : 1),
  }));
}

/** `Conv` → ONNX's domain, which has no name; `nchwc.Conv` → `com.microsoft.nchwc`. */
function domainAndType(operator: OnnxOperator): { domain: string; opType: string } {
  const dot = operator.lastIndexOf('.');
  return dot < 0
    ? { domain: '', opType: operator }
    : { domain: `com.microsoft.${operator.slice(0, dot)}`, opType: operator.slice(dot + 1) };
}

function toNodeProto({ operator, inputs, outputs, attributes }: OnnxNode) {
  return create(NodeProtoSchema, {
    ...domainAndType(operator),
    // Outputs are unique, so they also serve to name the operator in messages and profiles.
    name: outputs[0]!,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([name, attribute]) =>
      toAttributeProto(name, attribute),
    ),
  });
}

function toAttributeProto(name: string, attribute: OnnxAttribute) {
  const { INT, INTS, FLOAT, STRING } = AttributeProto_AttributeType;
  switch (attribute.kind) {
    case 'int':
      return create(AttributeProtoSchema, { name, type: INT, i: BigInt(attribute.value) });
    case 'ints':
      return create(AttributeProtoSchema, {
        name,
        type: INTS,
        ints: attribute.value.map((entry) => BigInt(entry)),
      });
    case 'float':
      return create(AttributeProtoSchema, { name, type: FLOAT, f: attribute.value });
    case 'string':
      return create(AttributeProtoSchema, {
        name,
        type: STRING,
        s: new TextEncoder().encode(attribute.value),
      });
  }
}
