/** Elementwise ops. Integer results wrap as two's complement, which the store in an Int32Array does. */

import type { OpName } from '../../graph/ops.ts';
import type { Node } from '../../graph/types.ts';
import { broadcastOffsets, generate, type ReferenceArray, type ReferenceRules } from './array.ts';
import { erf, power, roundHalfToEven, sigmoid, softplus } from './special-functions.ts';

type Rule = (node: Node, inputs: readonly ReferenceArray[]) => ReferenceArray;

const unary =
  (apply: (x: number) => number): Rule =>
  ({ type }, [x]) =>
    generate(type, (index) => apply(x!.data[index]!));

const binary =
  (apply: (a: number, b: number) => number): Rule =>
  ({ type }, [a, b]) => {
    const offsetsA = broadcastOffsets(a!.shape, type.shape);
    const offsetsB = broadcastOffsets(b!.shape, type.shape);
    return generate(type, (index) => apply(a!.data[offsetsA[index]!]!, b!.data[offsetsB[index]!]!));
  };

const multiplyFloats = binary((a, b) => a * b);
// A double holds only 53 of the 62 bits that the product of two int32 may have.
const multiplyIntegers = binary(Math.imul);

export const elementwiseReferenceRules = {
  cast: ({ attributes: { dtype }, type }, [x]) =>
    generate(type, (index) => {
      const value = x!.data[index]!;
      return dtype === 'bool' ? Number(value !== 0) : value;
    }),
  stopGradient: (_, [x]) => x!,

  neg: unary((x) => -x),
  abs: unary(Math.abs),
  sign: unary(Math.sign),
  exp: unary(Math.exp),
  log: unary(Math.log),
  sqrt: unary(Math.sqrt),
  reciprocal: unary((x) => 1 / x),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  tanh: unary(Math.tanh),
  sigmoid: unary(sigmoid),
  softplus: unary(softplus),
  silu: unary((x) => x * sigmoid(x)),
  erf: unary(erf),
  relu: unary((x) => Math.max(x, 0)),
  leakyRelu: ({ attributes: { slope }, type }, [x]) =>
    generate(type, (index) => {
      const value = x!.data[index]!;
      return value > 0 ? value : slope * value;
    }),
  step: ({ attributes: { low }, type }, [x]) =>
    generate(type, (index) => (x!.data[index]! > 0 ? 1 : low)),
  floor: unary(Math.floor),
  ceil: unary(Math.ceil),
  round: unary(roundHalfToEven),
  not: unary((x) => 1 - x),

  add: binary((a, b) => a + b),
  sub: binary((a, b) => a - b),
  mul: (node, inputs) =>
    node.type.dtype === 'int32' ? multiplyIntegers(node, inputs) : multiplyFloats(node, inputs),
  div: binary((a, b) => a / b),
  pow: binary(power),
  maximum: binary(Math.max),
  minimum: binary(Math.min),
  equal: binary((a, b) => Number(a === b)),
  less: binary((a, b) => Number(a < b)),
  greater: binary((a, b) => Number(a > b)),
  and: binary((a, b) => a & b),
  or: binary((a, b) => a | b),
  select: ({ type }, [condition, ifTrue, ifFalse]) => {
    const [atCondition, atTrue, atFalse] = [condition!, ifTrue!, ifFalse!].map(({ shape }) =>
      broadcastOffsets(shape, type.shape),
    ) as [Int32Array, Int32Array, Int32Array];
    return generate(type, (index) =>
      condition!.data[atCondition[index]!] === 1
        ? ifTrue!.data[atTrue[index]!]!
        : ifFalse!.data[atFalse[index]!]!,
    );
  },
} satisfies Partial<ReferenceRules<OpName>>;
