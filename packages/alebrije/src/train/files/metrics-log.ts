/**
 * `metrics.jsonl`: one JSON object per line, in the order of the steps. JSON has no NaN or Infinity:
 * such a number is written as null and named under `nonFinite`, as in
 * `{"step":3,"loss":null,"nonFinite":{"loss":"NaN"}}`, and read back as the number it was.
 * A last line without its newline is half-written and does not count.
 */

import fs from 'node:fs';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { openAppendFile } from './append.ts';
import { errorCode, fileError } from './file-errors.ts';
import { checkAgainst, parseJson } from './json.ts';

/** A step and whatever was measured there: `epoch`, `loss`, `valLoss`, `stepMs`, ... */
export interface MetricsRecord {
  /** Training steps done. */
  readonly step: number;
  readonly [metric: string]: number | string | boolean | null;
}

export interface MetricsLog {
  /**
   * Adds a line and hands it to the operating system, so that it survives the process's death.
   * @throws UserError for a full disk and the like; then nothing of the line stays
   */
  append(record: MetricsRecord): void;
  close(): void;
}

const NON_FINITE = 'nonFinite';

const nonFiniteNumbers: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

const lineSchema = z
  .object({
    step: z.int().nonnegative(),
    [NON_FINITE]: z.record(z.string(), z.enum(['NaN', 'Infinity', '-Infinity'])).optional(),
  })
  .catchall(z.union([z.number(), z.string(), z.boolean(), z.null()]));

function encodeLine(record: MetricsRecord): Uint8Array {
  const nonFinite = Object.entries(record)
    .filter(([, value]) => typeof value === 'number' && !Number.isFinite(value))
    .map(([metric, value]) => [metric, String(value)]);
  const line =
    nonFinite.length === 0 ? record : { ...record, [NON_FINITE]: Object.fromEntries(nonFinite) };
  return Buffer.from(`${JSON.stringify(line)}\n`);
}

/**
 * One line of the file, without its newline.
 * @throws UserError if it is damaged
 */
export function parseMetricsLine(text: string, where: string): MetricsRecord {
  const { [NON_FINITE]: nonFinite = {}, ...finite } = checkAgainst(
    lineSchema,
    parseJson(text, where),
    where,
  );
  const restored = Object.entries(nonFinite).map(([metric, word]) => [
    metric,
    nonFiniteNumbers[word],
  ]);
  return { ...finite, ...Object.fromEntries(restored) } as MetricsRecord;
}

function readIfThere(path: string): Uint8Array {
  try {
    return fs.readFileSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return new Uint8Array();
    throw fileError('read', path, error);
  }
}

/** Every whole line's record, with the file's length in bytes up to and with that line. */
function readLines(path: string): { record: MetricsRecord; end: number }[] {
  const bytes = Buffer.from(readIfThere(path));
  const lines: { record: MetricsRecord; end: number }[] = [];
  for (let begin = 0; ; ) {
    const newline = bytes.indexOf('\n', begin);
    if (newline === -1) return lines;
    const where = `line ${lines.length + 1} of ${path}`;
    lines.push({
      record: parseMetricsLine(bytes.toString('utf8', begin, newline), where),
      end: newline + 1,
    });
    begin = newline + 1;
  }
}

/**
 * Reads all records; a missing file has none, a half-written last line is ignored.
 * @throws UserError if another line is damaged
 */
export function readMetrics(path: string): MetricsRecord[] {
  return readLines(path).map(({ record }) => record);
}

/**
 * Opens the log to add records after a step; what an interrupted run wrote later than that step, or
 * half-wrote, is cut off.
 * @param step the step that training goes on from, 0 for a new run
 * @throws UserError if the file is damaged or cannot be written
 */
export function openMetricsLog(path: string, step: number): MetricsLog {
  const lines = readLines(path);
  const firstLater = lines.findIndex(({ record }) => record.step > step);
  const kept = firstLater === -1 ? lines.length : firstLater;
  const file = openAppendFile(path);
  try {
    fs.truncateSync(path, lines[kept - 1]?.end ?? 0);
  } catch (error) {
    throw fileError('write', path, error);
  }
  return {
    append(record) {
      if (NON_FINITE in record) throw new UserError(`a metric cannot be named ${NON_FINITE}`);
      file.append(encodeLine(record));
    },
    close() {
      file.close();
    },
  };
}
