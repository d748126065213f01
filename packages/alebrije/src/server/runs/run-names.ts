/** Names of runs as they come in requests, and the folders that they mean. */

import fs from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError } from '../http/api-error.ts';

const LONGEST = 200;

/**
 * Whether a text can be the name of a run's folder: one part of a path, not hidden, without characters
 * that some system gives a meaning.
 */
export function isRunName(text: string): boolean {
  return (
    text.length > 0 &&
    text.length <= LONGEST &&
    !text.startsWith('.') &&
    !/[\\/:*?"<>|\p{Cc}\u2028\u2029]/u.test(text) &&
    text.trim() === text &&
    !text.endsWith('.')
  );
}

/** Whether it is a folder of its own, not a link to one elsewhere. */
export async function isRealFolder(path: string): Promise<boolean> {
  const found = await fs.lstat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

/**
 * The folder of a run that is there.
 * @throws ApiError if it is not, or its name is none
 */
export async function findRunFolder(runsFolder: string, name: string): Promise<string> {
  const path = join(runsFolder, name);
  if (isRunName(name) && (await isRealFolder(path))) return path;
  throw new ApiError('not-found', `there is no run ${JSON.stringify(name.slice(0, LONGEST))}`);
}

/** Address of a file of a run. @param file relative, with forward slashes */
export function fileUrl(name: string, file: string): string {
  const path = file.split('/').map(encodeURIComponent).join('/');
  return `/runs/${encodeURIComponent(name)}/files/${path}`;
}
