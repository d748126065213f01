/** Checks the bytes of a model before anybody relies on them. */

import { fromBinary } from '@bufbuild/protobuf';
import { ONNX_OPERATORS, OPERATOR_SET } from '../lowering/operators.ts';
import { IR_VERSION } from './encode.ts';
import { type GraphProto, type ModelProto, ModelProtoSchema } from './generated/onnx_pb.ts';
import { ENTRY_BYTES } from './tensor-proto.ts';

const operators: ReadonlySet<string> = new Set(ONNX_OPERATORS);

/**
 * Decodes a model and checks its versions, that every value has one name and is defined before it
 * is used, that its operators are of those that lowering emits, that stored tensors have the size
 * of their shape, and that every output is computed.
 * @returns the decoded model
 * @throws Error that names the first fault
 */
export function checkModel(bytes: Uint8Array): ModelProto {
  const model = fromBinary(ModelProtoSchema, bytes);
  expect(model.irVersion === BigInt(IR_VERSION), `its format version is ${model.irVersion}`);
  const [imported] = model.opsetImport;
  expect(
    model.opsetImport.length === 1 &&
      imported!.domain === '' &&
      imported!.version === BigInt(OPERATOR_SET),
    `it must import the standard operator set ${OPERATOR_SET} and no other`,
  );
  const { graph } = model;
  expect(graph !== undefined, 'it has no graph');
  checkGraph(graph);
  return model;
}

function checkGraph(graph: GraphProto): void {
  const defined = new Set<string>();
  const define = (name: string) => {
    expect(name !== '', 'a value has no name');
    expect(!defined.has(name), `the name '${name}' is given twice`);
    defined.add(name);
  };
  for (const { name, type } of graph.input) {
    define(name);
    expect(type?.value.case === 'tensorType', `input '${name}' is no tensor`);
  }
  for (const { name, dataType, dims, rawData } of graph.initializer) {
    define(name);
    const count = dims.reduce((size, extent) => size * Number(extent), 1);
    const expected = count * (ENTRY_BYTES[dataType] ?? Number.NaN);
    expect(
      rawData.length === expected,
      `'${name}' stores ${rawData.length} bytes, its shape and type need ${expected}`,
    );
  }
  for (const { opType, domain, input, output } of graph.node) {
    expect(domain === '' && operators.has(opType), `operator ${domain}${opType} is not allowed`);
    for (const name of input) {
      // An empty name leaves an optional input out.
      expect(name === '' || defined.has(name), `${opType} uses '${name}' before it is defined`);
    }
    for (const name of output) define(name);
  }
  expect(graph.output.length > 0, 'it has no outputs');
  for (const { name } of graph.output) {
    expect(defined.has(name), `output '${name}' is not computed`);
  }
}

function expect(condition: boolean, fault: string): asserts condition {
  if (!condition) throw new Error(`not a valid model: ${fault}`);
}
