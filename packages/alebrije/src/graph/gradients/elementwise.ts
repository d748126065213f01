/** Gradients of elementwise ops; x, a, b are inputs, y the output, g the incoming gradient. */

import {
  add,
  cos,
  div,
  equal,
  exp,
  greater,
  less,
  log,
  mul,
  neg,
  pow,
  scalar,
  select,
  sigmoid,
  sign,
  sin,
  step,
  sub,
} from '../build.ts';
import type { OpName } from '../ops.ts';
import type { Node } from '../types.ts';
import { type GradientRules, noGradient, sumTo } from './rule.ts';

/** A rule g ↦ g · f′(x), given f′ from x and y. */
const chain =
  (derivative: (x: Node, y: Node) => Node) =>
  (node: Node, g: Node): readonly Node[] => [mul(g, derivative(node.inputs[0]!, node))];

/** A rule for two broadcast operands. */
const broadcastChain =
  (partials: (a: Node, b: Node, y: Node, g: Node) => readonly [Node, Node]) =>
  (node: Node, g: Node): readonly (Node | undefined)[] => {
    if (node.type.dtype !== 'float32') return noGradient(node);
    const [a, b] = node.inputs as readonly [Node, Node];
    const [toA, toB] = partials(a, b, node, g);
    return [sumTo(toA, a.type.shape), sumTo(toB, b.type.shape)];
  };

/** g where a wins, g/2 where both are equal: the symmetric subgradient. */
function extremum(wins: (a: Node, b: Node) => Node) {
  return broadcastChain((a, b, _, g) => {
    const half = mul(g, scalar(0.5));
    const tie = equal(a, b);
    const zero = scalar(0);
    return [
      select(tie, half, select(wins(a, b), g, zero)),
      select(tie, half, select(wins(b, a), g, zero)),
    ];
  });
}

const one = () => scalar(1);

const product = broadcastChain((a, b, _, g) => [mul(g, b), mul(g, a)]);

export const elementwiseGradients = {
  cast: (node, g) => {
    const from = node.inputs[0]!.type.dtype;
    return [from === 'float32' && node.type.dtype === 'float32' ? g : undefined];
  },
  stopGradient: noGradient,
  neg: (_, g) => [neg(g)],
  abs: chain((x) => sign(x)),
  sign: noGradient,
  exp: chain((_, y) => y),
  log: (node, g) => [div(g, node.inputs[0]!)],
  sqrt: (node, g) => [div(mul(g, scalar(0.5)), node)],
  reciprocal: chain((_, y) => neg(mul(y, y))),
  sin: chain((x) => cos(x)),
  cos: chain((x) => neg(sin(x))),
  tanh: chain((_, y) => sub(one(), mul(y, y))),
  sigmoid: chain((_, y) => mul(y, sub(one(), y))),
  softplus: chain((x) => sigmoid(x)),
  // With s = sigmoid(x): s + x s (1 − s) = s + y − y s.
  silu: chain((x, y) => add(sigmoid(x), sub(y, mul(y, sigmoid(x))))),
  erf: chain((x) => mul(scalar(2 / Math.sqrt(Math.PI)), exp(neg(mul(x, x))))),
  // From the output y, which is needed anyway, and which has the sign of x.
  relu: chain((_, y) => step(y)),
  leakyRelu: (node, g) => [mul(g, step(node, node.attributes.slope))],
  step: noGradient,
  floor: noGradient,
  ceil: noGradient,
  round: noGradient,
  not: noGradient,
  add: broadcastChain((_a, _b, _y, g) => [g, g]),
  sub: broadcastChain((_a, _b, _y, g) => [g, neg(g)]),
  // A square's is 2 g a, not g a + g a: one pass over memory where g is broadcast.
  mul: (node, g) => {
    const [a, b] = node.inputs as readonly [Node, Node];
    if (a === b && node.type.dtype === 'float32') return [mul(mul(g, scalar(2)), a)];
    return product(node, g);
  },
  div: broadcastChain((_, b, y, g) => {
    const toA = div(g, b);
    return [toA, neg(mul(toA, y))];
  }),
  // The exponent's gradient is aᵇ log a, taken as 0 where a = 0; a⁰ is constant, also at a = 0, where
  // b aᵇ⁻¹ would be 0 · ∞.
  pow: broadcastChain((a, b, y, g) => {
    const safe = select(greater(a, scalar(0)), a, one());
    const lowered = select(equal(b, scalar(0)), one(), sub(b, one()));
    return [mul(g, mul(b, pow(a, lowered))), mul(g, mul(y, log(safe)))];
  }),
  maximum: extremum((a, b) => greater(a, b)),
  minimum: extremum((a, b) => less(a, b)),
  equal: noGradient,
  less: noGradient,
  greater: noGradient,
  and: noGradient,
  or: noGradient,
  select: (node, g) => {
    if (node.type.dtype !== 'float32') return noGradient(node);
    const [condition, ifTrue, ifFalse] = node.inputs as readonly [Node, Node, Node];
    return [
      undefined,
      sumTo(select(condition, g, scalar(0)), ifTrue.type.shape),
      sumTo(select(condition, scalar(0), g), ifFalse.type.shape),
    ];
  },
} satisfies Partial<GradientRules<OpName>>;
