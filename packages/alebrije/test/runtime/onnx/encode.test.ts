import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import * as build from '../../../src/graph/build.ts';
import { graphOf } from '../../../src/graph/trace.ts';
import type { HostTensor, Node, Shape } from '../../../src/graph/types.ts';
import { checkModel } from '../../../src/runtime/onnx/check.ts';
import { encodeModel } from '../../../src/runtime/onnx/encode.ts';
import { type ModelProto, ModelProtoSchema } from '../../../src/runtime/onnx/generated/onnx_pb.ts';

const input = (name: string, shape: Shape) => build.input(name, { dtype: 'float32', shape });
const weight: HostTensor = { dtype: 'float32', shape: [2, 3], data: new Float32Array(6).fill(2) };

function denseGraph() {
  return graphOf({ y: build.relu(build.matmul(input('x', [4, 2]), input('w', [2, 3]))) });
}

const names = (values: readonly { name: string }[]) => values.map(({ name }) => name);
const operators = (model: ModelProto) => model.graph!.node.map(({ opType }) => opType);

describe('encodeModel', () => {
  it('keeps the names and types of inputs and outputs', () => {
    const { graph } = checkModel(encodeModel(denseGraph()));
    expect(names(graph!.input)).toEqual(['x', 'w']);
    expect(names(graph!.output)).toEqual(['y']);
    const type = graph!.output[0]!.type!.value;
    if (type.case !== 'tensorType') throw new Error('not a tensor');
    expect(type.value.elemType).toBe(1);
    expect(type.value.shape!.dim.map(({ value }) => value.value)).toEqual([4n, 3n]);
  });

  it('stores inputs as weights, with what people and programs want to know', () => {
    const bytes = encodeModel(denseGraph(), {
      initializers: { w: weight },
      graphName: 'dense',
      producerVersion: '1.2',
      doc: 'one layer',
      metadata: { recipe: 'test' },
    });
    const model = checkModel(bytes);
    expect(names(model.graph!.input)).toEqual(['x']);
    const [stored] = model.graph!.initializer;
    expect(stored!.name).toBe('w');
    expect(stored!.dims).toEqual([2n, 3n]);
    expect(new Float32Array(stored!.rawData.slice().buffer)).toEqual(weight.data);
    expect(model).toMatchObject({ producerName: 'alebrije', producerVersion: '1.2' });
    expect(model.docString).toBe('one layer');
    expect(model.graph!.name).toBe('dense');
    expect(model.metadataProps).toMatchObject([{ key: 'recipe', value: 'test' }]);
  });

  it('rejects weights that do not belong', () => {
    const graph = denseGraph();
    expect(() => encodeModel(graph, { initializers: { v: weight } })).toThrow(/'v' is no input/);
    const wrong = { ...weight, shape: [3, 2] };
    expect(() => encodeModel(graph, { initializers: { w: wrong } })).toThrow(/'w': expected/);
  });

  it('copies inputs, constants and repeated values to outputs', () => {
    const x = input('x', [2]);
    const twice = build.add(x, x);
    const graph = graphOf({
      same: build.stopGradient(x),
      one: build.scalar(1),
      first: twice,
      second: twice,
    });
    const model = checkModel(encodeModel(graph));
    expect(names(model.graph!.output)).toEqual(['same', 'one', 'first', 'second']);
    expect(operators(model).sort()).toEqual(['Add', 'Identity', 'Identity', 'Identity']);
  });

  it('rejects one name for an input and an output', () => {
    expect(() => encodeModel(graphOf({ x: build.neg(input('x', [2])) }))).toThrow(/'x' names/);
  });

  it('never gives a value the name of an input', () => {
    const x = input('Neg_1', [2]);
    checkModel(encodeModel(graphOf({ y: build.exp(build.neg(x)) })));
  });

  it('stores equal constants once, and tells −0 from 0', () => {
    const [a, b] = [build.scalar(0.5), build.scalar(0.5)];
    const [zero, minus] = [build.scalar(0), build.scalar(-0)];
    const y = [b, zero, minus].reduce<Node>(
      (sum, value) => build.add(sum, value),
      build.mul(input('x', [2]), a),
    );
    expect(checkModel(encodeModel(graphOf({ y }))).graph!.initializer).toHaveLength(3);
  });

  it('encodes 400 nodes in milliseconds', () => {
    let y: Node = input('x', [8, 8]);
    for (let index = 0; index < 200; index++) y = build.tanh(build.matmul(y, y, index % 2 === 0));
    const graph = graphOf({ y });
    // The best of several, of the processor's time: other processes may hold it.
    const times = Array.from({ length: 10 }, () => {
      const begin = process.cpuUsage();
      encodeModel(graph);
      const { user, system } = process.cpuUsage(begin);
      return (user + system) / 1000;
    });
    expect(Math.min(...times)).toBeLessThan(60);
  });
});

