/**
 * The tables that come with CelebA, as its authors give them (columns apart by spaces, the number of
 * rows first) or as CSV: names of the attributes, and 1 or -1 for each picture; the part of each.
 */

import { UserError } from '../errors.ts';

export interface CelebaAttributes {
  readonly names: readonly string[];
  /** File name of a picture to its attributes, 0 or 1. */
  readonly rows: ReadonlyMap<string, Uint8Array>;
}

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** @param label what to call the file in errors */
function readTable(text: string, label: string): Table {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const isCsv = label.toLowerCase().endsWith('.csv');
  const cells = (line: string) => (isCsv ? line.split(',') : line.trim().split(/\s+/));
  if (isCsv) return { header: cells(lines[0] ?? '').slice(1), rows: lines.slice(1).map(cells) };
  const count = Number(lines[0]);
  if (!Number.isInteger(count)) return { header: [], rows: lines.map(cells) };
  const rows = lines.slice(2).map(cells);
  if (rows.length !== count) {
    throw new UserError(
      `${label} announces ${count} pictures and lists ${rows.length}: get it again`,
    );
  }
  return { header: cells(lines[1] ?? ''), rows };
}

/** @throws UserError if the table is damaged */
export function parseCelebaAttributes(text: string, label: string): CelebaAttributes {
  const { header, rows } = readTable(text, label);
  if (header.length === 0) throw new UserError(`${label} names no attributes: get it again`);
  const byName = new Map<string, Uint8Array>();
  for (const [name, ...values] of rows) {
    const wrong = values.find((value) => !['1', '-1', '0'].includes(value));
    if (values.length !== header.length || wrong !== undefined) {
      const what = wrong === undefined ? `${values.length} values` : `the value ${wrong}`;
      throw new UserError(
        `${label} has ${what} for ${name}; it takes ${header.length}, each 1 or -1: get it again`,
      );
    }
    byName.set(
      name!,
      Uint8Array.from(values, (value) => (value === '1' ? 1 : 0)),
    );
  }
  return { names: header, rows: byName };
}

/** Pictures that the official partition keeps for tests. @throws UserError if the table is damaged */
export function parseCelebaTest(text: string, label: string): ReadonlySet<string> {
  const { rows } = readTable(text, label);
  const test = new Set<string>();
  for (const [name, part] of rows) {
    if (!['0', '1', '2'].includes(part ?? '')) {
      throw new UserError(`${label} has no part 0, 1 or 2 for ${name}: get it again`);
    }
    if (part === '2') test.add(name!);
  }
  return test;
}
