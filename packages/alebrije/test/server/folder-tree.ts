/** All that lies in a folder, to see whether anything changed. */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';

/** Every path with what it is: a folder, a link and where to, or the digest of a file's bytes. */
export function folderTree(folder: string): Record<string, string> {
  const entries = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    entries.map((path) => {
      const full = join(folder, path);
      const found = fs.lstatSync(full);
      if (found.isSymbolicLink()) return [path, `link to ${fs.readlinkSync(full)}`];
      if (found.isDirectory()) return [path, 'folder'];
      if (!found.isFile()) return [path, 'special'];
      return [path, createHash('sha256').update(fs.readFileSync(full)).digest('hex')];
    }),
  );
}