describe('fusion', () => {
  const strides = { strides: [1, 1], dilations: [1, 1], padBegin: [0, 0], padEnd: [0, 0] };
  const geometry = { ...strides, groups: 1 };
  const image = input('image', [2, 3, 5, 5]);
  const kernel = input('kernel', [4, 3, 2, 2]);
  const bias = input('bias', [4]);
  const row = build.reshape(bias, [1, 4, 1, 1]);
  const convolved = build.conv(image, kernel, geometry);
  const product = build.matmul(input('a', [2, 3]), input('b', [3, 4]));
  const fused = (y: Node, others: Record<string, Node> = {}) =>
    operators(checkModel(encodeModel(graphOf({ y, ...others }))));

  it('adds a bias inside Conv, ConvTranspose and Gemm', () => {
    expect(fused(build.add(convolved, row))).toEqual(['Conv']);
    expect(fused(build.add(build.broadcastTo(row, [2, 4, 4, 4]), convolved))).toEqual(['Conv']);
    const back = build.convTranspose(input('gradient', [2, 4, 4, 4]), kernel, geometry, [5, 5]);
    const channelBias = build.reshape(input('c', [3]), [3, 1, 1]);
    expect(fused(build.add(back, channelBias))).not.toContain('Add');
    expect(fused(build.add(product, bias))).toEqual(['Gemm']);
    expect(fused(build.add(input('full', [2, 4]), product))).toEqual(['Gemm']);
  });

  it('keeps the addition where the product has another use, or nothing is per channel', () => {
    expect(fused(build.add(convolved, row), { other: convolved })).toContain('Add');
    expect(fused(build.add(convolved, build.neg(convolved)))).toContain('Add');
    expect(fused(build.add(convolved, input('plane', [4, 4])))).toContain('Add');
    expect(fused(build.add(convolved, input('columns', [4])))).toContain('Add');
    expect(fused(build.add(product, input('batch', [5, 2, 4])))).toContain('Add');
  });

  it('chains products through C', () => {
    const [a, b, c] = ['p', 'q', 'r'].map((name) => {
      return build.matmul(input(name, [2, 3]), input(`${name}2`, [3, 4]));
    }) as [Node, Node, Node];
    expect(fused(build.add(build.add(a, b), c))).toEqual(['Gemm', 'Gemm', 'Gemm']);
  });
});

describe('checkModel', () => {
  const valid = () => checkModel(encodeModel(denseGraph(), { initializers: { w: weight } }));
  const faults: Record<string, [(model: ModelProto) => void, RegExp]> = {
    'a newer operator set': [(m) => (m.opsetImport[0]!.version = 22n), /operator set 21/],
    'another operator set': [
      (m) => m.opsetImport.push({ ...m.opsetImport[0]!, domain: 'com.microsoft' }),
      /operator set 21/,
    ],
    'another format': [(m) => (m.irVersion = 11n), /format version is 11/],
    'no graph': [(m) => delete m.graph, /no graph/],
    'an undefined value': [(m) => (m.graph!.node[0]!.input[0] = 'z'), /uses 'z' before/],
    'wrong order': [(m) => m.graph!.node.reverse(), /before it is defined/],
    'a name given twice': [(m) => (m.graph!.node[0]!.output[0] = 'x'), /'x' is given twice/],
    'a foreign operator': [(m) => (m.graph!.node[0]!.opType = 'RandomNormal'), /RandomNormal/],
    'a foreign domain': [(m) => (m.graph!.node[0]!.domain = 'com.microsoft'), /not allowed/],
    'missing bytes': [
      (m) => (m.graph!.initializer[0]!.rawData = new Uint8Array(20)),
      /'w' stores 20 bytes, .* need 24/,
    ],
    'a missing output': [(m) => (m.graph!.output[0]!.name = 'nowhere'), /'nowhere' is not comput/],
    'no outputs': [(m) => m.graph!.output.splice(0), /no outputs/],
  };

  it.each(Object.entries(faults))('finds %s', (_, [damage, message]) => {
    const model = create(ModelProtoSchema, valid());
    damage(model);
    expect(() => checkModel(toBinary(ModelProtoSchema, model))).toThrow(message);
  });

  it('rejects bytes that are no model', () => {
    expect(() => checkModel(Uint8Array.of(0xff, 1, 2))).toThrow();
  });
});
