/** Errors of the operating system, said so that the user can mend them. */

import { UserError } from '../../errors.ts';

const causes: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space or choose a folder on another disk',
  EDQUOT: 'your disk quota is used up; free some space or choose a folder on another disk',
  EACCES: 'permission is denied; change its permissions or choose another folder',
  EPERM: 'permission is denied; change its permissions or choose another folder',
  EROFS: 'the file system is read-only; choose another folder',
  ENOTDIR: 'a part of this path is a file, not a folder; give a path through folders only',
  ENOENT: 'there is no such file or folder; check the path',
  EEXIST: 'a file of this name is in the way; remove it or give another path',
  EISDIR: 'this is a folder where a file should be; remove it or give another path',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
  EMFILE: 'too many files are open; close some or raise the limit (ulimit -n)',
  EIO: 'the disk reports a fault; check it or choose a folder on another disk',
};

/** The operating system's code of an error ('ENOENT', ...), or undefined if it has none. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/**
 * Turns an error of the file system into a `UserError` of one line: what failed, where, and what
 * would help. Any other error is returned as it is.
 * @param action the verb after "cannot": 'write', 'read', ...
 */
export function fileError(action: string, path: string, error: unknown): unknown {
  const cause = causes[errorCode(error) ?? ''];
  return cause === undefined ? error : new UserError(`cannot ${action} ${path}: ${cause}`);
}
