/**
 * Distances between all pairs of many rows, without ever holding all of them. M rows beside N others, or
 * beside themselves; D numbers each.
 */

import type { HostTensor } from '../graph/types.ts';
import type { Program, Runtime } from '../runtime/runtime.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { trace } from '../tensor/trace.ts';
import { columnMeans, rowsOf } from './samples.ts';

/** Called for each row in turn with its squared distances to all others, [N], which the next call reuses. */
export type DistanceVisitor = (row: number, squared: Float32Array) => void;

/** Numbers that one run of the runtime answers with: 16 MB. */
const CHUNK = 4_000_000;
/** Rows of at most so many numbers are subtracted here: exact, and as fast as products elsewhere. */
const SHORT_ROW = 8;

/** Rows minus a point as float32: the products below lose the fewer digits, the nearer the origin. */
function relativeTo(means: Float64Array, values: HostTensor): HostTensor {
  const { count, size, data } = rowsOf(values);
  const shifted = new Float32Array(count * size);
  for (let offset = 0; offset < shifted.length; offset += size) {
    for (let i = 0; i < size; i++) shifted[offset + i] = data[offset + i]! - means[i]!;
  }
  return { dtype: 'float32', shape: [count, size], data: shifted };
}

/** ‖x − y‖² = ‖x‖² + ‖y‖² − 2 x·y, never below 0; [part, N]. */
function distanceGraph(part: number, count: number, size: number) {
  const types = {
    part: { dtype: 'float32', shape: [part, size] },
    all: { dtype: 'float32', shape: [count, size] },
  } as const;
  return trace(types, (inputs) => {
    const { part: x, all: y } = inputs as { part: Tensor; all: Tensor };
    const lengths = (rows: Tensor) => rows.square().sum(1, true);
    const products = x.matmul(y.transpose([1, 0]));
    return {
      squared: lengths(x)
        .add(lengths(y).transpose([1, 0]))
        .sub(products.mul(2))
        .relu(),
    };
  });
}

/**
 * Visits the squared Euclidean distances of each row to all rows, as `visitCrossDistances`.
 * @param values [N, ...]
 */
export async function visitDistances(
  runtime: Runtime,
  values: HostTensor,
  visit: DistanceVisitor,
): Promise<void> {
  await visitCrossDistances(runtime, values, values, visit);
}

/**
 * Visits the squared Euclidean distances of each row to all others. Between rows of more than eight
 * numbers they are differences of products in float32, good to about 10⁻⁶ of the rows' squared
 * lengths about the mean of the others.
 * @param values [M, ...]
 * @param others [N, ...]
 * @throws RangeError unless the rows of both have as many numbers
 */
export async function visitCrossDistances(
  runtime: Runtime,
  values: HostTensor,
  others: HostTensor,
  visit: DistanceVisitor,
): Promise<void> {
  const { size } = rowsOf(values);
  if (size !== rowsOf(others).size) {
    throw new RangeError(
      `rows of [${values.shape}] have no distances to rows of [${others.shape}]`,
    );
  }
  if (size <= SHORT_ROW) return visitByDifferences(values, others, visit);
  const means = columnMeans(others);
  const rows = relativeTo(means, values);
  await visitByProducts(runtime, rows, values === others ? rows : relativeTo(means, others), visit);
}

function visitByDifferences(values: HostTensor, others: HostTensor, visit: DistanceVisitor): void {
  const { count: rows, data } = rowsOf(values);
  const { count, size, data: otherData } = rowsOf(others);
  const columns = Array.from({ length: size }, (_, axis) =>
    Float64Array.from({ length: count }, (_, row) => otherData[row * size + axis]!),
  );
  const squared = new Float32Array(count);
  for (let row = 0; row < rows; row++) {
    squared.fill(0);
    for (const [axis, column] of columns.entries()) {
      const value = data[row * size + axis]!;
      for (let other = 0; other < count; other++) squared[other]! += (column[other]! - value) ** 2;
    }
    visit(row, squared);
  }
}

async function visitByProducts(
  runtime: Runtime,
  rows: HostTensor,
  others: HostTensor,
  visit: DistanceVisitor,
): Promise<void> {
  const [total, size] = rows.shape as readonly [number, number];
  const count = others.shape[0]!;
  const most = Math.max(1, Math.min(total, Math.floor(CHUNK / count)));
  const programs = new Map<number, Promise<Program>>();
  const all = runtime.upload({ ...others, data: others.data.slice() });
  const start = async (begin: number) => {
    const part = Math.min(most, total - begin);
    const program = programs.get(part) ?? runtime.compile(distanceGraph(part, count, size));
    programs.set(part, program);
    const data = rows.data.slice(begin * size, (begin + part) * size);
    const feeds = { part: { dtype: 'float32', shape: [part, size], data } as const, all };
    return (await program).run(feeds).host;
  };
  try {
    let running = start(0);
    for (let begin = 0; begin < total; begin += most) {
      const squared = (await running).squared!.data as Float32Array;
      // The next chunk is computed while this one is visited.
      if (begin + most < total) running = start(begin + most);
      for (let row = 0; row * count < squared.length; row++) {
        visit(begin + row, squared.subarray(row * count, (row + 1) * count));
      }
    }
  } finally {
    all.dispose();
    for (const program of programs.values()) (await program).dispose();
  }
}
