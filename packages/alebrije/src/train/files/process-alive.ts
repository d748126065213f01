/** Whether the process that left a file behind still lives. */

import fs from 'node:fs';
import { errorCode } from './file-errors.ts';

/** State and start time of a process from Linux's `/proc`; undefined where that cannot be read. */
function readProcStat(pid: number): { state: string; start: string } | undefined {
  let stat: string;
  try {
    stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // proc(5): the second field is the command in parentheses, which may itself hold spaces and ')'.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', start: fields[19] ?? '' };
}

/** When a process started (clock ticks since boot), to tell it from a later one with its number. */
export function processStart(pid: number): string | undefined {
  return readProcStat(pid)?.start;
}

/**
 * Whether a process of this machine lives; a zombie does not.
 * @param start what `processStart` gave when the number was noted, if it gave anything
 */
export function isProcessAlive(pid: number, start?: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, but belongs to another user.
    if (errorCode(error) !== 'EPERM') return false;
  }
  const stat = readProcStat(pid);
  if (stat === undefined) return true;
  return stat.state !== 'Z' && (start === undefined || stat.start === start);
}
