/** What is kept of a task besides the runs' own files: its answer, how long it took, and where. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeFileAtomic } from '../packages/alebrije/src/train/files/atomic.ts';
import type { Json } from './json-table.ts';
import type { Workplace } from './workplace.ts';

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly node: string;
}

export interface TaskRecord {
  /** The command's arguments, the folders of runs included. */
  readonly args: readonly string[];
  /** From start to end, in all attempts. */
  readonly seconds: number;
  readonly machine: Machine;
  /** What the command answered under --json; nothing for trainings, whose answer is the run. */
  readonly answer?: { readonly [name: string]: Json };
  /** Files in the folder of the pictures. */
  readonly pictures?: readonly string[];
  /** Why there is no answer. */
  readonly error?: string;
}

export function thisMachine(): Machine {
  return {
    cores: os.availableParallelism(),
    processor: os.cpus()[0]?.model.trim() ?? '',
    node: process.versions.node,
  };
}

function recordFile({ records }: Workplace, name: string): string {
  return path.join(records, `${name}.json`);
}

export function readRecord(workplace: Workplace, name: string): TaskRecord | undefined {
  const file = recordFile(workplace, name);
  if (!fs.existsSync(file)) return undefined;
  return JSON.parse(fs.readFileSync(file, 'utf8')) as TaskRecord;
}

export function writeRecord(workplace: Workplace, name: string, record: TaskRecord): void {
  fs.mkdirSync(workplace.records, { recursive: true });
  writeFileAtomic(recordFile(workplace, name), `${JSON.stringify(record, null, 2)}\n`);
}

/** When a task's record was written, ms; 0 without one. */
export function recordedAt(workplace: Workplace, name: string): number {
  return fs.statSync(recordFile(workplace, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
