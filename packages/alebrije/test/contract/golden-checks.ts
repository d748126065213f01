/** Checks of runtimes against PyTorch's values; the caller reads the files. */

import { input, makeNode, mul, sum } from '../../src/graph/build.ts';
import { differentiate } from '../../src/graph/differentiate.ts';
import { range } from '../../src/graph/shape.ts';
import { graphOf } from '../../src/graph/trace.ts';
import type { Graph, HostTensor, Node } from '../../src/graph/types.ts';
import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  huber,
  meanAbsoluteError,
  meanSquaredError,
} from '../../src/nn/losses.ts';
import { Tensor } from '../../src/tensor/tensor.ts';
import { gradient } from '../../src/tensor/trace.ts';
import type {
  GoldenArray,
  GoldenFile,
  GoldenFunctionCase,
  GoldenLossCase,
  GoldenOpCase,
  GoldenTensor,
} from '../fixtures/golden/load-golden.ts';
import { type ContractCheck, feedsFor, requireClose, type Subject, toleranceOf } from './check.ts';
import { secondOrderFunctions } from './second-order-functions.ts';

/** The reference computes in float64, but a runtime's outputs, like the inputs, are float32. */
const FLOAT32_EPSILON = 2 ** -23;

const ARRAYS = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array, bool: Uint8Array };

const hostTensor = ({ dtype, shape, data }: GoldenTensor): HostTensor => ({
  dtype,
  shape,
  data: ARRAYS[dtype].from(data),
});

const floatTensor = ({ shape, data }: GoldenArray): HostTensor =>
  hostTensor({ dtype: 'float32', shape, data });

const inputFor = (name: string, { dtype, shape }: HostTensor): Node =>
  input(name, { dtype, shape });

async function checkOutputs(
  graph: Graph,
  feeds: Readonly<Record<string, HostTensor>>,
  expected: Readonly<Record<string, GoldenTensor>>,
  subject: Subject,
): Promise<void> {
  const tolerance = Math.max(toleranceOf(subject, graph), FLOAT32_EPSILON);
  const program = await subject.runtime.compile(graph);
  try {
    const actual = await program.run(feedsFor(graph, feeds)).host;
    for (const [name, array] of Object.entries(expected)) {
      requireClose(name, actual[name], array, tolerance);
    }
  } finally {
    program.dispose();
  }
}

const asFloat = (array: GoldenArray): GoldenTensor => ({ ...array, dtype: 'float32' });

async function checkOp(each: GoldenOpCase, subject: Subject): Promise<void> {
  const feeds = Object.fromEntries(
    each.inputs.map((array, index) => [`operand.${index}`, hostTensor(array)] as const),
  );
  const operands = Object.entries(feeds).map(([name, tensor]) => inputFor(name, tensor));
  const value = makeNode(each.op, operands, each.attributes);
  const outputs: Record<string, Node> = { value };
  const expected: Record<string, GoldenTensor> = { value: each.output };
  if (each.cotangent) {
    feeds.cotangent = floatTensor(each.cotangent);
    const product = mul(value, inputFor('cotangent', feeds.cotangent));
    const objective = sum(product, range(value.type.shape.length));
    const stated = each.gradients.flatMap((array, index) => (array ? [{ array, index }] : []));
    const gradients = differentiate(
      objective,
      stated.map(({ index }) => operands[index]!),
    );
    for (const [position, { array, index }] of stated.entries()) {
      outputs[`gradient.${index}`] = gradients[position]!;
      expected[`gradient.${index}`] = asFloat(array);
    }
  }
  await checkOutputs(graphOf(outputs), feeds, expected, subject);
}

export const goldenOpChecks = (file: GoldenFile<GoldenOpCase>): readonly ContractCheck[] =>
  file.cases.map((each) => ({ name: each.name, run: (subject) => checkOp(each, subject) }));

/** @throws Error if a case has no translation, which the golden file and this folder must share */
export const goldenSecondOrderChecks = (
  file: GoldenFile<GoldenFunctionCase>,
): readonly ContractCheck[] =>
  file.cases.map(({ name, inputs, outputs }) => {
    const compute = secondOrderFunctions[name];
    if (!compute) throw new Error(`second-order-functions.ts does not translate '${name}'`);
    return {
      name,
      run: (subject) => {
        const feeds = Object.fromEntries(
          Object.entries(inputs).map(([input, array]) => [input, floatTensor(array)] as const),
        );
        const symbols = Object.fromEntries(
          Object.entries(feeds).map(([input, host]) => [input, new Tensor(inputFor(input, host))]),
        );
        const results = Object.entries(compute(symbols)).map(
          ([output, { node }]) => [output, node] as const,
        );
        const expected = Object.fromEntries(
          Object.entries(outputs).map(([output, array]) => [output, asFloat(array)] as const),
        );
        return checkOutputs(graphOf(Object.fromEntries(results)), feeds, expected, subject);
      },
    };
  });

const losses: Readonly<
  Record<GoldenLossCase['loss'], (prediction: Tensor, target: Tensor) => Tensor>
> = {
  binaryCrossEntropyFromLogits: binaryCrossEntropy,
  meanSquaredError,
  meanAbsoluteError,
  huber,
  categoricalCrossEntropyFromLogits: categoricalCrossEntropy,
};

export const goldenLossChecks = (file: GoldenFile<GoldenLossCase>): readonly ContractCheck[] =>
  file.cases.map((each) => ({
    name: `${each.loss}: ${each.name}`,
    run: (subject) => {
      const feeds = {
        prediction: floatTensor(each.prediction),
        target: floatTensor(each.target),
      };
      const prediction = new Tensor(inputFor('prediction', feeds.prediction));
      const target = new Tensor(inputFor('target', feeds.target));
      const perElement = losses[each.loss](prediction, target);
      const mean = perElement.mean();
      const outputs = {
        perElement: perElement.node,
        mean: mean.node,
        gradient: gradient(mean, prediction).node,
      };
      const expected = {
        perElement: asFloat(each.perElement),
        mean: asFloat({ shape: [], data: [each.mean] }),
        gradient: asFloat(each.gradient),
      };
      return checkOutputs(graphOf(outputs), feeds, expected, subject);
    },
  }));
