/** Vectors in a CSV file: a row is an example, a column a number; one column may name its class. */

import { createReadStream } from 'node:fs';
import { UserError } from '../errors.ts';
import { compareNames } from './files/file-source.ts';

/** Something wrong with a file, at a line of it. */
export interface CsvFault {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface CsvTable {
  /** Names of the columns of numbers; their positions from 1 where the file has no header. */
  readonly columns: readonly string[];
  /** [N, D] row by row. */
  readonly values: Float32Array;
  readonly count: number;
  /** Class of each row by its position in `classNames`. */
  readonly labels?: Int32Array;
  readonly classNames?: readonly string[];
  /** Rows that could not be taken. */
  readonly faults: readonly CsvFault[];
}

/** Headers of the column that holds the class. */
const LABEL_HEADERS = ['label', 'class', 'target', 'category'];
/** A column with more different texts names something else than classes. */
const MOST_CLASSES = 1000;
/** Faults after these are counted in no list that anybody reads. */
const MOST_FAULTS = 1000;

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** What separates the cells of a file: the rarer sign, where its first line has several. */
async function delimiterOf(path: string): Promise<string> {
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    const [line = ''] = (chunk as string).split('\n', 1);
    return ['\t', ';'].find((sign) => line.includes(sign)) ?? ',';
  }
  return ',';
}

async function* rowsOf(path: string): AsyncGenerator<Row> {
  const { CsvError, parse } = await import('csv-parse');
  const failed = (error: Error) => {
    const what = error instanceof CsvError ? 'is no CSV file that can be read' : 'cannot be read';
    throw new UserError(`${path} ${what}: ${error.message}`);
  };
  const parser = parse({
    bom: true,
    delimiter: await delimiterOf(path).catch(failed),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  const input = createReadStream(path);
  input.on('error', (error) => parser.destroy(error));
  try {
    for await (const { record, info } of input.pipe(parser)) {
      yield { cells: record as string[], line: (info as { lines: number }).lines };
    }
  } catch (error) {
    failed(error as Error);
  } finally {
    input.destroy();
  }
}

function isNumber(text: string): boolean {
  return text !== '' && Number.isFinite(Number(text));
}

/** What a cell that is no number may stand for where numbers are missing. */
function isMissing(text: string): boolean {
  return text === '' || /^(nan|na|n\/a|null|none|[-+]?inf(inity)?)$/i.test(text);
}

/** What the first rows say of the columns. */
interface Layout {
  readonly header?: readonly string[];
  readonly width: number;
  /** Column of the class. */
  readonly label?: number;
}

/** @throws UserError if more than one column holds text */
function understand(first: Row, second: Row | undefined, path: string): Layout {
  const isText = (cell: string) => !isNumber(cell) && !isMissing(cell);
  const header = first.cells.every((cell) => !isNumber(cell)) ? first.cells : undefined;
  const sample = header ? (second?.cells ?? []) : first.cells;
  const named = header?.findIndex((name) => LABEL_HEADERS.includes(name.toLowerCase())) ?? -1;
  const texts = [...sample.keys()].filter((column) => isText(sample[column]!) && column !== named);
  const candidates = named === -1 ? texts : [named, ...texts];
  if (candidates.length > 1) {
    const names = candidates.map((column) => header?.[column] ?? `column ${column + 1}`);
    throw new UserError(
      `${path} has text in more than one column (${names.join(', ')}): only the class may be text, so take the others out`,
    );
  }
  const [label] = candidates;
  return {
    ...(header && { header }),
    width: first.cells.length,
    ...(label !== undefined && { label }),
  };
}

/** Numbers that are collected without knowing how many there will be. */
interface Growing {
  values: Float32Array;
  length: number;
}

function push(growing: Growing, row: readonly number[]): void {
  if (growing.length + row.length > growing.values.length) {
    const larger = new Float32Array(Math.max(1024, 2 * growing.values.length, row.length));
    larger.set(growing.values.subarray(0, growing.length));
    growing.values = larger;
  }
  growing.values.set(row, growing.length);
  growing.length += row.length;
}

/** The numbers of a row, or what is wrong with it. */
function numbersOf({ cells }: Row, { header, width, label }: Layout): number[] | string {
  if (cells.length !== width) return `it has ${cells.length} cells, the first row has ${width}`;
  const numbers: number[] = [];
  for (const [column, cell] of cells.entries()) {
    if (column === label) continue;
    const value = isNumber(cell) ? Math.fround(Number(cell)) : Number.NaN;
    if (!Number.isFinite(value)) {
      return `${JSON.stringify(cell)} in ${header?.[column] ?? `column ${column + 1}`} is no number`;
    }
    numbers.push(value);
  }
  return numbers;
}

/**
 * Reads a CSV file; commas, semicolons or tabs, with a header or without. The class is the column
 * called `label`, `class`, `target` or `category`, or the only one that holds text.
 * @returns the rows that are right, and what is wrong with the others
 * @throws UserError if it cannot be read or has no numbers
 */
export async function readCsv(path: string): Promise<CsvTable> {
  const rows = rowsOf(path);
  const first = (await rows.next()).value as Row | undefined;
  if (!first) throw new UserError(`${path} is empty`);
  const second = (await rows.next()).value as Row | undefined;
  const layout = understand(first, second, path);
  const { header, width, label } = layout;

  const growing: Growing = { values: new Float32Array(0), length: 0 };
  const texts: string[] = [];
  const faults: CsvFault[] = [];
  let count = 0;
  function take(row: Row): void {
    const numbers = numbersOf(row, layout);
    if (typeof numbers === 'string') {
      if (faults.length < MOST_FAULTS) faults.push({ line: row.line, message: numbers });
      return;
    }
    push(growing, numbers);
    if (label !== undefined) texts.push(row.cells[label]!);
    count += 1;
  }
  for (const row of header ? [second] : [first, second]) if (row) take(row);
  for await (const row of rows) take(row);

  const dimensions = width - (label === undefined ? 0 : 1);
  if (dimensions === 0) throw new UserError(`${path} has no column of numbers`);
  const columns = Array.from({ length: width }, (_, column) => header?.[column] ?? `${column + 1}`);
  return {
    columns: columns.filter((_, column) => column !== label),
    values: growing.values.slice(0, growing.length),
    count,
    ...(label !== undefined && numberClasses(texts, path)),
    faults,
  };
}

function numberClasses(texts: readonly string[], path: string) {
  const classNames = [...new Set(texts)].sort(compareNames);
  if (classNames.length > MOST_CLASSES) {
    throw new UserError(
      `${path} has ${classNames.length} different texts in its column of text, too many for classes: take the column out`,
    );
  }
  const numbers = new Map(classNames.map((name, number) => [name, number]));
  return { classNames, labels: Int32Array.from(texts, (text) => numbers.get(text)!) };
}
