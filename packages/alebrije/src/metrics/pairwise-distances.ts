/** Distances between all pairs of many rows, without ever holding all of them. N rows, D numbers each. */

import type { HostTensor } from '../graph/types.ts';
import type { Program, Runtime } from '../runtime/runtime.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { trace } from '../tensor/trace.ts';
import { columnMeans, rowsOf } from './samples.ts';

/** Called for each row in turn with its squared distances to all rows, [N], which the next call reuses. */
export type DistanceVisitor = (row: number, squared: Float32Array) => void;

/** Numbers that one run of the runtime answers with: 16 MB. */
const CHUNK = 4_000_000;
/** Rows of at most so many numbers are subtracted here: exact, and as fast as products elsewhere. */
const SHORT_ROW = 8;

/** Rows minus their mean as float32: the products below lose the fewer digits, the nearer the origin. */
function centred(values: HostTensor): HostTensor {
  const { count, size, data } = rowsOf(values);
  const means = columnMeans(values);
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
 * Visits the squared Euclidean distances of each row to all rows. Between rows of more than eight
 * numbers they are differences of products in float32, good to about 10⁻⁶ of the rows' squared
 * lengths about their mean.
 * @param values [N, ...]
 */
export async function visitDistances(
  runtime: Runtime,
  values: HostTensor,
  visit: DistanceVisitor,
): Promise<void> {
  if (rowsOf(values).size <= SHORT_ROW) visitByDifferences(values, visit);
  else await visitByProducts(runtime, centred(values), visit);
}

function visitByDifferences(values: HostTensor, visit: DistanceVisitor): void {
  const { count, size, data } = rowsOf(values);
  const columns = Array.from({ length: size }, (_, axis) =>
    Float64Array.from({ length: count }, (_, row) => data[row * size + axis]!),
  );
  const squared = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    squared.fill(0);
    for (const column of columns) {
      const value = column[row]!;
      for (let other = 0; other < count; other++) squared[other]! += (column[other]! - value) ** 2;
    }
    visit(row, squared);
  }
}

async function visitByProducts(
  runtime: Runtime,
  rows: HostTensor,
  visit: DistanceVisitor,
): Promise<void> {
  const [count, size] = rows.shape as readonly [number, number];
  const most = Math.max(1, Math.min(count, Math.floor(CHUNK / count)));
  const programs = new Map<number, Promise<Program>>();
  const all = runtime.upload({ ...rows, data: rows.data.slice() });
  const start = async (begin: number) => {
    const part = Math.min(most, count - begin);
    const program = programs.get(part) ?? runtime.compile(distanceGraph(part, count, size));
    programs.set(part, program);
    const data = rows.data.slice(begin * size, (begin + part) * size);
    const feeds = { part: { dtype: 'float32', shape: [part, size], data } as const, all };
    return (await program).run(feeds).host;
  };
  try {
    let running = start(0);
    for (let begin = 0; begin < count; begin += most) {
      const squared = (await running).squared!.data as Float32Array;
      // The next chunk is computed while this one is visited.
      if (begin + most < count) running = start(begin + most);
      for (let row = 0; row * count < squared.length; row++) {
        visit(begin + row, squared.subarray(row * count, (row + 1) * count));
      }
    }
  } finally {
    all.dispose();
    for (const program of programs.values()) (await program).dispose();
  }
}
