/** Files that are either the old one or the new one, never something between. */

import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode, fileError } from './file-errors.ts';
import { isProcessAlive } from './process-alive.ts';

/** One call of `write` takes less than 2 GiB on every platform. */
const WRITE_LIMIT = 1 << 30;

/** Writes all bytes at the file's position: one call of `write` may take only some of them. */
export function writeFully(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    done += fs.writeSync(file, bytes, done, Math.min(bytes.length - done, WRITE_LIMIT));
  }
}

/** Removes the temporary files that killed processes left when they wrote to `path`. */
function removeStaleTemporaries(path: string): void {
  const prefix = `.${basename(path)}.`;
  try {
    for (const name of fs.readdirSync(dirname(path))) {
      if (!name.startsWith(prefix)) continue;
      const pid = Number(/^(\d+)\.tmp$/.exec(name.slice(prefix.length))?.[1]);
      // In containers a new process often has the number of the killed one, here our own.
      if (pid === process.pid || (pid > 0 && !isProcessAlive(pid))) {
        fs.rmSync(join(dirname(path), name), { force: true });
      }
    }
  } catch {
    // Leftovers only take space; what really hinders the write is reported by the write.
  }
}

/** Makes renames in a folder durable. */
function syncFolder(folder: string): void {
  // Windows opens no folders; its renames are durable through the file system's journal.
  if (process.platform === 'win32') return;
  const handle = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(handle);
  } catch (error) {
    // Some network file systems cannot sync a folder.
    if (errorCode(error) !== 'EINVAL') throw error;
  } finally {
    fs.closeSync(handle);
  }
}

/** Renames within one folder and makes it durable; an existing target is replaced. */
export function renameDurably(from: string, to: string): void {
  try {
    fs.renameSync(from, to);
    syncFolder(dirname(to));
  } catch (error) {
    throw fileError('rename', from, error);
  }
}

/**
 * Writes a file so that a crash, a SIGKILL or a full disk at any moment leaves either the old
 * contents or the new: a temporary file in the same folder is written, synced and renamed.
 * One process may write to a path at a time, from one thread.
 * @param path a file in an existing folder; an existing file is replaced
 * @throws UserError for a full disk, missing permission, a read-only disk or a bad path
 */
export function writeFileAtomic(path: string, content: Uint8Array | string): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  removeStaleTemporaries(path);
  try {
    const file = fs.openSync(temporary, 'wx');
    try {
      writeFully(file, bytes);
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    removeStaleTemporaries(path);
    throw fileError('write', path, error);
  }
}
