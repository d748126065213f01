/** Checks of single ops: each runtime against the float64 reference, the reference against itself. */

import { add, input, mul, sum } from '../../src/graph/build.ts';
import { differentiate } from '../../src/graph/differentiate.ts';
import type { OpName } from '../../src/graph/ops.ts';
import { range, sizeOf } from '../../src/graph/shape.ts';
import { graphOf } from '../../src/graph/trace.ts';
import type { Graph, HostTensor, Node, Shape } from '../../src/graph/types.ts';
import type { ReferenceArray } from '../../src/runtime/reference/array.ts';
import { evaluateGraph } from '../../src/runtime/reference/evaluate.ts';
import { drawNormal, fold, key } from '../../src/tensor/key.ts';
import { type ContractCheck, feedsFor, requireClose, type Subject, toleranceOf } from './check.ts';
import type { OpCase } from './op-cases/op-case.ts';
import { opCases } from './op-cases.ts';

/** Σ a ⊙ b. */
const inner = (a: Node, b: Node): Node => sum(mul(a, b), range(a.type.shape.length));

const randomTensor = (name: string, shape: Shape): HostTensor => ({
  dtype: 'float32',
  shape,
  data: drawNormal(fold(key(5), name), sizeOf(shape)),
});

interface CaseGraph {
  /**
   * `value`; and if it is float32, `objective` = Σ value ⊙ cotangent with its gradients `gradient.i`,
   * and `slope` = Σᵢ Σ gradient.i ⊙ direction.i with its gradients `second.i`.
   */
  readonly graph: Graph;
  readonly feeds: Readonly<Record<string, HostTensor>>;
  /** Names of the float32 operands. */
  readonly differentiated: readonly string[];
}

function caseGraph(each: OpCase): CaseGraph {
  const feeds: Record<string, HostTensor> = {};
  const feed = (name: string, tensor: HostTensor): Node => {
    feeds[name] = tensor;
    return input(name, { dtype: tensor.dtype, shape: tensor.shape });
  };
  const random = (name: string, { type: { shape } }: Node) => feed(name, randomTensor(name, shape));
  const operands = each.operands.map((operand, index) => feed(`operand.${index}`, operand));
  const value = each.build(operands);
  const smooth = operands.filter(({ type }) => type.dtype === 'float32');
  if (value.type.dtype !== 'float32' || smooth.length === 0) {
    return { graph: graphOf({ value }), feeds, differentiated: [] };
  }
  const objective = inner(value, random('cotangent', value));
  const gradients = differentiate(objective, smooth);
  const slope = gradients
    .map((gradient, index) => inner(gradient, random(`direction.${index}`, gradient)))
    .reduce((a, b) => add(a, b));
  const seconds = differentiate(slope, smooth);
  const outputs = {
    value,
    objective,
    slope,
    ...Object.fromEntries(gradients.map((node, index) => [`gradient.${index}`, node])),
    ...Object.fromEntries(seconds.map((node, index) => [`second.${index}`, node])),
  };
  const differentiated = each.operands.flatMap(({ dtype }, index) =>
    dtype === 'float32' ? [`operand.${index}`] : [],
  );
  return { graph: graphOf(outputs), feeds, differentiated };
}

/** An op's value, gradient and second-order gradient on a runtime against float64. */
async function checkOnRuntime(each: OpCase, subject: Subject): Promise<void> {
  const { graph, feeds } = caseGraph(each);
  const given = feedsFor(graph, feeds);
  const expected = evaluateGraph(graph, given);
  const program = await subject.runtime.compile(graph);
  try {
    const actual = await program.run(given).host;
    for (const [name, array] of Object.entries(expected)) {
      requireClose(name, actual[name], array, toleranceOf(subject, graph));
    }
  } finally {
    program.dispose();
  }
}

/** Half the distance between the points of a central difference. */
const STEP = 1e-5;
/** Allowed error of a gradient against the difference, relative to the larger of 1 and its size. */
const DIFFERENCE_TOLERANCE = 1e-5;

const total = (terms: Iterable<number>): number => {
  let sum = 0;
  for (const term of terms) sum += term;
  return sum;
};

/**
 * Compares the directional derivatives of `objective` and `slope` with central differences of float64
 * evaluations along one random direction, as JAX's check_grads does.
 */
export function checkDerivatives(each: OpCase): void {
  const { graph, feeds, differentiated } = caseGraph(each);
  if (differentiated.length === 0) return;
  const directions = differentiated.map(
    (name) => randomTensor(`difference of ${name}`, feeds[name]!.shape).data,
  );
  const at = (offset: number): Record<string, ReferenceArray> => {
    const moved = differentiated.map((name, index) => {
      const { dtype, shape, data } = feeds[name]!;
      const values = Float64Array.from(
        data,
        (entry, position) => entry + offset * directions[index]![position]!,
      );
      return [name, { dtype, shape, data: values }] as const;
    });
    return evaluateGraph(graph, { ...feedsFor(graph, feeds), ...Object.fromEntries(moved) });
  };
  const [before, here, after] = [at(-STEP), at(0), at(STEP)];
  const along = (prefix: string) =>
    total(
      directions.flatMap((direction, index) =>
        Array.from(
          direction,
          (entry, position) => entry * here[`${prefix}.${index}`]!.data[position]!,
        ),
      ),
    );
  for (const [quantity, prefix] of [
    ['objective', 'gradient'],
    ['slope', 'second'],
  ] as const) {
    const difference = (after[quantity]!.data[0]! - before[quantity]!.data[0]!) / (2 * STEP);
    const expected = each.blocksGradient ? 0 : difference;
    const derivative = along(prefix);
    const allowed = DIFFERENCE_TOLERANCE * Math.max(1, Math.abs(expected));
    if (!(Math.abs(derivative - expected) <= allowed)) {
      throw new Error(`${prefix}: ${derivative} along a direction where the slope is ${expected}`);
    }
  }
}

interface OpCaseEntry {
  readonly name: string;
  readonly each: OpCase;
}

/** Every case of every op; or of each op at most so many, spread over its cases. */
function entriesOf(most = Number.POSITIVE_INFINITY): OpCaseEntry[] {
  return (Object.keys(opCases) as OpName[]).flatMap((op) => {
    const cases = opCases[op];
    const count = Math.min(most, cases.length);
    const spread = range(count).map((index) => cases[Math.floor((index * cases.length) / count)]!);
    return spread.map((each) => ({ name: `${op} ${each.name}`.trim(), each }));
  });
}

const checkOf = ({ name, each }: OpCaseEntry): ContractCheck => ({
  name,
  run: (subject) => checkOnRuntime(each, subject),
});

export const opCaseEntries: readonly OpCaseEntry[] = entriesOf();

export const opChecks: readonly ContractCheck[] = opCaseEntries.map(checkOf);

/** @param most cases of each op */
export const someOpChecks = (most: number): readonly ContractCheck[] =>
  entriesOf(most).map(checkOf);

/** The graphs behind `opChecks`. */
export const caseGraphs: readonly { readonly name: string; readonly graph: Graph }[] =
  opCaseEntries.map(({ name, each }) => ({ name, graph: caseGraph(each).graph }));
