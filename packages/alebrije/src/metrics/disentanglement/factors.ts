/**
 * Known generative factors of examples, and groups of examples that share one: what the metrics of
 * disentanglement have in common. N examples, F factors, Z numbers in a code.
 */

import type { Factors } from '../../data/dataset.ts';
import type { HostTensor } from '../../graph/types.ts';
import { drawIntegers, fold, type Key } from '../../tensor/key.ts';
import { rowsOf } from '../samples.ts';

/** Codes [N, Z] with the factors [N, F] of each. */
export interface FactoredCodes {
  readonly codes: HostTensor;
  readonly factors: Factors;
}

/** Factor settings [B, F] row by row → codes [B, Z] of fresh examples that have them. */
export type Representation = (settings: Int32Array) => Promise<HostTensor>;

export interface GroupRequest {
  /** Which factor the examples of each group share, [G]. */
  readonly shared: ArrayLike<number>;
  /** Examples in a group. */
  readonly size: number;
  readonly key: Key;
}

/** Codes [G · size, Z], group by group; all but the shared factor vary at random. */
export type CodeGroups = (request: GroupRequest) => Promise<HostTensor>;

/** One factor of every example, [N]. */
export function factorColumn({ names, values }: Factors, factor: number): Int32Array {
  const width = names.length;
  return Int32Array.from(
    { length: values.length / width },
    (_, row) => values[row * width + factor]!,
  );
}

/** One number of every code, [N]. */
export function codeColumn(codes: HostTensor, column: number): Float64Array {
  const { count, size, data } = rowsOf(codes);
  return Float64Array.from({ length: count }, (_, row) => data[row * size + column]!);
}

/** @throws RangeError unless there are as many codes as factors, at least one, and every factor changes */
export function assertFactored({ codes, factors }: FactoredCodes): void {
  const { names, values } = factors;
  if (codes.data.length === 0 || values.length !== codes.shape[0]! * names.length) {
    throw new RangeError(
      `codes [${codes.shape}] do not go with ${values.length} values of ${names.length} factors`,
    );
  }
  for (const [factor, name] of names.entries()) {
    const column = factorColumn(factors, factor);
    if (column.some((value) => value !== column[0])) continue;
    throw new RangeError(`the factor ${name} has one value only: leave it out`);
  }
}

/**
 * Groups of fresh examples with settings drawn evenly.
 * @param sizes number of values of each factor, [F]
 */
export function freshGroups(represent: Representation, sizes: readonly number[]): CodeGroups {
  return ({ shared, size, key }) => {
    const count = shared.length * size;
    const columns = sizes.map((values, factor) => drawIntegers(fold(key, factor), count, values));
    const settings = new Int32Array(count * sizes.length);
    for (let row = 0; row < count; row++) {
      const group = Math.floor(row / size);
      for (const [factor, column] of columns.entries()) {
        const source = shared[group] === factor ? group * size : row;
        settings[row * sizes.length + factor] = column[source]!;
      }
    }
    return represent(settings);
  };
}

/** The factors that have more than one value among the examples. */
export function varyingFactors(factors: Factors): Factors {
  const columns = factors.names.map((_, factor) => factorColumn(factors, factor));
  const kept = columns.flatMap((column, factor) =>
    column.some((value) => value !== column[0]) ? [factor] : [],
  );
  const count = columns[0]?.length ?? 0;
  return {
    names: kept.map((factor) => factors.names[factor]!),
    sizes: kept.map((factor) => factors.sizes[factor]!),
    values: Int32Array.from(
      { length: count * kept.length },
      (_, index) => columns[kept[index % kept.length]!]![Math.floor(index / kept.length)]!,
    ),
  };
}

/** Rows by the value that they have of a factor. */
function rowsByValue(column: Int32Array): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (const [row, value] of column.entries()) {
    const known = rows.get(value);
    if (known) known.push(row);
    else rows.set(value, [row]);
  }
  return rows;
}

/** How many examples have the rarest value of any factor. */
export function rarestCount(factors: Factors): number {
  const counts = factors.names.flatMap((_, factor) =>
    Array.from(rowsByValue(factorColumn(factors, factor)).values(), ({ length }) => length),
  );
  return Math.min(...counts);
}

/** Moves `size` of the rows to the front, evenly drawn; drawn again from the same rows, they are as random. */
function shuffleFirst(rows: number[], size: number, draws: Int32Array): void {
  for (let place = 0; place < size; place++) {
    const other = place + Math.floor((draws[place]! / 2 ** 31) * (rows.length - place));
    [rows[place], rows[other]] = [rows[other]!, rows[place]!];
  }
}

/**
 * Groups out of codes that are there already: a random example, and others with its value of the
 * shared factor, none twice. The other factors vary as they do among all examples, which should be
 * evenly and independently.
 */
export function pooledGroups({ codes, factors }: FactoredCodes): CodeGroups {
  assertFactored({ codes, factors });
  const { count, size: codeSize, data } = rowsOf(codes);
  const columns = factors.names.map((_, factor) => factorColumn(factors, factor));
  return async ({ shared, size, key }) => {
    const leaders = drawIntegers(fold(key, 'leader'), shared.length, count);
    const byFactor = columns.map(rowsByValue);
    const result = new Float32Array(shared.length * size * codeSize);
    for (let group = 0; group < shared.length; group++) {
      const factor = shared[group]!;
      const value = columns[factor]![leaders[group]!]!;
      const alike = byFactor[factor]!.get(value)!;
      if (alike.length < size) {
        throw new RangeError(
          `${alike.length} examples have value ${value} of the factor ${factors.names[factor]}: too few for a group of ${size}`,
        );
      }
      shuffleFirst(alike, size, drawIntegers(fold(fold(key, 'member'), group), size, 2 ** 31));
      for (let member = 0; member < size; member++) {
        const row = alike[member]!;
        result.set(
          data.subarray(row * codeSize, (row + 1) * codeSize),
          (group * size + member) * codeSize,
        );
      }
    }
    return { dtype: 'float32', shape: [shared.length * size, codeSize], data: result };
  };
}

/** A factor for each of `votes` groups, evenly drawn. */
export function drawSharedFactors(key: Key, votes: number, factorCount: number): Int32Array {
  return drawIntegers(fold(key, 'shared'), votes, factorCount);
}
