/** One process trains in a folder at a time. */

import fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { writeFully } from './atomic.ts';
import { errorCode, fileError } from './file-errors.ts';
import { isProcessAlive, processStart } from './process-alive.ts';

export interface RunLock {
  /** Gives the folder back; doing so twice is harmless. */
  release(): void;
}

const LOCK_NAME = 'run.lock';

/** A lock file without contents that is older than this was left by a process killed in between. */
const EMPTY_LOCK_MS = 5_000;

const ownerSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** `processStart` of the owner, where the platform tells it. */
  start: z.string().optional(),
});

/** The process that a run's lock names. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** Whether it runs on this machine, where it can be told to end. */
  readonly isHere: boolean;
}

/** Who trains in a run's folder, or undefined if nobody does; writes nothing. */
export function lockOwner(folder: string): LockOwner | undefined {
  const path = join(folder, LOCK_NAME);
  try {
    const text = fs.readFileSync(path, 'utf8');
    if (holder(path, text, fs.statSync(path).mtimeMs) === undefined) return undefined;
    const { pid, host } = ownerSchema.parse(JSON.parse(text));
    return { pid, host, isHere: host === hostname() };
  } catch {
    // There is none, or it is just being written.
    return undefined;
  }
}

/** Paths locked by this process: a lock with our own number may also be one of a killed namesake. */
const held = new Set<string>();

/** The reason why a lock must be respected, or undefined if its owner is dead. */
function holder(path: string, text: string, modifiedMs: number): string | undefined {
  let owner: z.infer<typeof ownerSchema>;
  try {
    owner = ownerSchema.parse(JSON.parse(text));
  } catch {
    return Date.now() - modifiedMs < EMPTY_LOCK_MS ? 'another process' : undefined;
  }
  if (owner.host !== hostname()) {
    return `process ${owner.pid} on ${owner.host} (if that has ended, delete ${path})`;
  }
  const alive = owner.pid === process.pid ? held.has(path) : isProcessAlive(owner.pid, owner.start);
  return alive ? `process ${owner.pid}` : undefined;
}

/**
 * Moves a stale lock out of the way. Renaming takes the file from all others at once; if what was
 * taken is not what was judged stale, another process has taken over first and gets its lock back.
 */
function removeStaleLock(path: string, judged: string): void {
  const aside = `${path}.${process.pid}`;
  fs.renameSync(path, aside);
  if (fs.readFileSync(aside, 'utf8') === judged) fs.rmSync(aside);
  else fs.renameSync(aside, path);
}

function tryToCreate(path: string): boolean {
  let file: number;
  try {
    file = fs.openSync(path, 'wx');
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    const owner = { pid: process.pid, host: hostname(), start: processStart(process.pid) };
    writeFully(file, Buffer.from(JSON.stringify(owner)));
  } finally {
    fs.closeSync(file);
  }
  return true;
}

/**
 * Locks a run's folder for this process; a lock whose owner was killed is taken over.
 * @param folder an existing folder, absolute
 * @throws UserError if another live process, or this one, has it
 */
export function acquireRunLock(folder: string): RunLock {
  const path = join(folder, LOCK_NAME);
  try {
    while (!tryToCreate(path)) {
      try {
        const text = fs.readFileSync(path, 'utf8');
        const by = holder(path, text, fs.statSync(path).mtimeMs);
        if (by !== undefined) {
          throw new UserError(`${folder} is in use by ${by}: wait for it to end or stop it`);
        }
        removeStaleLock(path, text);
      } catch (error) {
        // Its owner removed it, or another process took it over, since we looked: look again.
        if (errorCode(error) !== 'ENOENT') throw error;
      }
    }
  } catch (error) {
    throw fileError('lock', folder, error);
  }
  held.add(path);
  let released = false;
  return {
    release() {
      if (released) return;
      released = true;
      held.delete(path);
      fs.rmSync(path, { force: true });
    },
  };
}
