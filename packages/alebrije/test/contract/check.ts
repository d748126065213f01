/**
 * What every contract check is: a function of a runtime that throws. The checks know no test framework
 * and read no files, so that a page in a browser can run them as well.
 */

import type { OpName } from '../../src/graph/ops.ts';
import { sameShape } from '../../src/graph/shape.ts';
import { formatType } from '../../src/graph/shape-error.ts';
import type { Graph, HostTensor, TensorType } from '../../src/graph/types.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';

export interface Accuracy {
  /** Largest error allowed, relative to the larger of 1 and the largest entry of the array. */
  readonly tolerance: number;
  /** Ops that this runtime computes less accurately, and the error allowed in graphs that contain one. */
  readonly coarse?: { readonly ops: readonly OpName[]; readonly tolerance: number };
}

/** A runtime under test. */
export interface Subject extends Accuracy {
  readonly runtime: Runtime;
}

/** The error that a subject may make in a graph. */
export function toleranceOf({ tolerance, coarse }: Subject, graph: Graph): number {
  const isCoarse = graph.nodes.some(({ op }) => coarse?.ops.includes(op));
  return isCoarse ? Math.max(tolerance, coarse!.tolerance) : tolerance;
}

export interface ContractCheck {
  readonly name: string;
  readonly run: (subject: Subject) => Promise<void>;
}

export interface NumericArray extends TensorType {
  readonly data: ArrayLike<number>;
}

/** @throws Error that names the array and its first wrong entry, or its wrong type */
export function requireClose(
  label: string,
  actual: NumericArray | undefined,
  expected: NumericArray,
  tolerance: number,
): void {
  if (!actual) throw new Error(`${label}: missing`);
  if (actual.dtype !== expected.dtype || !sameShape(actual.shape, expected.shape)) {
    throw new Error(`${label}: ${formatType(actual)} instead of ${formatType(expected)}`);
  }
  if (actual.data.length !== expected.data.length) {
    throw new Error(`${label}: ${actual.data.length} entries instead of ${expected.data.length}`);
  }
  const values = Array.from(expected.data);
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  // Integers and truth values are exact.
  const allowed = expected.dtype === 'float32' ? tolerance * scale : 0;
  for (const [index, value] of values.entries()) {
    const given = actual.data[index]!;
    if (given !== value && !(Math.abs(given - value) <= allowed)) {
      throw new Error(`${label}[${index}]: ${given} instead of ${value}, allowed ±${allowed}`);
    }
  }
}

/** Those feeds that a graph takes; a derivative may not need every operand. */
export function feedsFor(
  graph: { readonly inputs: readonly { readonly attributes: { readonly name: string } }[] },
  feeds: Readonly<Record<string, HostTensor>>,
): Record<string, HostTensor> {
  return Object.fromEntries(
    graph.inputs.map(({ attributes: { name } }) => [name, feeds[name]!] as const),
  );
}
