/** The files of a folder and of those below it. */

import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { UserError } from '../../errors.ts';
import { checkSize, type FileSource, type SourceFile } from './file-source.ts';

/** @throws UserError if the folder cannot be read */
export async function openFolder(location: string): Promise<FileSource> {
  const failed = (path: string) => (error: Error) => {
    throw new UserError(`${path} cannot be read: ${error.message}`);
  };
  const entries = await readdir(location, { recursive: true, withFileTypes: true }).catch(
    failed(location),
  );
  const described = await Promise.all(entries.map((entry) => describeFile(location, entry)));
  return {
    location,
    files: described.filter((file) => file !== undefined),
    async read({ path, size }) {
      const full = join(location, path);
      checkSize(full, size);
      return readFile(full).catch(failed(full));
    },
    close: async () => undefined,
  };
}

/** Links to files are followed, links to folders are not: they may lead back. */
async function describeFile(location: string, entry: Dirent): Promise<SourceFile | undefined> {
  if (!entry.isFile() && !entry.isSymbolicLink()) return undefined;
  const full = join(entry.parentPath, entry.name);
  const found = await stat(full).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const path = relative(location, full).replaceAll('\\', '/');
  return { path, size: found.size, stamp: String(found.mtimeMs) };
}
