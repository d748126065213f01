/** A folder or a zip archive as a list of files. */

import { stat } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { compareNames, type FileSource, isHidden } from './file-source.ts';
import { openFolder } from './folder-source.ts';

/** @throws UserError if there is nothing, or it is neither a folder nor a zip archive */
export async function openFiles(location: string): Promise<FileSource> {
  const found = await stat(location).catch(() => undefined);
  if (!found) throw new UserError(`there is no file or folder ${location}: check the path`);
  async function openArchive(): Promise<FileSource> {
    const { openZip } = await import('./zip-source.ts');
    return openZip(location);
  }
  const source = await (found.isDirectory() ? openFolder(location) : openArchive());
  const files = source.files
    .filter(({ path }) => !isHidden(path))
    .sort((a, b) => compareNames(a.path, b.path));
  return { ...source, files };
}

/** Opens it for as long as the work takes. @throws UserError as `openFiles`, and what the work throws */
export async function withFiles<T>(
  location: string,
  work: (source: FileSource) => Promise<T>,
): Promise<T> {
  const source = await openFiles(location);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}
