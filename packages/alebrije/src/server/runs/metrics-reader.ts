/** A run's metrics as they grow: only what is new is read. */

import fs from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { parseMetricsLine } from '../../train/files/metrics-log.ts';
import type { RunRecord } from '../contract/runs.ts';

export interface MetricsNews {
  /** Records that were not there before, or all if the file was cut. */
  readonly added: readonly RunRecord[];
  /** The step after which records were cut off, if any were. */
  readonly rewoundTo?: number;
}

export interface MetricsReader {
  /** Of each epoch the last record, in the order of the file. */
  readonly records: readonly RunRecord[];
  read(): Promise<MetricsNews>;
}

interface Line {
  readonly record: RunRecord;
  readonly text: string;
  /** Bytes up to and with it. */
  readonly end: number;
}

const NEWLINE = 0x0a;

/** Whole lines from a place on; damaged ones are left out. */
function linesOf(bytes: Buffer, offset: number, path: string): Line[] {
  const lines: Line[] = [];
  for (let begin = 0; ; ) {
    const newline = bytes.indexOf(NEWLINE, begin);
    if (newline === -1) return lines;
    const text = bytes.toString('utf8', begin, newline);
    begin = newline + 1;
    try {
      const record = parseMetricsLine(text, path) as RunRecord;
      lines.push({ record, text, end: offset + begin });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
}

async function readFrom(path: string, offset: number): Promise<Buffer> {
  const file = await fs.open(path, 'r').catch(() => undefined);
  if (!file) return Buffer.alloc(0);
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.max(0, size - offset));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Of each epoch the last record: one that was cut short is recorded again when it is whole. */
function lastOfEpochs(lines: readonly Line[]): RunRecord[] {
  const byEpoch = new Map<unknown, RunRecord>();
  for (const { record } of lines) {
    const key = record.epoch ?? record;
    byEpoch.delete(key);
    byEpoch.set(key, record);
  }
  return [...byEpoch.values()];
}

/** @param path of a `metrics.jsonl`, which need not be there */
export function createMetricsReader(path: string): MetricsReader {
  let lines: Line[] = [];
  let records: readonly RunRecord[] = [];

  /** The last line as it was, and what follows; undefined if it is no longer there. */
  async function readOn(): Promise<Line[] | undefined> {
    const last = lines.at(-1);
    if (!last) return linesOf(await readFrom(path, 0), 0, path);
    const begin = last.end - Buffer.byteLength(last.text) - 1;
    const [first, ...rest] = linesOf(await readFrom(path, begin), begin, path);
    return first?.text === last.text ? rest : undefined;
  }

  return {
    get records() {
      return records;
    },
    async read() {
      const more = await readOn();
      if (more) {
        lines = [...lines, ...more];
        if (more.length > 0) records = lastOfEpochs(lines);
        return { added: more.map(({ record }) => record) };
      }
      const before = lines;
      lines = linesOf(await readFrom(path, 0), 0, path);
      records = lastOfEpochs(lines);
      const firstChange = before.findIndex(({ text }, place) => lines[place]?.text !== text);
      const kept = firstChange === -1 ? before.length : firstChange;
      return {
        added: lines.slice(kept).map(({ record }) => record),
        rewoundTo: lines[kept - 1]?.record.step ?? 0,
      };
    },
  };
}
