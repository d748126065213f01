/**
 * What the studio remembers of the trainings that it started, beside their runs: `.studio/<name>.json` and
 * `.studio/<name>.log`, the training's own output. Only a training that has not begun yet needs them.
 */

import fs from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../train/files/atomic.ts';
import { jsonSchema } from '../../train/files/json.ts';
import { isProcessAlive } from '../../train/files/process-alive.ts';

const schema = z.object({
  pid: z.int().positive(),
  /** `processStart` of the process, where the platform tells it. */
  start: z.string().optional(),
  /** ISO 8601. */
  launched: z.string(),
  recipe: z.string(),
  settings: z.record(z.string(), jsonSchema),
});

export type LaunchRecord = z.infer<typeof schema>;

/** The last lines of a log that are read. */
const TAIL_BYTES = 64 * 2 ** 10;

function recordPath(runsFolder: string, name: string): string {
  return join(runsFolder, '.studio', `${name}.json`);
}

export function launchLogPath(runsFolder: string, name: string): string {
  return join(runsFolder, '.studio', `${name}.log`);
}

export function writeLaunchRecord(runsFolder: string, name: string, record: LaunchRecord): void {
  fs.mkdirSync(join(runsFolder, '.studio'), { recursive: true });
  writeFileAtomic(recordPath(runsFolder, name), `${JSON.stringify(record)}\n`);
}

export function removeLaunchRecord(runsFolder: string, name: string): void {
  fs.rmSync(recordPath(runsFolder, name), { force: true });
  fs.rmSync(launchLogPath(runsFolder, name), { force: true });
}

/** Undefined where the studio did not start it, or the record cannot be read. */
export function readLaunchRecord(runsFolder: string, name: string): LaunchRecord | undefined {
  try {
    const text = fs.readFileSync(recordPath(runsFolder, name), 'utf8');
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export function isLaunchAlive({ pid, start }: LaunchRecord): boolean {
  return isProcessAlive(pid, start);
}

/** The end of what a training wrote; nothing where it wrote nothing. */
export function readLaunchLog(runsFolder: string, name: string): string {
  let file: number;
  try {
    file = fs.openSync(launchLogPath(runsFolder, name), 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fs.fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const read = fs.readSync(file, bytes, 0, bytes.length, size - bytes.length);
    const text = bytes.toString('utf8', 0, read);
    // The first line may be cut.
    return size > TAIL_BYTES ? text.slice(text.indexOf('\n') + 1) : text;
  } finally {
    fs.closeSync(file);
  }
}

/** The error that a training ended with, if it says so. */
export function launchError(runsFolder: string, name: string): string | undefined {
  const lines = readLaunchLog(runsFolder, name).trimEnd().split('\n');
  const error = lines.findLast((line) => line.startsWith('error: '))?.slice('error: '.length);
  return error === 'interrupted' ? undefined : error;
}
